import { generalEigen } from '../../math/general-eigen.ts'
import { zeroMatrix } from '../../math/matrix.ts'

/** A root of a lag polynomial. */
export interface LagRoot {
  readonly real: number
  readonly imaginary: number
  /** Above 1 where the process is stationary (of AR) or invertible (of MA). */
  readonly modulus: number
  /** Cycles a row, -0.5 to 0.5. */
  readonly frequency: number
}

/**
 * The roots of 1 - c_1 z - ... - c_p z^p, nearest to the unit circle from zero first.
 *
 * Reciprocals of the eigenvalues of the companion matrix; an eigenvalue of 0 has none. For the MA polynomial
 * 1 + theta_1 z + ... give minus theta. No coefficients, or zeros only: no roots. Cost: some 10 p^3. Source: Luetkepohl
 * (2005), section 2.1.1. Checked against the roots of statsmodels 0.15.0.
 *
 * @example
 * lagRoots([0.5])[0].modulus // => 2
 */
export function lagRoots(coefficients: readonly number[]): LagRoot[] {
  const last = coefficients.findLastIndex((value) => value !== 0)
  if (last < 0) return []
  const size = last + 1
  const companion = zeroMatrix(size, size)
  for (let k = 0; k < size; k++) {
    companion.data[k * size] = coefficients[k]!
    if (k > 0) companion.data[(k - 1) * size + k] = 1
  }
  const eigen = generalEigen(companion)
  if (eigen.kind === 'unavailable') return []
  const { realValues, imaginaryValues } = eigen.value
  return Array.from(realValues, (value, k) => reciprocal(value, imaginaryValues[k]!))
    .filter(({ modulus }) => Number.isFinite(modulus))
    .toSorted((a, b) => a.modulus - b.modulus || a.imaginary - b.imaginary)
}

function reciprocal(a: number, b: number): LagRoot {
  const size = Math.hypot(a, b)
  const [real, imaginary] = [a / size / size, b === 0 ? 0 : -b / size / size]
  return {
    real,
    imaginary,
    modulus: 1 / size,
    frequency: Math.atan2(imaginary, real) / (2 * Math.PI),
  }
}
