import { invariant } from './invariant.ts'
import { zeroMatrix, type Matrix } from './matrix.ts'
import { available, unavailable, type Outcome } from './outcome.ts'

/**
 * The lower triangle L of A = L L' of a symmetric positive definite matrix; only A's lower triangle is read.
 *
 * Cost n^3 / 3. Source: Golub and Van Loan (2013), algorithm 4.2.1.
 *
 * @example
 * const m = matrixFromRows([[4, 2], [2, 3]])
 * const lower = expectValue(factorCholesky(m))
 * elementOf(lower, 0, 0) // => 2
 */
export function factorCholesky(matrix: Matrix): Outcome<Matrix, 'not-positive-definite'> {
  const size = matrix.rows
  invariant(matrix.columns === size, `Cholesky of ${matrix.rows} x ${matrix.columns}`)
  const lower = zeroMatrix(size, size)
  const l = lower.data
  for (let j = 0; j < size; j++) {
    let pivot = matrix.data[j * size + j]!
    for (let k = 0; k < j; k++) pivot -= l[k * size + j]! ** 2
    if (!(pivot > 0)) {
      return unavailable('not-positive-definite', `pivot ${j} is ${pivot}, must be above zero`)
    }
    const root = Math.sqrt(pivot)
    l[j * size + j] = root
    for (let i = j + 1; i < size; i++) {
      let sum = matrix.data[j * size + i]!
      for (let k = 0; k < j; k++) sum -= l[k * size + i]! * l[k * size + j]!
      l[j * size + i] = sum / root
    }
  }
  return available(lower)
}

/**
 * Solves L L' x = b for the factor of `factorCholesky`.
 *
 * @example
 * const m = matrixFromRows([[4, 2], [2, 3]])
 * const lower = expectValue(factorCholesky(m))
 * solveCholesky(lower, Float64Array.of(8, 7))[1] // => 1.5
 */
export function solveCholesky(lower: Matrix, b: Float64Array): Float64Array {
  return solveLowerTransposed(lower, solveLower(lower, b))
}

/**
 * Solves L x = b: forward substitution.
 *
 * @example
 * const lower = matrixFromRows([[2, 0], [1, 4]])
 * Array.from(solveLower(lower, Float64Array.of(2, 9))) // => [1, 2]
 */
export function solveLower(lower: Matrix, b: Float64Array): Float64Array {
  const size = lower.rows
  invariant(b.length === size, `right side of ${b.length}, the factor has ${size} rows`)
  const x = b.slice()
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i] = x[i]! - lower.data[k * size + i]! * x[k]!
    x[i] = x[i]! / lower.data[i * size + i]!
  }
  return x
}

/**
 * Solves L' x = b: backward substitution.
 *
 * @example
 * const lower = matrixFromRows([[2, 0], [1, 4]])
 * Array.from(solveLowerTransposed(lower, Float64Array.of(4, 8))) // => [1, 2]
 */
export function solveLowerTransposed(lower: Matrix, b: Float64Array): Float64Array {
  const size = lower.rows
  invariant(b.length === size, `right side of ${b.length}, the factor has ${size} rows`)
  const x = b.slice()
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i] = x[i]! - lower.data[i * size + k]! * x[k]!
    x[i] = x[i]! / lower.data[i * size + i]!
  }
  return x
}

/**
 * Logarithm of the determinant of A, from its factor: twice the sum of the logs of L's diagonal.
 *
 * @example
 * const m = matrixFromRows([[4, 2], [2, 3]])
 * Math.round(Math.exp(logDeterminant(expectValue(factorCholesky(m))))) // => 8
 */
export function logDeterminant(lower: Matrix): number {
  let sum = 0
  for (let i = 0; i < lower.rows; i++) sum += Math.log(lower.data[i * lower.rows + i]!)
  return 2 * sum
}
