import type { Instrument } from './instrument.ts'
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
