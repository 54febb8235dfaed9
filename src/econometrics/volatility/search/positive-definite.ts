import { factorCholesky } from '../../../math/cholesky.ts'
import { identityMatrix, type Matrix } from '../../../math/matrix.ts'

/** A positive definite matrix, and the lower triangle of it. */
export interface PositiveDefinite {
  readonly matrix: Matrix
  readonly lower: Matrix
}

/**
 * A symmetric matrix itself where it is positive definite; else with its diagonal raised as little as makes it so,
 * which at the largest sum of a row's sizes it certainly is. Curvatures learned on a flat ridge are not: rounding turns
 * a direction without slope into one of -1e7. The identity in place of what is not finite.
 */
export function positiveDefinite(matrix: Matrix): PositiveDefinite {
  const { rows, data } = matrix
  const sizes = Array.from({ length: rows }, (_, row) => {
    let sum = 0
    for (let column = 0; column < rows; column++) sum += Math.abs(data[column * rows + row]!)
    return sum
  })
  const largest = Math.max(...sizes)
  if (!Number.isFinite(largest)) return positiveDefinite(identityMatrix(rows))
  let raised = matrix
  // From rounding to twice what is enough in eight steps.
  for (let share = 1e-14; ; share *= 100) {
    const factor = factorCholesky(raised)
    if (factor.kind === 'value') return { matrix: raised, lower: factor.value }
    if (share > 100) return positiveDefinite(identityMatrix(rows))
    const more = share * largest
    raised = {
      ...matrix,
      data: data.map((value, k) => (k % (rows + 1) === 0 ? value + more : value)),
    }
  }
}
