import { invariant } from '../../math/invariant.ts'

/**
 * Ridge regression that learns row by row and forgets as slowly as it is told.
 *
 *   min sum_i f^(n - i) (y_i - x_i'w)^2 + f^n lambda |w|^2,   by   P <- (P - K x'P) / f,   K = P x / (f + x'P x),   w <- w + K (y - x'w)
 *
 * x gets a 1 at its end for the intercept, which is penalised like all others here. Without forgetting (f = 1) it is the
 * ridge of all rows seen.
 *
 * Rows with anything unknown are passed over. A class, for it guards P. Cost: p^2 a row, nothing allocated.
 * Source: recursive least squares, e.g. A. Sayed (2003), Fundamentals of Adaptive Filtering, chapter 12.
 * Checked: against the normal equations of the rows seen (1e-9).
 *
 * @example
 * const online = new OnlineRidge(1, { penalty: 1e-9, forgetting: 1 })
 * for (let x = 0; x < 5; x++) online.learn(Float64Array.of(x), 2 * x + 1)
 * online.score(Float64Array.of(10)) // => 21.00000
 */
export class OnlineRidge {
  readonly #weights: Float64Array
  readonly #p: Float64Array
  readonly #gain: Float64Array
  readonly #row: Float64Array
  readonly #forgetting: number

  /** @param options `start`: weights that the penalty draws to, 0 where it is not told */
  constructor(
    features: number,
    {
      penalty,
      forgetting,
      start,
    }: {
      readonly penalty: number
      readonly forgetting: number
      readonly start?: Float64Array
    },
  ) {
    invariant(penalty > 0, `a penalty of ${penalty}`)
    invariant(forgetting > 0 && forgetting <= 1, `forgetting ${forgetting}`)
    const size = features + 1
    this.#weights = new Float64Array(size)
    if (start !== undefined) this.#weights.set(start)
    this.#gain = new Float64Array(size)
    this.#row = new Float64Array(size)
    this.#p = new Float64Array(size * size)
    for (let k = 0; k < size; k++) this.#p[k * size + k] = 1 / penalty
    this.#forgetting = forgetting
  }

  /** Of the features, then the intercept. */
  weights(): Float64Array {
    return this.#weights.slice()
  }

  score(x: Float64Array): number {
    const last = this.#weights.length - 1
    let score = this.#weights[last]!
    for (let k = 0; k < last; k++) score += this.#weights[k]! * x[k]!
    return score
  }

  learn(x: Float64Array, y: number): void {
    const error = y - this.score(x)
    if (!Number.isFinite(error)) return
    const size = this.#weights.length
    const row = this.#row
    const gain = this.#gain
    const p = this.#p
    row.set(x)
    row[size - 1] = 1
    let spread = this.#forgetting
    for (let k = 0; k < size; k++) {
      let sum = 0
      for (let m = 0; m < size; m++) sum += p[k * size + m]! * row[m]!
      gain[k] = sum
      spread += row[k]! * sum
    }
    for (let k = 0; k < size; k++) this.#weights[k]! += (gain[k]! / spread) * error
    for (let k = 0; k < size; k++) {
      for (let m = k; m < size; m++) {
        const value = (p[k * size + m]! - (gain[k]! * gain[m]!) / spread) / this.#forgetting
        p[k * size + m] = value
        p[m * size + k] = value // kept symmetric: rounding would part the two
      }
    }
  }
}
