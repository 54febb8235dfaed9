import fc from 'fast-check'
import { expect, test } from 'vitest'
import { atomsOf } from '../core/currency.ts'
import type { Instrument } from '../core/instrument.ts'
import type { Lots, PriceTicks } from '../core/price.ts'
import type { Instant } from '../core/time.ts'
import { journalledGain, sumOfGains, type Gain, type Marks } from './journalled-gain.ts'
import {
  bookMoney,
  bookWhole,
  newPosition,
  type JournalledPosition,
} from './journalled-position.ts'

const spot: Instrument = {
  name: 'BTC-USDT',
  venue: 'binance',
  base: 'BTC',
  quote: 'USDT',
  class: 'spot',
  tickSize: { units: 1, decimals: 1 },
  lotSize: { units: 1, decimals: 3 },
}
const linear: Instrument = { ...spot, class: 'linear' }
const inverse: Instrument = {
  ...spot,
  name: 'BTC-USD',
  quote: 'USD',
  class: 'inverse',
  lotSize: { units: 1, decimals: 0 },
  contractSize: { units: 100, decimals: 0 },
}

const marks = (mark: number, rates: Readonly<Record<string, number>> = {}): Marks => ({
  markOf: () => mark,
  rateOf: (currency) => rates[currency] ?? (currency.startsWith('USD') ? 1 : Number.NaN),
})

/** Prices in tenths. */
function fill(
  position: JournalledPosition,
  lots: number,
  ticks: number,
  [fee, of]: readonly [fee: number, currency: string] = [0, 'USDT'],
) {
  bookWhole(position, {
    exchangeTime: 1 as Instant,
    lots: lots as Lots,
    priceTicks: ticks as PriceTicks,
    feeAtoms: atomsOf(fee),
    feeCurrency: of,
  })
}

test('entry, realised and unrealised, fees and funding of a perpetual', () => {
  const position = newPosition(linear)
  fill(position, 2_000, 1_000, [0.1, 'USDT']) // 2 at 100
  fill(position, 2_000, 1_100, [0.1, 'USDT']) // 2 at 110
  fill(position, -1_000, 1_200, [0.1, 'USDT']) // 1 at 120
  bookMoney(position, 'funding', { currency: 'USDT', atoms: atomsOf(-0.5) })
  const { averageEntry, mark, gain } = journalledGain(position, marks(115))
  expect({ averageEntry, mark }).toEqual({ averageEntry: 105, mark: 115 })
  expect(gain.realised).toBe(15)
  expect(gain.unrealised).toBe(30)
  expect(gain.fees).toBeCloseTo(-0.3, 12)
  expect(gain.funding).toBe(-0.5)
  expect(gain.total).toBeCloseTo(44.2, 12)
})

const parts = (gain: Gain): number =>
  gain.realised + gain.unrealised + gain.fees + gain.funding + gain.insurance

test.each([spot, linear, inverse])('what it is made of adds up to all its money: $class', (of) => {
  const fills = fc.array(
    fc.record({
      lots: fc.integer({ min: -3_000, max: 3_000 }).filter((lots) => lots !== 0),
      ticks: fc.integer({ min: 5_000, max: 15_000 }),
      fee: fc.integer({ min: -50, max: 200 }).map((units) => units / 100),
      // Spot may charge in what is bought, or in a coin of the venue's own.
      feeCurrency: fc.constantFrom('quote' as const, 'base' as const, 'BNB' as const),
      funding: fc.integer({ min: -100, max: 100 }).map((units) => units / 100),
    }),
    { minLength: 1, maxLength: 20 },
  )
  fc.assert(
    fc.property(fills, fc.double({ min: 400, max: 1_600, noNaN: true }), (all, mark) => {
      const position = newPosition(of)
      for (const each of all) {
        const { feeCurrency } = each
        const currency = feeCurrency === 'BNB' ? feeCurrency : of[feeCurrency]
        fill(position, each.lots, each.ticks, [each.fee / 100, currency])
        const atoms = atomsOf(each.funding)
        if (of.class !== 'spot') bookMoney(position, 'funding', { currency: of.quote, atoms })
        else bookMoney(position, 'insurance', { currency: of.quote, atoms })
      }
      const { gain } = journalledGain(position, marks(mark, { BNB: 600 }))
      // Doubles of sums up to 20 fills of 3,000 lots of 100 quote units at most.
      expect(Math.abs(parts(gain) - gain.total)).toBeLessThan(1e-8 * 6e6)
    }),
    { seed: 7 },
  )
})

test('what nothing tells is not known, and nothing else is lost with it', () => {
  const position = newPosition(spot)
  fill(position, 1_000, 1_000, [0.001, 'BNB'])
  fill(position, -400, 1_100)
  const unmarked = journalledGain(position, marks(Number.NaN, { BNB: 600 })).gain
  expect([unmarked.realised, unmarked.fees]).toEqual([4, -0.6])
  expect([unmarked.unrealised, unmarked.total]).toEqual([Number.NaN, Number.NaN])
  const unrated = journalledGain(position, marks(110)).gain
  expect([unrated.realised, unrated.unrealised, unrated.funding]).toEqual([4, 6, 0])
  expect([unrated.fees, unrated.total]).toEqual([Number.NaN, Number.NaN])
})

test('of a flat position neither entry nor mark is needed', () => {
  const position = newPosition(spot)
  fill(position, 1_000, 1_000)
  fill(position, -1_000, 1_100)
  const { averageEntry, gain } = journalledGain(position, marks(Number.NaN))
  expect(averageEntry).toBeNaN()
  expect([gain.realised, gain.unrealised, gain.total]).toEqual([10, 0, 10])
})

test('of a position that an older version began the total is known', () => {
  const { brought: _, ...older } = newPosition(spot)
  const position: JournalledPosition = older
  fill(position, 1_000, 1_000, [0.5, 'USDT'])
  const { gain } = journalledGain(position, marks(110))
  expect(gain).toMatchObject({ realised: Number.NaN, fees: Number.NaN, total: 9.5 })
})

test('gains are summed at a rate each, and of nothing the rate need not be known', () => {
  const nothing = { realised: 0, unrealised: 0, fees: 0, funding: 0, insurance: 0, total: 0 }
  const gain = { ...nothing, realised: 10, total: 10 }
  const sum = sumOfGains([
    { gain, rate: 1 },
    { gain, rate: 0.5 },
    { gain: nothing, rate: Number.NaN },
  ])
  expect(sum).toEqual({ ...nothing, realised: 15, total: 15 })
  expect(sumOfGains([]).total).toBe(0)
})
