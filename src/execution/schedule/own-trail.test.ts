import { expect, test } from 'vitest'
import type { Instant } from '../../core/time.ts'
import { exactDecimalOf } from '../router/exact-decimal.ts'
import type { MarketBook } from '../router/market-book.ts'
import { OwnTrail } from './own-trail.ts'
import { runSchedule, type ScheduleOutcome } from './run-schedule.ts'
import type { Slice } from './slices.ts'

const levels = (prices: readonly number[], quantity: number): MarketBook['asks'] => ({
  count: prices.length,
  prices: Float64Array.from(prices),
  quantities: new Float64Array(prices.length).fill(quantity),
  priceStep: { units: 1, decimals: 0 },
  quantityStep: { units: 1, decimals: 1 },
})

/** One unit at each whole price from 101 up, and from 99 down. */
const book: MarketBook = {
  venue: 'a',
  instrument: 'BTC-USD',
  base: 'BTC',
  quote: 'USD',
  class: 'spot',
  makerFeeBps: 0,
  takerFeeBps: 0,
  lotSize: { units: 1, decimals: 1 },
  minNotional: exactDecimalOf('0')!,
  bids: levels([99, 98, 97, 96], 10),
  asks: levels([101, 102, 103, 104], 10),
}

const at = (seconds: number): Instant => (seconds * 1e6) as Instant

test('what was taken is missing from the best levels, half of it after the half-life, and of the side taken alone', () => {
  const trail = new OwnTrail(Math.LN2 / 10)
  trail.took(book, 1.5, at(0))
  const [now] = trail.depleted([book], 'buy', at(0))
  expect([...now!.asks.prices]).toEqual([102, 103, 104])
  expect([...now!.asks.quantities]).toEqual([5, 10, 10])
  expect(now!.bids).toBe(book.bids)
  // 0.75 of 1.5 is left after ten seconds, of which lots of a tenth are 0.8 with the half rounded up.
  const [later] = trail.depleted([book], 'buy', at(10))
  expect([...later!.asks.quantities]).toEqual([2, 10, 10, 10])
  trail.took(book, 10, at(10))
  expect(trail.depleted([book], 'buy', at(10))[0]!.asks.count).toBe(0)
})

/** Two slices of a unit and a half, ten seconds apart, over books that stay the same. */
function worked(refillPerSecond?: number): ScheduleOutcome {
  const slices: Slice[] = [0, 10].map((seconds) => ({ time: at(seconds), lots: 15 }))
  const run = {
    side: 'buy',
    slices,
    lot: exactDecimalOf('0.1')!,
    selection: {},
    rules: {},
    terms: { quotes: ['USD'], catchUp: 1 },
  } as const
  const market = { sent: [book], arrived: [book] }
  const rate = refillPerSecond === undefined ? {} : { refillPerSecond }
  return runSchedule({ ...run, ...rate }, [market, market])
}

test('a later slice pays for what an earlier one took, the less the faster books refill', () => {
  const paid = [0, Math.LN2 / 10, 10].map((rate) => worked(rate).averagePrice!)
  // 101, half of 102; then what is left of 102 and 103: never refilled.
  expect(paid[0]).toBeCloseTo((101 + 0.5 * 102 + 0.5 * 102 + 103) / 3, 12)
  // Of 1.5 missing 0.8 tenths still are: 0.2 at 101, 1 at 102, 0.3 at 103.
  expect(paid[1]).toBeCloseTo((101 + 0.5 * 102 + 0.2 * 101 + 102 + 0.3 * 103) / 3, 12)
  expect(paid[2]).toBeCloseTo((2 * 101 + 102) / 3, 12)
  expect(worked().averagePrice).toBeCloseTo(paid[2]!, 12)
})
