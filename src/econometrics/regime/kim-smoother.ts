import { type Matrix, zeroMatrix } from '../../math/matrix.ts'
import type { RegimePath } from './hamilton-filter.ts'

/** The regimes given the whole series, and how often one is expected to have followed another. */
export interface SmoothedRegimes {
  /** Row t of k regimes at t k. */
  readonly smoothed: Float64Array
  /** k x k: expected number of moves from the row's regime to the column's. */
  readonly moves: Matrix
}

/**
 * Kim's smoother: the probabilities of the regimes given all rows, backwards from the filter's.
 *
 *   smoothed_t(i) = filtered_t(i) sum_j P_ij smoothed_{t+1}(j) / predicted_{t+1}(j)
 *
 * A regime that was foretold with probability 0 has smoothed probability 0. Cost: n k^2. Source: Kim (1994), equation
 * 2.20; Hamilton (1994), 22.4.14. Checked against statsmodels 0.15.0 `MarkovRegression`.
 *
 * @example
 * const stay = matrixFromRows([[0.9, 0.1], [0.2, 0.8]])
 * const densities = Float64Array.of(0.6, 0.1, 0.2, 0.5).map(Math.log)
 * const path = hamiltonFilter(densities, stay, Float64Array.of(0.5, 0.5))
 * kimSmoother(path, stay).smoothed[0] // => 0.758242
 */
export function kimSmoother(
  { predicted, filtered }: RegimePath,
  transition: Matrix,
): SmoothedRegimes {
  const k = transition.rows
  const smoothed = filtered.slice()
  const moves = zeroMatrix(k, k)
  const ratios = new Float64Array(k)
  for (let at = filtered.length - 2 * k; at >= 0; at -= k) {
    for (let j = 0; j < k; j++) {
      const foretold = predicted[at + k + j]!
      ratios[j] = foretold > 0 ? smoothed[at + k + j]! / foretold : 0
    }
    for (let i = 0; i < k; i++) {
      let sum = 0
      for (let j = 0; j < k; j++) {
        const joint = filtered[at + i]! * transition.data[j * k + i]! * ratios[j]!
        moves.data[j * k + i]! += joint
        sum += joint
      }
      smoothed[at + i] = sum
    }
  }
  return { smoothed, moves }
}
