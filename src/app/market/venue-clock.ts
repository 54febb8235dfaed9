import type { ClockReading } from '../../core/events/market-feed.ts'
import { instantFromMilliseconds, type Duration, type Instant } from '../../core/time.ts'
import type { WirePlan } from './wire-plan.ts'

/**
 * How far a venue's clock is before ours, of the time it told between two instants of ours.
 *
 * @returns offset NaN where the venue tells whole seconds and the difference may be their rounding, or tells none
 */
export function clockReading(
  { timeOf, timeStepMs }: Pick<WirePlan, 'timeOf' | 'timeStepMs'>,
  answer: unknown,
  before: Instant,
  after: Instant,
): ClockReading {
  const there = instantFromMilliseconds(timeOf(answer))
  const offset = Math.round(there - (before + after) / 2)
  const step = timeStepMs * 1_000
  // Told in whole seconds, what is less than half of one is its rounding and no offset.
  const isRounding = step > 1_000 && Math.abs(offset) <= step / 2 + (after - before) / 2
  return { offset: isRounding ? Number.NaN : offset, roundTrip: (after - before) as Duration }
}
