import { performance } from 'node:perf_hooks'
import type { Clock } from '../../core/clock.ts'
import type { Instant } from '../../core/time.ts'

/** A timer looks again after so long, for the machine's clock may have been set. */
const waitMostMs = 1_000

/** The machine's clock is looked at so often, microseconds. */
const comparedEvery = 100_000

/** By so little beyond the millisecond that it counts they are one clock still, this one ahead. Microseconds. */
const aheadMost = 2_000

/** A look at both clocks that took longer than this does not say that this one is ahead. Microseconds. */
const lookMost = 200

/** Of any time, by how much of it this clock counts less until one that was set back has caught up. */
const slowing = 1 / 20

/**
 * The instants of a machine's clock in the steps of a steady one, since the first counts milliseconds and may be set. Two
 * processes of a machine agree to some microseconds; after it was set back by little, to three milliseconds.
 *
 * Where the machine's clock is set forward, or the machine slept, this one follows at the next look. Where it is set back,
 * this one never is: it runs a twentieth slower until they agree, so that whatever waits for an instant still gets there.
 *
 * @param machineMs milliseconds since 1970, whole ones
 * @param steadyMs milliseconds since any instant, with their fractions; never set
 * @param originMs that instant in the machine's milliseconds since 1970, with their fractions, where it is known
 */
export function followedClock(
  machineMs: () => number,
  steadyMs: () => number,
  originMs: number = -Infinity,
): () => Instant {
  let offset = Number.NaN
  let comparedAt = -Infinity
  let last = -Infinity
  /** By how much it is still to run slower, from the last look on. */
  let ahead = 0
  const heldBack = (now: number): number => Math.min(ahead, (now - comparedAt) * slowing)
  const compare = (before: number): number => {
    const machine = machineMs() * 1_000
    const now = steadyMs() * 1_000
    if (Number.isNaN(offset)) offset = startOf(machine, now)
    // What the machine's says is over already.
    const behind = machine - (now + offset - heldBack(now))
    if (behind <= 0 && now - before > lookMost) return now
    offset += Math.max(0, behind) - heldBack(now)
    // It has counted up to a millisecond more than it says.
    ahead = behind < -1_000 - aheadMost ? -behind - 1_000 : 0
    comparedAt = now
    return now
  }
  /** By the origin, unless the machine's clock was set since. */
  const startOf = (machine: number, now: number): number => {
    const counted = originMs * 1_000 + now - machine
    return counted >= 0 && counted < 1_000 ? originMs * 1_000 : machine - now
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
    performance.timeOrigin,
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
