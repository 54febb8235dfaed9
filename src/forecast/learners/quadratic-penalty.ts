import { factorCholesky, solveCholesky } from '../../math/cholesky.ts'
import { matrixFromRows } from '../../math/matrix.ts'

/** A convex problem: minimise 1/2 w'Aw - b'w + sum_j l1_j |w_j| + 1/2 sum_j l2_j w_j^2. */
export interface PenalisedQuadratic {
  /** p rows of p, symmetric, positive semidefinite. */
  readonly a: readonly Float64Array[]
  readonly b: Float64Array
  readonly l1: Float64Array
  readonly l2: Float64Array
}

const sweepsMost = 20_000
/** Of the largest coefficient: a change below is rounding. */
const changeLeast = 1e-13

/**
 * Solves it: by Cholesky where nothing is penalised in absolute value, by cyclic coordinate descent otherwise.
 *
 *   w_j <- S(b_j - sum_{k != j} A_jk w_k, l1_j) / (A_jj + l2_j),   S(z, t) = sign(z) max(|z| - t, 0)
 *
 * @param start where the descent begins; it is left as it was
 * @returns the coefficients and whether the last sweep changed none by more than 1e-13 of the largest
 * Source: J. Friedman, T. Hastie, R. Tibshirani (2010), Journal of Statistical Software 33(1), section 2.2.
 */
export function solvePenalised(
  problem: PenalisedQuadratic,
  start: Float64Array,
): { readonly weights: Float64Array; readonly isConverged: boolean } {
  if (problem.l1.every((penalty) => penalty === 0)) {
    const direct = solveDirectly(problem)
    if (direct !== undefined) return { weights: direct, isConverged: true }
  }
  return descend(problem, start)
}

function solveDirectly({ a, b, l2 }: PenalisedQuadratic): Float64Array | undefined {
  const rows = a.map((row, j) => Array.from(row, (value, k) => (k === j ? value + l2[j]! : value)))
  const factor = factorCholesky(matrixFromRows(rows))
  return factor.kind === 'value' ? solveCholesky(factor.value, b) : undefined
}

function descend(
  { a, b, l1, l2 }: PenalisedQuadratic,
  start: Float64Array,
): { readonly weights: Float64Array; readonly isConverged: boolean } {
  const weights = start.slice()
  for (let sweep = 0; sweep < sweepsMost; sweep++) {
    let largest = 0
    let change = 0
    for (let j = 0; j < weights.length; j++) {
      const row = a[j]!
      const before = weights[j]!
      const curvature = row[j]! + l2[j]!
      if (!(curvature > 0)) continue // a column of zeros tells nothing
      let z = b[j]! + row[j]! * before
      for (let k = 0; k < weights.length; k++) z -= row[k]! * weights[k]!
      const shrunk = Math.max(Math.abs(z) - l1[j]!, 0)
      const after = z < 0 && shrunk > 0 ? -shrunk / curvature : shrunk / curvature
      weights[j] = after
      change = Math.max(change, Math.abs(after - before))
      largest = Math.max(largest, Math.abs(after))
    }
    if (change <= changeLeast * largest) return { weights, isConverged: true }
  }
  return { weights, isConverged: false }
}
