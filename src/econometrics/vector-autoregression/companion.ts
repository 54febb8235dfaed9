import { generalEigen } from '../../math/general-eigen.ts'
import { zeroMatrix } from '../../math/matrix.ts'
import type { LagRoot } from '../autoregression/lag-roots.ts'

/**
 * The roots of det(1 - A_1 z - ... - A_p z^p), nearest to the unit circle from zero first.
 *
 * Reciprocals of the eigenvalues of the companion matrix; an eigenvalue of 0 has none. All beyond the unit circle
 * where the process is stable.
 *
 * @param lagMatrices A_1 .. A_p, each k x k, as lists of rows
 * Source: Luetkepohl (2005), section 2.1.1. Checked against `roots` of statsmodels 0.15.0.
 */
export function companionRoots(
  lagMatrices: readonly (readonly (readonly number[])[])[],
): LagRoot[] {
  const k = lagMatrices[0]?.length ?? 0
  const size = k * lagMatrices.length
  if (size === 0) return []
  const companion = zeroMatrix(size, size)
  for (const [lag, matrix] of lagMatrices.entries()) {
    for (const [i, row] of matrix.entries()) {
      for (const [j, value] of row.entries()) companion.data[(lag * k + j) * size + i] = value
    }
  }
  for (let i = k; i < size; i++) companion.data[(i - k) * size + i] = 1
  const eigen = generalEigen(companion)
  if (eigen.kind === 'unavailable') return []
  const { realValues, imaginaryValues } = eigen.value
  return Array.from(realValues, (value, i) => reciprocal(value, imaginaryValues[i]!))
    .filter(({ modulus }) => Number.isFinite(modulus))
    .toSorted((a, b) => a.modulus - b.modulus || a.imaginary - b.imaginary)
}

function reciprocal(a: number, b: number): LagRoot {
  const size = Math.hypot(a, b)
  const real = a / size / size
  const imaginary = b === 0 ? 0 : -b / size / size
  return {
    real,
    imaginary,
    modulus: 1 / size,
    frequency: Math.atan2(imaginary, real) / (2 * Math.PI),
  }
}
