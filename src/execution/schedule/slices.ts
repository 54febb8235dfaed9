import type { Duration, Instant } from '../../core/time.ts'
import { invariant } from '../../math/invariant.ts'
import type { Random } from '../../math/random.ts'

/** A part of an order, to be sent at an instant. */
export interface Slice {
  readonly time: Instant
  /** Whole lots. */
  readonly lots: number
}

/** When an order is worked off. */
export interface ScheduleSpan {
  readonly from: Instant
  readonly duration: Duration
  readonly slices: number
}

/**
 * Lots in proportion to shares, at the beginnings of equal intervals: what is sent by each instant is the whole number
 * nearest to its share, so that no slice is ever more than a lot off and all of them together are the order.
 *
 * @param shares zero or more, not all zero; they need not add up to 1
 *
 * @example
 * const span = { from: 0, duration: 4, slices: 4 }
 * slicesOf(span, [1, 1, 1, 1], 10).map(({ lots }) => lots) // => [3, 2, 3, 2]
 */
export function slicesOf(
  span: ScheduleSpan,
  shares: ArrayLike<number>,
  lots: number,
): readonly Slice[] {
  const { from, duration, slices } = span
  invariant(shares.length === slices && slices >= 1, `${shares.length} shares of ${slices} slices`)
  let all = 0
  for (let k = 0; k < slices; k++) all += shares[k]!
  invariant(all > 0, `shares that add up to ${all}`)
  let [sum, sent] = [0, 0]
  return Array.from({ length: slices }, (_, k) => {
    sum += shares[k]!
    const until = k === slices - 1 ? lots : Math.round((lots * sum) / all)
    const own = until - sent
    sent = until
    return { time: (from + Math.round((duration * k) / slices)) as Instant, lots: own }
  })
}

/**
 * Slices none of which is less than venues take as an order: what is less waits for the next slice, and the last of it
 * goes with the last that was enough.
 *
 * @example
 * const slices = [5, 1, 1, 1].map((lots, time) => ({ time, lots }))
 * withoutCrumbs(slices, 2).map(({ lots }) => lots) // => [5, 0, 3, 0]
 */
export function withoutCrumbs(slices: readonly Slice[], least: number): readonly Slice[] {
  let waiting = 0
  const lots = slices.map((slice) => {
    waiting += slice.lots
    if (waiting < least) return 0
    const sent = waiting
    waiting = 0
    return sent
  })
  const last = lots.findLastIndex((own) => own > 0)
  if (last >= 0) lots[last]! += waiting
  return slices.map(({ time }, k) => ({ time, lots: lots[k]! }))
}

/**
 * Equal shares; with a variation each is drawn from [1 - variation, 1 + variation], so that the order is harder to see in
 * the tape.
 *
 * @example
 * [...evenShares(3)] // => [1, 1, 1]
 */
export function evenShares(slices: number, variation = 0, random?: Random): Float64Array {
  invariant(variation >= 0 && variation <= 1, `a variation of ${variation}`)
  const shares = new Float64Array(slices).fill(1)
  if (random !== undefined) {
    for (let k = 0; k < slices; k++) shares[k] = 1 + variation * (2 * random.uniform() - 1)
  }
  return shares
}
