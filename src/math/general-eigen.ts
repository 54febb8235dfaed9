import { balance } from './balance.ts'
import { invariant } from './invariant.ts'
import { zeroMatrix, type Matrix } from './matrix.ts'
import { available, type Outcome } from './outcome.ts'
import { realSchur } from './real-schur.ts'
import { schurVectors } from './schur-vectors.ts'

/** Eigenvalues and vectors of a real matrix, in two parts each; complex ones come in adjacent conjugate pairs. */
export interface GeneralEigen {
  /** Real parts; by falling modulus, of a pair the one with positive imaginary part first. */
  readonly realValues: Float64Array
  readonly imaginaryValues: Float64Array
  /** n x n: real parts of the vectors, in the order of the values; each vector of unit length. */
  readonly realVectors: Matrix
  readonly imaginaryVectors: Matrix
}

// Beside a largest element of 1, what is smaller is taken for 0: products of two would leave the doubles.
const VANISHED = 1e-150

/**
 * Eigenvalues and right eigenvectors of a real square matrix.
 *
 *   A v = lambda v
 *
 * @param matrix n x n, finite; need not be symmetric nor diagonalisable (then some vectors are parallel up to rounding)
 * Backward stable for the balanced matrix: eigenvalues keep the digits that their condition there allows, and A v -
 * lambda v may grow by the ratio of balancing's scales. Elements below 1e-150 of the largest count as 0.
 * Balanced by powers of two, reduced to real Schur form, vectors by back substitution there. Cost about 30 n^3.
 * Source: Golub and Van Loan (2013), sections 7.4 to 7.6. Checked against mpmath: fixtures/math.
 *
 * @example
 * const rotation = matrixFromRows([[0, -1], [1, 0]])
 * Math.abs(expectValue(generalEigen(rotation)).imaginaryValues[0]) // => 1
 */
export function generalEigen(matrix: Matrix): Outcome<GeneralEigen, 'not-converged'> {
  const size = matrix.rows
  invariant(matrix.columns === size, `eigenvalues of ${size} x ${matrix.columns}`)
  invariant(matrix.data.every(Number.isFinite), 'eigenvalues of a matrix that is not finite')
  const first = powerOfTwoNear(matrix.data)
  const even = matrix.data.map((value) => (Math.abs(value / first) < VANISHED ? 0 : value / first))
  const { balanced, scales } = balance({ ...matrix, data: even })
  const second = powerOfTwoNear(balanced.data) // balancing can make every element small
  const unit = first * second
  const schur = realSchur({ ...balanced, data: balanced.data.map((value) => value / second) })
  if (schur.kind === 'unavailable') return schur
  const { realValues, imaginaryValues, realVectors, imaginaryVectors } = schurVectors(schur.value)
  const modulus = realValues.map((value, k) => Math.hypot(value, imaginaryValues[k]!))
  // The sort is stable, and a pair has one modulus to the bit: it stays together, positive part first.
  const order = Array.from(modulus, (_, k) => k).toSorted((i, j) => modulus[j]! - modulus[i]!)
  const result: GeneralEigen = {
    realValues: Float64Array.from(order, (k) => realValues[k]! * unit),
    imaginaryValues: Float64Array.from(order, (k) => imaginaryValues[k]! * unit),
    realVectors: zeroMatrix(size, size),
    imaginaryVectors: zeroMatrix(size, size),
  }
  order.forEach((from, to) => {
    for (let i = 0; i < size; i++) {
      result.realVectors.data[to * size + i] = realVectors.data[from * size + i]! * scales[i]!
      result.imaginaryVectors.data[to * size + i] =
        imaginaryVectors.data[from * size + i]! * scales[i]!
    }
    normalise(result, to)
  })
  return available(result)
}

/** What brings the largest element near 1, exactly, so that products of two elements neither overflow nor vanish. */
function powerOfTwoNear(data: Float64Array): number {
  const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return largest > 0 ? 2 ** Math.min(1023, Math.max(-1022, Math.round(Math.log2(largest)))) : 1
}

function normalise({ realVectors, imaginaryVectors }: GeneralEigen, j: number): void {
  const size = realVectors.rows
  const real = realVectors.data.subarray(j * size, (j + 1) * size)
  const imaginary = imaginaryVectors.data.subarray(j * size, (j + 1) * size)
  const length = Math.hypot(Math.hypot(...real), Math.hypot(...imaginary))
  for (let i = 0; i < size; i++) {
    real[i] = real[i]! / length
    imaginary[i] = imaginary[i]! / length
  }
}
