import { expect, test } from 'vitest'
import { barsWithin, firstRowAtOrAfter, type BarSeries } from './bars.ts'
import type { Instant } from './time.ts'
import { parseTimeframe } from './timeframe.ts'

const column = Float64Array.of(10, 20, 30)
const bars: BarSeries = {
  instrument: {
    name: 'BTC-USDT',
    venue: 'test',
    base: 'BTC',
    quote: 'USDT',
    class: 'spot',
    tickSize: { units: 1, decimals: 0 },
    lotSize: { units: 1, decimals: 8 },
  },
  timeframe: parseTimeframe('1m')!,
  source: 'test',
  times: column,
  open: column,
  high: column,
  low: column,
  close: column,
  volume: column,
}

test('from is inclusive, to is exclusive', () => {
  const cut = barsWithin(bars, 20 as Instant, 30 as Instant)
  expect([...cut.times]).toEqual([20])
  expect([...cut.close]).toEqual([20])
})

test('an empty or reversed span has no bars', () => {
  expect(barsWithin(bars, 21 as Instant, 29 as Instant).times).toHaveLength(0)
  expect(barsWithin(bars, 30 as Instant, 10 as Instant).times).toHaveLength(0)
})

test('the first row at or after an instant, also beyond both ends', () => {
  expect([5, 10, 11, 30, 31].map((t) => firstRowAtOrAfter(column, t as Instant))).toEqual([
    0, 0, 1, 2, 3,
  ])
  expect(firstRowAtOrAfter(new Float64Array(0), 1 as Instant)).toBe(0)
})
