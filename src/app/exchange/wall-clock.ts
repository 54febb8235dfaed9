import type { Instant } from '../../core/time.ts'

/** The machine's clock in microseconds; it never goes back while the process runs. */
export function wallClock(): () => Instant {
  const began = Math.round(performance.timeOrigin * 1_000)
  return () => (began + Math.round(performance.now() * 1_000)) as Instant
}
