import { zeroMatrix, columnOf, type Matrix } from '../matrix.ts'

// Truncation h^2 and rounding eps / h are alike at the cube root of eps.
const STEP = Math.cbrt(Number.EPSILON)

/**
 * Derivatives of m functions of n variables by central differences, m x n, good to about ten digits.
 *
 *   J_ij = (r_i(x + h_j e_j) - r_i(x - h_j e_j)) / 2h_j,   h_j = 6e-6 |x_j|, or 6e-6 where x_j is 0
 *
 * The step is a share of the variable, not of 1: rates of 1e-9 stand beside levels of 1000 in one model. Where one side
 * is outside the domain (not all finite) the difference is one-sided, from `residuals`, good to five digits.
 *
 * @param residuals the functions at x
 * Cost 2 n evaluations. Source: Nocedal and Wright (2006), section 8.1. Checked through the 27 nonlinear data sets of NIST.
 */
export function numericalJacobian(
  f: (x: Float64Array) => Float64Array,
  x: Float64Array,
  residuals: Float64Array,
): Matrix {
  const jacobian = zeroMatrix(residuals.length, x.length)
  const probe = x.slice()
  for (let j = 0; j < x.length; j++) {
    const centre = x[j]!
    const step = STEP * (centre === 0 ? 1 : Math.abs(centre))
    const at = (point: number): readonly [number, Float64Array] => {
      probe[j] = point
      const values = f(probe)
      return values.every(Number.isFinite) ? [point, values] : [centre, residuals]
    }
    // Copies: a model may write every answer into the same array.
    const [above, high] = at(centre + step)
    const highs = high.slice()
    const [below, low] = at(centre - step)
    probe[j] = centre
    const column = columnOf(jacobian, j)
    const width = above - below // what the two really lie apart
    if (width > 0) for (let i = 0; i < column.length; i++) column[i] = (highs[i]! - low[i]!) / width
  }
  return jacobian
}
