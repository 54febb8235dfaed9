import { PathReader, type PricePath } from './price-path.ts'

/**
 * What the price does after each instant.
 *
 *   r(t) = (price(t + h) / price(t + l) - 1) x 1e4   in bps
 *
 * @param times   microseconds, ascending
 * @param span    `after` is h, `delay` is l (0 where it is not given: latency of whoever acts on it), microseconds
 * @param gapMost a price that old is not known any more, microseconds
 * @returns NaN where either price is not known: before the first, after a silence, beyond the end
 * Cost: one pass over both. The label of t is known at t + h and not before.
 *
 * @example
 * const path = { times: Float64Array.of(0, 60, 120), prices: Float64Array.of(100, 101, 99) }
 * forwardReturns(path, Float64Array.of(0), { after: 60 }, 30)[0] // => 100.00000
 */
export function forwardReturns(
  path: PricePath,
  times: Float64Array,
  span: { readonly after: number; readonly delay?: number },
  gapMost: number,
): Float64Array {
  const start = new PathReader(path, gapMost)
  const end = new PathReader(path, gapMost)
  const lastTime = path.times.at(-1) ?? Number.NaN
  return times.map((time) => {
    const from = start.at(time + (span.delay ?? 0))
    const to = time + span.after
    // A path that has ended tells nothing of later: its last price may stand or not.
    return to > lastTime ? Number.NaN : (end.at(to) / from - 1) * 10_000
  })
}

/**
 * Whether a return pays for both its sides: 1 up beyond them, -1 down beyond them, 0 within.
 *
 * @param costBps of one side: fee and half the spread
 * NaN of an unknown return.
 *
 * @example
 * Array.from(afterCostSigns(Float64Array.of(9, -11, 3), 5)) // => [0, -1, 0]
 */
export function afterCostSigns(returnsBps: Float64Array, costBps: number): Float64Array {
  return returnsBps.map((value) => {
    if (Number.isNaN(value)) return Number.NaN
    return Math.abs(value) > 2 * costBps ? Math.sign(value) : 0
  })
}
