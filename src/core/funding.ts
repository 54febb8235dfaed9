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

/** No venue settles more often, microseconds. */
const shortestInterval = 3_600_000_000

/** Clocks of a venue and of who records it are no further apart, microseconds. */
const clocksApartMost = 60_000_000

/**
 * Is funding over that was due, by our clock, or by what is stated now as due next? A venue whose clock is ahead of ours states
 * the next one before it is time here. One that is moved by less, or long before, has not settled: a market that stood still.
 */
export function isFundingOver(dueAt: number, now: number, stated?: number): boolean {
  if (dueAt <= now) return true
  if (stated === undefined || dueAt - now > clocksApartMost) return false
  return stated - dueAt >= shortestInterval / 2
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
