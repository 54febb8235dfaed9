import type { Instant } from '../../../core/time.ts'

/** How long something is under way between us and a venue. Models: constant, drawn, recorded. */
export interface LatencyModel {
  /** Whole microseconds, at least 1, of what leaves at an instant. Asked once for each thing that leaves, in order. */
  microsecondsAt(leaving: Instant): number
}
