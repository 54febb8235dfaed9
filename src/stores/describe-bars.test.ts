import { expect, test } from 'vitest'
import type { BarSeries } from '../core/bars.ts'
import { nominalLot } from '../core/price.ts'
import type { Duration } from '../core/time.ts'
import { describeBars } from './describe-bars.ts'

type Row = readonly [
  hour: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
]

function barsOf(...rows: readonly Row[]): BarSeries {
  const column = (k: 1 | 2 | 3 | 4 | 5): Float64Array => Float64Array.from(rows, (row) => row[k])
  return {
    instrument: {
      name: 'BTC-USD',
      venue: 'kraken',
      base: 'BTC',
      quote: 'USD',
      class: 'spot',
      tickSize: { units: 1, decimals: 2 },
      lotSize: nominalLot,
    },
    timeframe: { label: '1h', duration: 3_600_000_000 as Duration },
    source: 'test',
    times: Float64Array.from(rows, ([hour]) => hour * 3_600_000_000),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
  }
}

const HOUR_MS = 3_600_000

test('gaps, odd bars and the largest move are told', () => {
  const described = describeBars(
    barsOf(
      [0, 10, 11, 9, 10, 1],
      [1, 10, 10, 10, 10, 0],
      [4, 10, 12, 8, 5, 1],
      [5, 5, 5.5, 5.25, 5.5, 0],
      [8, 6, 5.9, 5, 5.5, 2],
    ),
  )
  expect(described).toEqual({
    venue: 'kraken',
    instrument: 'BTC-USD',
    timeframe: '1h',
    rows: 5,
    firstTime: 0,
    lastTime: 8 * HOUR_MS,
    gaps: 2,
    missingBars: 4,
    longestGap: { from: 2 * HOUR_MS, to: 4 * HOUR_MS, missingBars: 2 },
    zeroVolumeBars: 2,
    unenclosedBars: 3,
    largestMove: { logReturn: Math.log(0.5), time: 4 * HOUR_MS },
    priceDecimals: 2,
  })
})

test('no bars and one bar have no gap and no move', () => {
  const none = { gaps: 0, missingBars: 0, longestGap: null, largestMove: null }
  expect(describeBars(barsOf())).toMatchObject({
    ...none,
    rows: 0,
    firstTime: null,
    lastTime: null,
  })
  expect(describeBars(barsOf([3, 1, 1, 1, 1, 1]))).toMatchObject({
    ...none,
    rows: 1,
    firstTime: 3 * HOUR_MS,
    lastTime: 3 * HOUR_MS,
  })
})

test('a price that is not positive takes part in no move, and a still price is a move of 0', () => {
  const described = describeBars(
    barsOf([0, 1, 1, 1, 1, 1], [1, 1, 1, -1, -1, 1], [2, 1, 1, 0, 0, 1], [3, 2, 2, 2, 2, 1]),
  )
  expect(described.largestMove).toBeNull()
  const still = describeBars(barsOf([0, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1]))
  expect(still.largestMove).toEqual({ logReturn: 0, time: HOUR_MS })
})
