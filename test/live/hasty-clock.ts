import { wallClock } from '../../src/app/live/wall-clock.ts'
import type { Clock } from '../../src/core/clock.ts'
import type { Instant } from '../../src/core/time.ts'

/** The wall's clock, so many times as fast from now on. */
export function hastyClock(times: number): Clock {
  const from = wallClock.now()
  return {
    now: () => (from + times * (wallClock.now() - from)) as Instant,
    callAt: (at, call) => wallClock.callAt(Math.ceil(from + (at - from) / times) as Instant, call),
  }
}
