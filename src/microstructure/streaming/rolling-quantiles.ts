import { invariant } from '../../math/invariant.ts'

/** Values a block where all are of one size, and its room. */
const blockUsual = 16
const blockRoom = 48

/**
 * Quantiles of the last so many values, exactly: values stand sorted beside the order they came in.
 *
 *   q(p) = x_(k) + (h - k) (x_(k+1) - x_(k)),   h = (n - 1) p,  k = floor(h)
 *
 * the linear interpolation that is numpy's default. NaN where there are no values; what is not finite is left out.
 * Sorted values stand in blocks of some sixteen, so that few move when one comes or leaves; they are dealt out anew when a block is
 * full. A third of the time of one long row. No allocation. Batch twin: `quantileOf`.
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
  readonly #spare: Float64Array
  #at = 0
  /** Block after block, each sorted, in room for `blockRoom`. */
  readonly #blocks: Float64Array
  readonly #counts: Uint8Array
  /** No value of a block is above its fence, none of the blocks behind it below. */
  readonly #fences: Float64Array

  constructor(window: number) {
    invariant(Number.isInteger(window) && window > 0, `a window of ${window} values`)
    this.window = window
    const blocks = Math.ceil(window / blockUsual)
    this.#recent = new Float64Array(window)
    this.#spare = new Float64Array(window)
    this.#blocks = new Float64Array(blocks * blockRoom)
    this.#counts = new Uint8Array(blocks)
    this.#fences = new Float64Array(blocks).fill(Infinity)
  }

  push(value: number): void {
    if (!Number.isFinite(value)) return
    if (this.count === this.window) this.#remove(this.#recent[this.#at]!)
    else this.count++
    this.#insert(value)
    this.#recent[this.#at] = value
    this.#at = this.#at + 1 === this.window ? 0 : this.#at + 1
  }

  /** @param p 0 to 1 */
  quantile(p: number): number {
    if (this.count === 0) return Number.NaN
    const place = (this.count - 1) * p
    const low = Math.floor(place)
    const value = this.#sorted(low)
    return low + 1 < this.count ? value + (place - low) * (this.#sorted(low + 1) - value) : value
  }

  /** Share of the window below a value, half of what equals it; NaN of nothing. */
  shareBelow(value: number): number {
    let below = 0
    let equal = 0
    for (let block = 0; block < this.#counts.length; block++) {
      const count = this.#counts[block]!
      if (this.#fences[block]! < value) {
        below += count
        continue
      }
      const from = block * blockRoom
      let row = 0
      while (row < count && this.#blocks[from + row]! < value) row++
      below += row
      for (; row < count && this.#blocks[from + row] === value; row++) equal++
      if (row < count) break
    }
    return this.count === 0 ? Number.NaN : (below + equal / 2) / this.count
  }

  restart(): void {
    this.count = 0
    this.#at = 0
    this.#counts.fill(0)
    this.#fences.fill(Infinity)
  }

  /** A value by its place among all. */
  #sorted(place: number): number {
    let block = 0
    let left = place
    for (; left >= this.#counts[block]!; block++) left -= this.#counts[block]!
    return this.#blocks[block * blockRoom + left]!
  }

  #insert(value: number): void {
    let block = this.#blockOf(value)
    if (this.#counts[block] === blockRoom) {
      this.#dealOut()
      block = this.#blockOf(value)
    }
    const values = this.#blocks
    const from = block * blockRoom
    let place = from + this.#counts[block]!
    for (; place > from && values[place - 1]! > value; place--) values[place] = values[place - 1]!
    values[place] = value
    this.#counts[block]!++
  }

  #remove(value: number): void {
    const values = this.#blocks
    // Of equal values at a fence some may stand behind it.
    for (let block = this.#blockOf(value); block < this.#counts.length; block++) {
      const from = block * blockRoom
      const end = from + this.#counts[block]!
      let place = from
      while (place < end && values[place] !== value) place++
      if (place === end) continue
      for (; place + 1 < end; place++) values[place] = values[place + 1]!
      this.#counts[block]!--
      return
    }
  }

  /** The first block whose fence is not below a value; that of the last is infinite. */
  #blockOf(value: number): number {
    const fences = this.#fences
    let block = 0
    while (fences[block]! < value) block++
    return block
  }

  /** Puts as many values into each block. */
  #dealOut(): void {
    const spare = this.#spare
    let all = 0
    for (let block = 0; block < this.#counts.length; block++) {
      const from = block * blockRoom
      for (let row = 0; row < this.#counts[block]!; row++) spare[all++] = this.#blocks[from + row]!
    }
    const last = this.#counts.length - 1
    let taken = 0
    for (let block = 0; block <= last; block++) {
      const end = Math.floor(((block + 1) * all) / (last + 1))
      this.#counts[block] = end - taken
      for (let row = 0; taken < end; row++) this.#blocks[block * blockRoom + row] = spare[taken++]!
      // Nothing goes into those before the first value.
      const fence = taken === 0 ? -Infinity : spare[taken - 1]!
      this.#fences[block] = block === last ? Infinity : fence
    }
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
