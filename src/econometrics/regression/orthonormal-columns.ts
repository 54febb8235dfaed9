import { type Matrix, columnOf, zeroMatrix } from '../../math/matrix.ts'
import type { QrFactor } from '../../math/qr.ts'

/**
 * The thin Q of A = Q R, written out: as many orthonormal columns as A has, over its rows.
 *
 * Row t's squares add up to the leverage of row t. Taken from the reflections and not as A R^-1, whose columns lose as
 * many digits of orthogonality as the condition number has: of a polynomial of degree 10 it would leave six.
 * Cost 2 m n^2. Source: Golub and Van Loan (2013), section 5.1.6.
 */
export function orthonormalColumns({ rows, columns, reflections }: QrFactor): Matrix {
  const q = zeroMatrix(rows, columns)
  for (let j = columns - 1; j >= 0; j--) {
    q.data[j * rows + j] = 1
    const reflection = columnOf(reflections, j)
    // Columns before j are still empty from row j down: the reflection leaves them as they are.
    for (let k = j; k < columns; k++) reflect(reflection, columnOf(q, k), j)
  }
  return q
}

/** target -= v (v' target) / v_j, from row j down. */
function reflect(v: Float64Array, target: Float64Array, j: number): void {
  const head = v[j]!
  if (head === 0) return
  let product = 0
  for (let i = j; i < v.length; i++) product += v[i]! * target[i]!
  const factor = product / head
  for (let i = j; i < v.length; i++) target[i]! -= factor * v[i]!
}
