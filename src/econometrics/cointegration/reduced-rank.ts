import { columnOf, type Matrix, multiply, transpose, zeroMatrix } from '../../math/matrix.ts'
import { factorQr } from '../../math/qr.ts'
import { symmetricEigen } from '../../math/symmetric-eigen.ts'
import { type ErrorCorrectionTriangle, upperTriangle } from './error-correction-triangle.ts'

/** The reduced-rank regression of dy_t on y_{t-1}. */
export interface ReducedRank {
  /** Squared canonical correlations, descending, one per series. */
  readonly eigenvalues: readonly number[]
  /** Cointegrating vectors in the units of the series: beta' S11 beta = 1, first coefficient positive. */
  readonly vectors: readonly (readonly number[])[]
  /** S01 beta, one list per vector. */
  readonly loadings: readonly (readonly number[])[]
  readonly observations: number
}

/**
 * Squared canonical correlations of changes and levels after the concentrated columns are taken out of both.
 *
 * The triangle R of (concentrated, levels, changes) holds all the moments: with its blocks numbered 2, 1, 0 in that order,
 *
 *   T S11 = R11' R11,   T S10 = R11' R10,   T S00 = R10' R10 + R00' R00 = U' U
 *
 * so the correlations are the singular values of C = R10 U^-1, the vectors beta = sqrt(T) R11^-1 v with v the
 * eigenvectors of C C'. No moment matrix is inverted.
 */
export function reducedRank({
  triangle,
  seriesCount: size,
  levelCount,
  rows: observations,
  levelScales,
}: ErrorCorrectionTriangle): ReducedRank {
  const middle = triangle.rows - size
  const first = middle - levelCount
  const among = blockOf(triangle, {
    row: first,
    rows: levelCount,
    column: first,
    columns: levelCount,
  })
  const across = blockOf(triangle, {
    row: first,
    rows: levelCount,
    column: middle,
    columns: size,
  })
  const below = blockOf(triangle, {
    row: first,
    rows: levelCount + size,
    column: middle,
    columns: size,
  })
  const correlations = dividedBy(across, upperTriangle(factorQr(below)))
  const { values, vectors } = symmetricEigen(multiply(correlations, transpose(correlations)))
  const root = Math.sqrt(observations)
  const relations = Array.from({ length: size }, (_, k) => {
    const axis = columnOf(vectors, k)
    const beta = solveUpper(among, axis).map((value, j) => value * root * levelScales[j]!)
    const sign = Math.sign(beta.find((value) => value !== 0) ?? 1)
    const alpha = Array.from({ length: size }, (_column, j) => {
      const pulled = columnOf(across, j).reduce((sum, value, i) => sum + value * axis[i]!, 0)
      return (sign * pulled) / (root * levelScales[j]!)
    })
    return { vector: Array.from(beta, (value) => sign * value), loading: alpha }
  })
  return {
    // Rounding may leave an eigenvalue of zero a hair below it.
    eigenvalues: Array.from(values.subarray(0, size), (value) => Math.max(0, value)),
    vectors: relations.map(({ vector }) => vector),
    loadings: relations.map(({ loading }) => loading),
    observations,
  }
}

interface Block {
  readonly row: number
  readonly rows: number
  readonly column: number
  readonly columns: number
}

function blockOf(matrix: Matrix, { row, rows, column, columns }: Block): Matrix {
  const block = zeroMatrix(rows, columns)
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < rows; i++) {
      block.data[j * rows + i] = matrix.data[(column + j) * matrix.rows + row + i]!
    }
  }
  return block
}

/** matrix U^-1 for an upper triangle U, column by column from the left. */
function dividedBy(matrix: Matrix, upper: Matrix): Matrix {
  const quotient = zeroMatrix(matrix.rows, matrix.columns)
  for (let j = 0; j < matrix.columns; j++) {
    for (let i = 0; i < matrix.rows; i++) {
      let value = matrix.data[j * matrix.rows + i]!
      for (let k = 0; k < j; k++) {
        value -= quotient.data[k * matrix.rows + i]! * upper.data[j * upper.rows + k]!
      }
      quotient.data[j * matrix.rows + i] = value / upper.data[j * upper.rows + j]!
    }
  }
  return quotient
}

/** The x of upper x = y by back substitution. */
function solveUpper(upper: Matrix, y: Float64Array): Float64Array {
  const solution = y.slice()
  for (let j = upper.columns - 1; j >= 0; j--) {
    solution[j] = solution[j]! / upper.data[j * upper.rows + j]!
    for (let i = 0; i < j; i++) {
      solution[i] = solution[i]! - solution[j]! * upper.data[j * upper.rows + i]!
    }
  }
  return solution
}
