import { type Matrix, columnOf, zeroMatrix } from '../../math/matrix.ts'
import type { QrFactor } from '../../math/qr.ts'
import { singularValues } from '../../math/svd.ts'
import type { EstimateWarning } from '../warning.ts'

/**
 * Condition number from which a regression warns: of sixteen digits four are lost, and slopes of nearly equal columns
 * are told apart by what is left between them. Longley's data have 43,275; a constant beside log prices around 11 that
 * move by 0.01 has 2,200, which is nobody's trouble.
 */
export const conditionNumberMax = 1e4

/**
 * The warning a regression on close to dependent columns carries, or none.
 *
 *   kappa = largest / smallest singular value of X with its columns brought to length 1
 *
 * With unit columns the number does not depend on what the columns are counted in (statsmodels takes them as they come
 * and warns above 1,000, so that prices in cents are "collinear" and prices in coins are not). kappa is at most
 * sqrt(k sum_j |x_j|^2 (X'X)^-1_jj), which costs nothing; singular values are only asked for above that.
 *
 * @param inverse (X'X)^-1 in the same units as the factor
 * Source: Belsley, Kuh and Welsch (1980), chapter 3. Checked against numpy's `cond` and Belsley's figure for Longley.
 */
export function nearCollinear(factor: QrFactor, inverse: Matrix): readonly EstimateWarning[] {
  const { columns, norms } = factor
  let bound = 0
  for (let j = 0; j < columns; j++) {
    bound += norms[j]! * norms[j]! * inverse.data[j * columns + j]!
  }
  if (Math.sqrt(columns * bound) <= conditionNumberMax) return []
  const conditionNumber = conditionNumberOf(factor)
  if (conditionNumber <= conditionNumberMax) return []
  const digits = conditionNumber.toPrecision(4)
  return [
    {
      kind: 'near-collinear',
      detail: `the columns are close to dependent: condition number ${digits} at unit length`,
    },
  ]
}

/** Ratio of the largest to the smallest singular value of the factored matrix with columns of unit length. */
export function conditionNumberOf({
  rows,
  columns,
  reflections,
  diagonal,
  norms,
}: QrFactor): number {
  const triangle = zeroMatrix(columns, columns)
  for (let j = 0; j < columns; j++) {
    const target = columnOf(triangle, j)
    for (let i = 0; i < j; i++) target[i] = reflections.data[j * rows + i]! / norms[j]!
    target[j] = diagonal[j]! / norms[j]!
  }
  const { values } = singularValues(triangle)
  return values[0]! / values[columns - 1]!
}
