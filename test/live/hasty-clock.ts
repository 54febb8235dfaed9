import { wallClock } from '../../src/app/live/wall-clock.ts'
import type { Clock } from '../../src/core/clock.ts'
import type { Instant } from '../../src/core/time.ts'

/** The wall's clock, so many times as fast from now on, until it is told to stand: nothing new is called then. */
export function hastyClock(times: number): Clock & { stand(): void } {
  const from = wallClock.now()
  let stoodAt: Instant | undefined
  const now = (): Instant => stoodAt ?? ((from + times * (wallClock.now() - from)) as Instant)
  return {
    now,
    callAt(at, call) {
      if (stoodAt !== undefined) return () => undefined
      return wallClock.callAt(Math.ceil(from + (at - from) / times) as Instant, call)
    },
    stand() {
      stoodAt = now()
    },
  }
}
