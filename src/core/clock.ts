import type { Instant } from './time.ts'

/** Time as it passes here: a wall clock live, a made-up one in tests. It never goes back. */
export interface Clock {
  now(): Instant
  /** Calls once, at an instant or as soon after it as may be. @returns what takes it back */
  callAt(at: Instant, call: () => void): () => void
}
