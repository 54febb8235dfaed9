import { performance } from 'node:perf_hooks'
import type { Clock } from '../../core/clock.ts'
import type { Instant } from '../../core/time.ts'

/** A timer looks again after so long, for the machine's clock may have been set. */
const waitMostMs = 1_000

/** The machine's clock is looked at so often, microseconds. */
const comparedEvery = 100_000

/** They are one clock while they are no further apart: one counts whole milliseconds. Microseconds. */
const apartMost = 2_000

/** A look at both clocks that took longer than this says nothing of how far they are apart. Microseconds. */
const lookMost = 200

/** Of any time, by how much of it this clock counts less until one that was set back has caught up. */
const slowing = 1 / 20

/**
 * The instants of a machine's clock in the steps of a steady one, since the first counts milliseconds and may be set.
 *
 * Where the machine's clock is set forward, or the machine slept, this one follows at the next look. Where it is set back,
 * this one never is: it runs a twentieth slower until they agree, so that whatever waits for an instant still gets there.
 *
 * @param machineMs milliseconds since 1970, whole ones
 * @param steadyMs milliseconds since any instant, with their fractions; never set
 */
export function followedClock(machineMs: () => number, steadyMs: () => number): () => Instant {
  let offset = Number.NaN
  let comparedAt = -Infinity
  let last = -Infinity
  /** By how much it is still to run slower, from the last look on. */
  let ahead = 0
  const heldBack = (now: number): number => Math.min(ahead, (now - comparedAt) * slowing)
  const compare = (before: number): number => {
    const machine = machineMs() * 1_000
    const now = steadyMs() * 1_000
    if (Number.isNaN(offset)) offset = machine - now
    if (now - before > lookMost) return now
    offset -= heldBack(now)
    const behind = machine - (now + offset)
    if (behind > apartMost) offset += behind
    // It has counted up to a millisecond more than it says.
    ahead = behind < -1_000 - apartMost ? -behind - 1_000 : 0
    comparedAt = now
    return now
  }
  return () => {
    let now = steadyMs() * 1_000
    if (now - comparedAt >= comparedEvery) now = compare(now)
    last = Math.max(last, Math.round(now + offset - heldBack(now)))
    return last as Instant
  }
}

/** The wall's clock in microseconds: that of the machine, but it never goes back ({@link followedClock}). */
export const wallClock: Clock = {
  now: followedClock(
    () => Date.now(),
    () => performance.now(),
  ),
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
