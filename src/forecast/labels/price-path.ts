import { invariant } from '../../math/invariant.ts'

/** A price that was known from each instant on until the next, and how many of its instruments' units were bought less sold. */
export interface PricePath {
  /** Microseconds, ascending; the last of equal ones counts. */
  readonly times: Float64Array
  /** Mid, or a bar's close; NaN while there is none. */
  readonly prices: Float64Array
}

/**
 * Reads a path at instants that never step back, in one pass: the last price with a time not after the instant.
 *
 * NaN before the first, and where the path has been silent for longer than `gapMost`. A class, for it keeps its place.
 *
 * @example
 * const reader = new PathReader({ times: Float64Array.of(10, 20), prices: Float64Array.of(5, 6) }, 30)
 * reader.at(19) // => 5
 * reader.at(51) // => NaN
 */
export class PathReader {
  readonly #path: PricePath
  readonly #gapMost: number
  #next = 0

  /** @param gapMost microseconds */
  constructor(path: PricePath, gapMost: number) {
    invariant(path.times.length === path.prices.length, 'a path of times and prices')
    this.#path = path
    this.#gapMost = gapMost
  }

  at(time: number): number {
    const { times, prices } = this.#path
    while (this.#next < times.length && times[this.#next]! <= time) this.#next++
    const last = this.#next - 1
    if (last < 0 || time - times[last]! > this.#gapMost) return Number.NaN
    return prices[last]!
  }
}
