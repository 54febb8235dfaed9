import type { BarSeries } from '../core/bars.ts'
import { millisecondsOf, type Instant } from '../core/time.ts'
import { seriesName } from './series-name.ts'

/** The part of a series that is looked at: what a span and seals leave of its file. */
export interface UsedRows {
  /** `venue:BASE-QUOTE`. */
  readonly series: string
  /** First and last bar, epoch milliseconds; null where none is left. */
  readonly first: number | null
  readonly last: number | null
}

/** Which rows of series decide a result. */
export function usedRows(series: readonly BarSeries[]): UsedRows[] {
  return series.map((bars) => ({
    series: seriesName(bars),
    first: milliseconds(bars.times[0]),
    last: milliseconds(bars.times.at(-1)),
  }))
}

function milliseconds(time: number | undefined): number | null {
  return time === undefined ? null : millisecondsOf(time as Instant)
}
