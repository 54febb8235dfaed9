import { invariant } from '../../math/invariant.ts'

/**
 * Sum of the last so many values.
 *
 *   S_t = sum_{s = t - window + 1 .. t} x_s
 *
 * What rounding loses is carried along (Neumaier 1974), so that a value leaves as exactly as it came: the sum is that of
 * the window to 1e-12 of its absolute terms, however large what has passed through was (up to 1e16 times as large).
 * A value that is not finite counts as not known: the sum is NaN until it has left. NaN while the window is not full.
 * Allocates nothing. Batch twin: `sumOf` of `math` over the window.
 *
 * @example
 * const rolling = new RollingSum(2)
 * rolling.push(1)
 * rolling.sum() // => NaN
 * rolling.push(2)
 * rolling.push(5)
 * rolling.sum() // => 7
 */
export class RollingSum {
  readonly window: number
  /** How many values are in the window. */
  count = 0
  readonly #values: Float64Array
  #at = 0
  #sum = 0
  #lost = 0
  #unknown = 0
  /** What `hold` keeps: the fields above and the value that a push would take the place of. */
  readonly #held = { count: 0, at: 0, sum: 0, lost: 0, unknown: 0, value: 0 }

  constructor(window: number) {
    invariant(Number.isInteger(window) && window > 0, `a window of ${window} values`)
    this.window = window
    this.#values = new Float64Array(window)
  }

  push(value: number): void {
    if (this.count === this.window) this.#take(this.#values[this.#at]!, -1)
    else this.count++
    this.#values[this.#at] = value
    this.#take(value, 1)
    this.#at = this.#at + 1 === this.window ? 0 : this.#at + 1
  }

  /** NaN while the window is not full or holds what is not known. */
  sum(): number {
    return this.count < this.window ? Number.NaN : this.partialSum()
  }

  /** Of what is there, full or not: 0 of nothing. */
  partialSum(): number {
    return this.#unknown > 0 ? Number.NaN : this.#sum + this.#lost
  }

  restart(): void {
    this.count = 0
    this.#at = 0
    this.#sum = 0
    this.#lost = 0
    this.#unknown = 0
  }

  /** Keeps what is there, so that one value can be pushed to see what the sum would be; `release` takes it back, to the bit. */
  hold(): void {
    const held = this.#held
    held.count = this.count
    held.at = this.#at
    held.sum = this.#sum
    held.lost = this.#lost
    held.unknown = this.#unknown
    held.value = this.#values[this.#at]!
  }

  release(): void {
    const held = this.#held
    this.count = held.count
    this.#at = held.at
    this.#sum = held.sum
    this.#lost = held.lost
    this.#unknown = held.unknown
    this.#values[held.at] = held.value
  }

  #take(value: number, sign: 1 | -1): void {
    if (!Number.isFinite(value)) {
      this.#unknown += sign
      return
    }
    const term = sign * value
    const next = this.#sum + term
    this.#lost +=
      Math.abs(this.#sum) >= Math.abs(term) ? this.#sum - next + term : term - next + this.#sum
    this.#sum = next
  }
}
