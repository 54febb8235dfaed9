import type { Clock } from '../../core/clock.ts'
import type { Duration, Instant } from '../../core/time.ts'

/** Settles after a while, or at once when asked to end. */
export function rest(clock: Clock, wait: Duration, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const done = (): void => {
      signal.removeEventListener('abort', done)
      cancel()
      resolve()
    }
    const cancel = clock.callAt((clock.now() + wait) as Instant, done)
    signal.addEventListener('abort', done, { once: true })
  })
}
