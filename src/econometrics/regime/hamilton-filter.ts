import type { Matrix } from '../../math/matrix.ts'

/** Probabilities of the regimes; row t of k regimes at t k .. t k + k - 1. */
export interface RegimePath {
  readonly logLikelihood: number
  /** Given the rows before t; one row more than the series: the last foretells. */
  readonly predicted: Float64Array
  /** Given the rows up to t. */
  readonly filtered: Float64Array
}

/**
 * Hamilton's filter: which regime a row belongs to, given the rows so far.
 *
 *   filtered_t(j) = predicted_t(j) f_t(j) / sum_i predicted_t(i) f_t(i),   predicted_{t+1}(j) = sum_i filtered_t(i) P_ij
 *   log-likelihood = sum_t ln sum_j predicted_t(j) f_t(j)
 *
 * @param logDensities ln f_t(j), n x k, row t at t k
 * @param transition   P, k x k: from the regime of the row to that of the column, rows sum to 1
 * @param initial      of the first row, k probabilities
 * Densities are taken relative to the largest of their row, so that none underflows. A row impossible in every regime
 * makes the likelihood -infinity. Cost: n k^2. Source: Hamilton (1994), equations 22.4.5 to 22.4.7. Checked against
 * statsmodels 0.15.0 `MarkovRegression`.
 *
 * @example
 * const stay = matrixFromRows([[0.9, 0.1], [0.2, 0.8]])
 * const densities = Float64Array.of(0.6, 0.1, 0.2, 0.5).map(Math.log)
 * const path = hamiltonFilter(densities, stay, Float64Array.of(0.5, 0.5))
 * path.filtered[0] // => 0.857143
 */
export function hamiltonFilter(
  logDensities: Float64Array,
  transition: Matrix,
  initial: Float64Array,
): RegimePath {
  const k = initial.length
  const rows = logDensities.length / k
  const predicted = new Float64Array((rows + 1) * k)
  const filtered = new Float64Array(rows * k)
  predicted.set(initial)
  let logLikelihood = 0
  for (let t = 0; t < rows; t++) {
    const at = t * k
    let largest = -Infinity
    for (let j = 0; j < k; j++) if (logDensities[at + j]! > largest) largest = logDensities[at + j]!
    let total = 0
    for (let j = 0; j < k; j++) {
      const joint = predicted[at + j]! * Math.exp(logDensities[at + j]! - largest)
      filtered[at + j] = joint
      total += joint
    }
    logLikelihood += Math.log(total) + largest
    for (let j = 0; j < k; j++) filtered[at + j]! /= total
    for (let j = 0; j < k; j++) {
      let sum = 0
      for (let i = 0; i < k; i++) sum += filtered[at + i]! * transition.data[j * k + i]!
      predicted[at + k + j] = sum
    }
  }
  return { logLikelihood, predicted, filtered }
}
