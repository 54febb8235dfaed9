import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unitsOf } from '../core/currency.ts'
import { settlementCurrency, type Instrument } from '../core/instrument.ts'
import type { Lots, PriceTicks } from '../core/price.ts'
import type { Instant } from '../core/time.ts'
import { fillEntry, type Fill } from './fill.ts'
import { Ledger } from './ledger.ts'
import {
  averageEntryPrice,
  fillPosition,
  flatPosition,
  pnlByCause,
  unrealised,
} from './position.ts'

const linear: Instrument = {
  name: 'BTC-USDT',
  venue: 'test',
  base: 'BTC',
  quote: 'USDT',
  class: 'linear',
  tickSize: { units: 1, decimals: 1 },
  lotSize: { units: 1, decimals: 3 },
}
const inverse: Instrument = {
  ...linear,
  name: 'BTC-USD',
  quote: 'USD',
  class: 'inverse',
  lotSize: { units: 1, decimals: 0 },
  contractSize: { units: 100, decimals: 0 },
}

function fillOf(instrument: Instrument, lots: number, priceTicks: number, fee = 0n): Fill {
  return {
    time: 0 as Instant,
    instrument,
    lots: lots as Lots,
    priceTicks: priceTicks as PriceTicks,
    priceStep: instrument.tickSize,
    feeAtoms: fee,
    feeCurrency: settlementCurrency(instrument),
  }
}

test('closing part of a position realises its part of the cost', () => {
  const position = flatPosition(linear)
  fillPosition(position, fillOf(linear, 2_000, 1_000), NaN) // 2 at 100
  const realised = fillPosition(position, fillOf(linear, -500, 1_100), NaN) // 0.5 at 110
  expect(unitsOf(realised)).toBe(5)
  expect(unitsOf(position.costAtoms)).toBe(150)
  expect(unrealised(position, 120)).toBe(30)
})

test('a position turned round realises what it was and opens what it is', () => {
  const position = flatPosition(linear)
  fillPosition(position, fillOf(linear, 1_000, 1_000), NaN)
  fillPosition(position, fillOf(linear, -3_000, 1_100), NaN)
  expect(unitsOf(position.realisedAtoms)).toBe(10)
  expect(position.lots).toBe(-2_000)
  expect(unitsOf(position.costAtoms)).toBe(-220)
})

test('an inverse contract gains in base: contracts x (1 / entry - 1 / exit)', () => {
  const position = flatPosition(inverse)
  fillPosition(position, fillOf(inverse, 10, 500_000), NaN) // 1,000 USD at 50,000
  expect(unrealised(position, 80_000)).toBeCloseTo(1_000 / 50_000 - 1_000 / 80_000, 15)
  const realised = fillPosition(position, fillOf(inverse, -10, 800_000), NaN)
  expect(unitsOf(realised)).toBe(0.0075)
})

test('the average entry is what closes without a gain, whatever the contract; flat there is none', () => {
  for (const [of, lots] of [
    [linear, 500],
    [inverse, 10],
  ] as const) {
    const position = flatPosition(of)
    expect(averageEntryPrice(position)).toBeNaN()
    fillPosition(position, fillOf(of, lots, 500_000), NaN)
    fillPosition(position, fillOf(of, 3 * lots, 800_000), NaN)
    const entry = averageEntryPrice(position)
    expect(entry).toBeGreaterThan(50_000)
    expect(entry).toBeLessThan(80_000)
    expect(unrealised(position, entry)).toBeCloseTo(0, 9)
  }
})

test('slippage is what a fill cost against the mid its order found', () => {
  const position = flatPosition(linear)
  fillPosition(position, fillOf(linear, 2_000, 1_001), 100)
  fillPosition(position, fillOf(linear, -2_000, 999), 100)
  expect(position.slippage).toBeCloseTo(0.4, 12) // 2 x 0.1, twice
  expect(unitsOf(position.realisedAtoms)).toBeCloseTo(-0.4, 12)
})

test('what a position has brought is split by cause, and the causes add up', () => {
  const position = flatPosition(linear)
  fillPosition(position, fillOf(linear, 2_000, 1_001, 10n ** 17n), 100) // 2 at 100.1 for a mid of 100, fee 0.1
  position.fundingAtoms = -3n * 10n ** 17n
  const causes = pnlByCause(position, 103)
  expect(causes.price).toBeCloseTo(6, 12)
  expect(causes.slippage).toBeCloseTo(-0.2, 12)
  expect([causes.fees, causes.funding]).toEqual([-0.1, -0.3])
  const { price, slippage, fees, funding, total } = causes
  expect(total).toBeCloseTo(price + slippage + fees + funding, 12)
})

test('whatever is filled: cash is what was realised less fees and the cost of what is open, to the atom', () => {
  const fill = fc.tuple(
    fc.integer({ min: -1e9, max: 1e9 }).filter((lots) => lots !== 0),
    fc.integer({ min: 1, max: 1e9 }),
    fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
  )
  fc.assert(
    fc.property(fc.constantFrom(linear, inverse), fc.array(fill), (instrument, fills) => {
      const ledger = new Ledger()
      const position = flatPosition(instrument)
      const currency = settlementCurrency(instrument)
      for (const [lots, ticks, fee] of fills) {
        const made = fillOf(instrument, lots, ticks, fee)
        ledger.apply(fillEntry(made))
        fillPosition(position, made, NaN)
        const { realisedAtoms, feeAtoms, costAtoms } = position
        const cash = ledger.balance('cash', instrument.name, currency)
        expect(cash).toBe(realisedAtoms - feeAtoms - costAtoms)
        expect(position.lots !== 0 || costAtoms === 0n).toBe(true)
      }
    }),
  )
})
