import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unitsOf } from '../core/currency.ts'
import type { Instrument } from '../core/instrument.ts'
import { nominalLot, type Lots, type PriceTicks } from '../core/price.ts'
import type { Instant } from '../core/time.ts'
import { fillEntry, fillPrice, fillQuantity, notionalAtoms, type Fill } from './fill.ts'
import { Ledger } from './ledger.ts'

const instrument: Instrument = {
  name: 'BTC-USDT',
  venue: 'test',
  base: 'BTC',
  quote: 'USDT',
  class: 'spot',
  tickSize: { units: 1, decimals: 1 },
  lotSize: nominalLot,
}

function fillOf(lots: number, priceTicks: number, change: Partial<Fill> = {}): Fill {
  return {
    time: 0 as Instant,
    instrument,
    lots: lots as Lots,
    priceTicks: priceTicks as PriceTicks,
    priceStep: { units: 1, decimals: 6 },
    feeAtoms: 0n,
    feeCurrency: 'USDT',
    ...change,
  }
}

test('a notional is exact where lots and ticks fit an atom', () => {
  // 0.00000003 BTC at 60000.000001
  expect(notionalAtoms(fillOf(3, 60_000_000_001))).toBe(1_800_000_000_030_000n)
  expect(fillPrice(fillOf(3, 60_000_000_001))).toBe(60_000.000001)
  expect(fillQuantity(fillOf(-3, 1))).toBe(-3e-8)
})

test('a notional finer than an atom is the nearest one, halves away from zero', () => {
  const step = { units: 5, decimals: 11 } // 1e-8 lots x 5e-11: half an atom
  expect(notionalAtoms(fillOf(1, 1, { priceStep: step }))).toBe(1n)
  expect(notionalAtoms(fillOf(-1, 1, { priceStep: step }))).toBe(-1n)
})

test('whatever is filled, all accounts add up to nothing in every currency, to the atom', () => {
  const fill = fc.record({
    lots: fc.integer({ min: -1e12, max: 1e12 }),
    ticks: fc.integer({ min: 1, max: 1e12 }),
    decimals: fc.integer({ min: 0, max: 14 }),
    fee: fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }),
    feeCurrency: fc.constantFrom('USDT', 'BTC', 'BNB'),
  })
  fc.assert(
    fc.property(fc.array(fill, { maxLength: 30 }), (fills) => {
      const ledger = new Ledger()
      let fees = 0n
      let lots = 0
      for (const each of fills) {
        const made = fillOf(each.lots, each.ticks, {
          priceStep: { units: 1, decimals: each.decimals },
          feeAtoms: each.fee,
          feeCurrency: each.feeCurrency,
        })
        ledger.apply(fillEntry(made))
        lots += each.lots
        if (each.feeCurrency === 'BNB') fees += each.fee
        for (const currency of ['USDT', 'BTC', 'BNB']) expect(ledger.total(currency)).toBe(0n)
      }
      expect(ledger.balance('fees', 'BTC-USDT', 'BNB')).toBe(fees)
      expect(ledger.balance('position', 'BTC-USDT', 'BTC')).toBe(BigInt(lots) * 10n ** 10n)
    }),
  )
})

test('a round trip leaves in cash what the prices differ by, less the fees', () => {
  const ledger = new Ledger()
  ledger.apply(fillEntry(fillOf(2e8, 100_000_000, { feeAtoms: 10n ** 17n }))) // 2 at 100, fee 0.1
  ledger.apply(fillEntry(fillOf(-2e8, 103_000_000, { feeAtoms: 10n ** 17n })))
  expect(unitsOf(ledger.balance('cash', 'BTC-USDT', 'USDT'))).toBe(5.8)
  expect(ledger.balance('position', 'BTC-USDT', 'BTC')).toBe(0n)
})

test('an entry that does not balance is a fault of ours', () => {
  const ledger = new Ledger()
  expect(() =>
    ledger.apply({
      time: 0 as Instant,
      kind: 'funding',
      postings: [{ account: 'cash', instrument: 'BTC-USDT', currency: 'USDT', atoms: 1n }],
    }),
  ).toThrow('off balance by 1 atoms')
})
