import type { Duration, Instant } from './time.ts'

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
 * The interval between settlements that occurs most often (the shorter one among equals): venues change it, and
 * files have holes.
 *
 * @returns undefined with fewer than two settlements
 */
export function usualFundingInterval(times: Float64Array): Duration | undefined {
  const counts = new Map<number, number>()
  for (let row = 1; row < times.length; row++) {
    const interval = times[row]! - times[row - 1]!
    counts.set(interval, (counts.get(interval) ?? 0) + 1)
  }
  let usual: number | undefined
  for (const [interval, count] of counts) {
    const best = usual === undefined ? 0 : counts.get(usual)!
    if (count > best || (count === best && interval < usual!)) usual = interval
  }
  return usual as Duration | undefined
}

/**
 * The settlements that should have happened in `(from, to]` and are not in the series, at the usual interval.
 *
 * @returns instants in microseconds; also those before the first and after the last row of the series
 */
export function missingSettlements(times: Float64Array, from: Instant, to: Instant): Instant[] {
  const interval = usualFundingInterval(times)
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
