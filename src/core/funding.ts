import type { Instant } from './time.ts'
import { usualStep } from './usual-step.ts'

/** Settled funding of one perpetual in columns, ascending and unique in time. */
export interface FundingSeries {
  /** Where it came from, for messages. */
  readonly source: string
  /** Instant of each settlement, microseconds. */
  readonly times: Float64Array
  /** Paid by longs to shorts, as a fraction of notional per settlement interval. */
  readonly fundingRates: Float64Array
  /** Mark price at settlement; NaN where the file has none. */
  readonly marks: Float64Array
}

/**
 * The settlements that should have happened in `(from, to]` and are not in the series, at the usual interval.
 *
 * @returns instants in microseconds; also those before the first and after the last row of the series
 */
export function missingSettlements(times: Float64Array, from: Instant, to: Instant): Instant[] {
  const interval = usualStep(times)
  if (interval === undefined) return []
  const present = new Set(times)
  const phase = times[0]! % interval
  const missing: Instant[] = []
  for (let k = Math.floor((from - phase) / interval) + 1; k * interval + phase <= to; k++) {
    const due = (k * interval + phase) as Instant
    if (!present.has(due)) missing.push(due)
  }
  return missing
}
