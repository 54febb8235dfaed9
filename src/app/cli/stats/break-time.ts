import type { Summary } from '../../../econometrics/summary/summary.ts'
import { minuteOf } from '../format.ts'
import type { LoadedSeries } from '../load-series.ts'

/** Epoch milliseconds of a row; null where the files have no timestamps. */
export function breakTime({ times }: LoadedSeries, row: number): number | null {
  return times?.[row] ?? null
}

/** A summary that says when a break is, beside its row. */
export function withBreakTime(summary: Summary, time: number | null): Summary {
  if (time === null) return summary
  return { ...summary, facts: [...summary.facts, ['which is, UTC', minuteOf(time)]] }
}
