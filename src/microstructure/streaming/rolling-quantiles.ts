import { invariant } from '../../math/invariant.ts'

/** Values that may wait to be sorted in. */
const waitingMost = 32
/** From so many on, one pass over the window is faster than a move for each. */
const passLeast = 4

/**
 * Quantiles of the last so many values, exactly: values stand sorted beside the order they came in.
 *
 *   q(p) = x_(k) + (h - k) (x_(k+1) - x_(k)),   h = (n - 1) p,  k = floor(h)
 *
 * the linear interpolation that is numpy's default. NaN where there are no values; what is not finite is left out.
 * Values are sorted in when somebody asks, or 32 of them together: one pass in which those that leave are left out, a sixth of
 * the time that bisection and a move for each take. No allocation. Batch twin: `quantileOf`.
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
  #sorted: Float64Array
  #spare: Float64Array
  /** How many of them. */
  #sortedCount = 0
  #at = 0
  /** What has come and what has left since it was sorted. */
  readonly #came = new Float64Array(waitingMost)
  readonly #left = new Float64Array(waitingMost)
  #cameCount = 0
  #leftCount = 0
  /** Never more than the window, so that nothing leaves that was never sorted in. */
  readonly #waitingMost: number

  constructor(window: number) {
    invariant(Number.isInteger(window) && window > 0, `a window of ${window} values`)
    this.window = window
    this.#waitingMost = Math.min(waitingMost, window)
    this.#recent = new Float64Array(window)
    this.#sorted = new Float64Array(window)
    this.#spare = new Float64Array(window)
  }

  push(value: number): void {
    if (!Number.isFinite(value)) return
    if (this.#cameCount === this.#waitingMost) this.#settle()
    if (this.count === this.window) this.#left[this.#leftCount++] = this.#recent[this.#at]!
    else this.count++
    this.#came[this.#cameCount++] = value
    this.#recent[this.#at] = value
    this.#at = this.#at + 1 === this.window ? 0 : this.#at + 1
  }

  /** @param p 0 to 1 */
  quantile(p: number): number {
    if (this.#cameCount > 0) this.#settle()
    return quantileOfSorted(this.#sorted, this.count, p)
  }

  /** Share of the window below a value, half of what equals it; NaN of nothing. */
  shareBelow(value: number): number {
    if (this.#cameCount > 0) this.#settle()
    const below = firstAtLeast(this.#sorted, this.count, value)
    let equal = 0
    while (below + equal < this.count && this.#sorted[below + equal] === value) equal++
    return this.count === 0 ? Number.NaN : (below + equal / 2) / this.count
  }

  restart(): void {
    this.count = 0
    this.#at = 0
    this.#sortedCount = 0
    this.#cameCount = 0
    this.#leftCount = 0
  }

  #settle(): void {
    if (this.#cameCount >= passLeast) this.#pass()
    else for (let k = 0; k < this.#cameCount; k++) this.#move(k)
    this.#cameCount = 0
    this.#leftCount = 0
  }

  /** Puts one value in its place, into the room of one that has left, or at the end. */
  #move(k: number): void {
    const sorted = this.#sorted
    const value = this.#came[k]!
    // The first to come fill the window, then each takes the place of one.
    const leaver = k - (this.#cameCount - this.#leftCount)
    const end = this.#sortedCount
    let free = end
    if (leaver >= 0) free = firstAtLeast(sorted, end, this.#left[leaver]!)
    else this.#sortedCount++
    const place = firstAtLeast(sorted, end, value)
    if (place <= free) {
      sorted.copyWithin(place + 1, place, free)
      sorted[place] = value
    } else {
      sorted.copyWithin(free, free + 1, place)
      sorted[place - 1] = value
    }
  }

  /** Merges what stands sorted, without those that have left, with those that came. */
  #pass(): void {
    const [sorted, spare, came, left] = [this.#sorted, this.#spare, this.#came, this.#left]
    const [cameCount, leftCount, end] = [this.#cameCount, this.#leftCount, this.#sortedCount]
    sortFirst(came, cameCount)
    sortFirst(left, leftCount)
    let [next, leaver, out] = [0, 0, 0]
    for (let k = 0; k < end; k++) {
      const value = sorted[k]!
      if (leaver < leftCount && value === left[leaver]) {
        leaver++
        continue
      }
      while (next < cameCount && came[next]! < value) spare[out++] = came[next++]!
      spare[out++] = value
    }
    while (next < cameCount) spare[out++] = came[next++]!
    this.#sorted = spare
    this.#spare = sorted
    this.#sortedCount = out
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

/** By insertion: of so few values nothing is faster. */
function sortFirst(values: Float64Array, count: number): void {
  for (let k = 1; k < count; k++) {
    const value = values[k]!
    let place = k
    for (; place > 0 && values[place - 1]! > value; place--) values[place] = values[place - 1]!
    values[place] = value
  }
}
