import { invariant } from '../../math/invariant.ts'
import { logisticOf } from './logistic.ts'

/**
 * Logistic regression that learns row by row: a Gaussian belief about the weights, moved by each outcome.
 *
 *   v = x'P x,   p = logistic(x'w),   h = p (1 - p),   P <- (P - h P x x'P / (1 + h v)) / f,   w <- w + P x (y - p)
 *
 * the second-order step on the log loss. x gets a 1 at its end for the intercept. Forgetting f below 1 lets the belief
 * widen again, so that the weights can follow.
 *
 * Rows with anything unknown are passed over. A class, for it guards P. Cost: p^2 a row, nothing allocated.
 * Source: W. Penny, S. Roberts (1999), Dynamic logistic regression, IJCNN; the extended Kalman filter of that likelihood.
 * Checked: after many rows the weights are those of `fitLogistic` within a tenth of their standard errors.
 *
 * @example
 * const online = new OnlineLogistic(1, { prior: 1, forgetting: 1 })
 * for (let k = 0; k < 200; k++) online.learn(Float64Array.of(k % 2), k % 2)
 * online.probability(Float64Array.of(1)) > 0.9 // => true
 */
export class OnlineLogistic {
  readonly #weights: Float64Array
  readonly #p: Float64Array
  readonly #gain: Float64Array
  readonly #row: Float64Array
  readonly #forgetting: number

  /** @param options `prior`: variance of each weight before anything was seen; `start`: what they then are, 0 where it is not told */
  constructor(
    features: number,
    {
      prior,
      forgetting,
      start,
    }: {
      readonly prior: number
      readonly forgetting: number
      readonly start?: Float64Array
    },
  ) {
    invariant(prior > 0, `a prior variance of ${prior}`)
    invariant(forgetting > 0 && forgetting <= 1, `forgetting ${forgetting}`)
    const size = features + 1
    this.#weights = new Float64Array(size)
    if (start !== undefined) this.#weights.set(start)
    this.#gain = new Float64Array(size)
    this.#row = new Float64Array(size)
    this.#p = new Float64Array(size * size)
    for (let k = 0; k < size; k++) this.#p[k * size + k] = prior
    this.#forgetting = forgetting
  }

  /** Of the features, then the intercept. */
  weights(): Float64Array {
    return this.#weights.slice()
  }

  probability(x: Float64Array): number {
    return logisticOf(this.logit(x))
  }

  /** Of the probability. */
  logit(x: Float64Array): number {
    const last = this.#weights.length - 1
    let score = this.#weights[last]!
    for (let k = 0; k < last; k++) score += this.#weights[k]! * x[k]!
    return score
  }

  /** @param y 1 or 0 */
  learn(x: Float64Array, y: number): void {
    const told = this.probability(x)
    if (!Number.isFinite(told) || !Number.isFinite(y)) return
    const size = this.#weights.length
    const curvature = told * (1 - told)
    const row = this.#row
    const gain = this.#gain
    const p = this.#p
    row.set(x)
    row[size - 1] = 1
    let spread = 0
    for (let k = 0; k < size; k++) {
      let sum = 0
      for (let m = 0; m < size; m++) sum += p[k * size + m]! * row[m]!
      gain[k] = sum
      spread += row[k]! * sum
    }
    const shrink = curvature / (1 + curvature * spread)
    for (let k = 0; k < size; k++) {
      for (let m = k; m < size; m++) {
        const value = (p[k * size + m]! - shrink * gain[k]! * gain[m]!) / this.#forgetting
        p[k * size + m] = value
        p[m * size + k] = value // kept symmetric: rounding would part the two
      }
    }
    // P x after the update is P x before it over 1 + h v.
    const step = (y - told) / ((1 + curvature * spread) * this.#forgetting)
    for (let k = 0; k < size; k++) this.#weights[k]! += gain[k]! * step
  }
}
