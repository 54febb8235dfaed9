import type { Instrument } from './instrument.ts'
import type { Instant } from './time.ts'
import type { Timeframe } from './timeframe.ts'

/** Bars of one instrument in columns, ascending and unique in open time; gaps are absent rows. */
export interface BarSeries {
  readonly instrument: Instrument
  readonly timeframe: Timeframe
  /** Where the bars came from, for messages: a file's path, or `synthetic`. */
  readonly source: string
  /** Instant of each bar's open, microseconds. */
  readonly times: Float64Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  /** In base units. */
  readonly volume: Float64Array
}

/** The bars that open in `[from, to)`: views on the same columns. */
export function barsWithin(bars: BarSeries, from: Instant, to: Instant): BarSeries {
  const first = firstRowAtOrAfter(bars.times, from)
  const end = firstRowAtOrAfter(bars.times, to)
  const cut = (column: Float64Array): Float64Array => column.subarray(first, Math.max(first, end))
  return {
    ...bars,
    times: cut(bars.times),
    open: cut(bars.open),
    high: cut(bars.high),
    low: cut(bars.low),
    close: cut(bars.close),
    volume: cut(bars.volume),
  }
}

/** Index of the first instant not before `instant`; the length where all are before it. */
export function firstRowAtOrAfter(times: Float64Array, instant: Instant): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (times[middle]! < instant) low = middle + 1
    else high = middle
  }
  return low
}
