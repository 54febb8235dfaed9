import { performance } from 'node:perf_hooks'
import type { Clock } from '../../core/clock.ts'
import type { Instant } from '../../core/time.ts'

/** The longest a timer of Node waits. */
const waitMostMs = 2 ** 31 - 1

/** The wall's clock as it stood when the process began, and steady from there on: setting it changes nothing here. */
export const wallClock: Clock = {
  now: () => Math.round((performance.timeOrigin + performance.now()) * 1_000) as Instant,
  callAt: (at, call) => {
    const waitMs = Math.min(waitMostMs, Math.max(0, Math.ceil((at - wallClock.now()) / 1_000)))
    const timer = setTimeout(() => {
      // A timer may come a little early.
      if (wallClock.now() < at) cancel = wallClock.callAt(at, call)
      else call()
    }, waitMs)
    let cancel = (): void => clearTimeout(timer)
    return () => cancel()
  },
}
