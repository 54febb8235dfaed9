import { invariant } from '../../math/invariant.ts'

/**
 * Quantiles of the last so many values, exactly: values stand sorted beside the order they came in.
 *
 *   q(p) = x_(k) + (h - k) (x_(k+1) - x_(k)),   h = (n - 1) p,  k = floor(h)
 *
 * the linear interpolation that is numpy's default. NaN where there are no values; what is not finite is left out.
 * Update: bisection and the move of what lies between the value that comes and the one that
 * leaves; no allocation. Batch twin: `quantileOf`.
 *
 * @example
 * const rolling = new RollingQuantiles(3)
 * for (const value of [100, 4, 1, 2]) rolling.push(value)
 * rolling.quantile(0.5) // => 2
 * rolling.shareBelow(4) // => 0.8333333
 */
export class RollingQuantiles {
  readonly window: number
  count = 0
  readonly #recent: Float64Array
  readonly #sorted: Float64Array
  #at = 0

  constructor(window: number) {
    invariant(Number.isInteger(window) && window > 0, `a window of ${window} values`)
    this.window = window
    this.#recent = new Float64Array(window)
    this.#sorted = new Float64Array(window)
  }

  push(value: number): void {
    if (!Number.isFinite(value)) return
    const sorted = this.#sorted
    // Where the place of the one that leaves is free, or a new one at the end.
    let free = this.count
    if (free === this.window) free = firstAtLeast(sorted, free, this.#recent[this.#at]!)
    else this.count++
    while (free > 0 && sorted[free - 1]! > value) {
      sorted[free] = sorted[free - 1]!
      free--
    }
    while (free + 1 < this.count && sorted[free + 1]! < value) {
      sorted[free] = sorted[free + 1]!
      free++
    }
    sorted[free] = value
    this.#recent[this.#at] = value
    this.#at = this.#at + 1 === this.window ? 0 : this.#at + 1
  }

  /** @param p 0 to 1 */
  quantile(p: number): number {
    return quantileOfSorted(this.#sorted, this.count, p)
  }

  /** Share of the window below a value, half of what equals it; NaN of nothing. */
  shareBelow(value: number): number {
    const below = firstAtLeast(this.#sorted, this.count, value)
    let equal = 0
    while (below + equal < this.count && this.#sorted[below + equal] === value) equal++
    return this.count === 0 ? Number.NaN : (below + equal / 2) / this.count
  }

  restart(): void {
    this.count = 0
    this.#at = 0
  }
}

/**
 * A quantile of all values: the batch twin of `RollingQuantiles`.
 *
 * @example
 * quantileOf(Float64Array.of(1, 2, 4), 0.75) // => 3
 */
export function quantileOf(values: Float64Array, p: number): number {
  return quantileOfSorted(values.toSorted(), values.length, p)
}

function quantileOfSorted(sorted: Float64Array, count: number, p: number): number {
  if (count === 0) return Number.NaN
  const place = (count - 1) * p
  const low = Math.floor(place)
  const value = sorted[low]!
  return low + 1 < count ? value + (place - low) * (sorted[low + 1]! - value) : value
}

function firstAtLeast(sorted: Float64Array, count: number, value: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}
