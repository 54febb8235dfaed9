import {
  columnOf,
  matrixFromColumns,
  type Matrix,
  multiply,
  transpose,
  zeroMatrix,
} from '../../math/matrix.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { dependentColumn, factorQr, type QrFactor } from '../../math/qr.ts'
import { symmetricEigen } from '../../math/symmetric-eigen.ts'
import type { ErrorCorrectionBlocks } from './error-correction-blocks.ts'

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
 * One QR of (concentrated, levels, changes) holds all the moments: with the blocks of R numbered 2, 1, 0 in that order,
 *
 *   T S11 = R11' R11,   T S10 = R11' R10,   T S00 = R10' R10 + R00' R00 = U' U
 *
 * so the correlations are the singular values of C = R10 U^-1, the vectors beta = sqrt(T) R11^-1 v with v the
 * eigenvectors of C C', and no moment matrix is formed nor inverted (which would square the condition: two prices that
 * move together have one of 1e8 already).
 *
 * No value where a column is a combination of others: series that are the same, or that follow exactly from their past.
 */
export function reducedRank(
  blocks: ErrorCorrectionBlocks,
): Outcome<ReducedRank, 'collinear-series'> {
  const { changes, levels, concentrated, levelScales } = blocks
  const factor = factorQr(matrixFromColumns([...concentrated, ...levels, ...changes]))
  if (dependentColumn(factor) !== undefined) {
    return unavailable(
      'collinear-series',
      'the series, their lags and constants depend linearly on each other',
    )
  }
  const first = concentrated.length
  const middle = first + levels.length
  const size = changes.length
  const among = blockOf(factor, {
    row: first,
    rows: levels.length,
    column: first,
    columns: levels.length,
  })
  const across = blockOf(factor, { row: first, rows: levels.length, column: middle, columns: size })
  const below = blockOf(factor, {
    row: first,
    rows: levels.length + size,
    column: middle,
    columns: size,
  })
  const correlations = dividedBy(across, factorQr(below))
  const { values, vectors } = symmetricEigen(multiply(correlations, transpose(correlations)))
  const observations = factor.rows
  const root = Math.sqrt(observations)
  const relations = Array.from({ length: size }, (_, k) => {
    const axis = columnOf(vectors, k)
    const beta = solveUpper(among, axis).map((value, j) => value * root * levelScales[j]!)
    const sign = Math.sign(beta.find((value) => value !== 0) ?? 1)
    const alpha = changes.map((_column, j) => {
      const pulled = columnOf(across, j).reduce((sum, value, i) => sum + value * axis[i]!, 0)
      return (sign * pulled) / (root * levelScales[j]!)
    })
    return { vector: Array.from(beta, (value) => sign * value), loading: alpha }
  })
  return available({
    // Rounding may leave an eigenvalue of zero a hair below it.
    eigenvalues: Array.from(values.subarray(0, size), (value) => Math.max(0, value)),
    vectors: relations.map(({ vector }) => vector),
    loadings: relations.map(({ loading }) => loading),
    observations,
  })
}

interface Block {
  readonly row: number
  readonly rows: number
  readonly column: number
  readonly columns: number
}

/** A block of R, zeros below its diagonal. */
function blockOf(factor: QrFactor, { row, rows, column, columns }: Block): Matrix {
  const block = zeroMatrix(rows, columns)
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < rows; i++)
      block.data[j * rows + i] = elementOfR(factor, row + i, column + j)
  }
  return block
}

function elementOfR(factor: QrFactor, i: number, j: number): number {
  if (i > j) return 0
  return i === j ? factor.diagonal[j]! : factor.reflections.data[j * factor.rows + i]!
}

/** matrix U^-1 for the R of a factor, column by column from the left. */
function dividedBy(matrix: Matrix, factor: QrFactor): Matrix {
  const quotient = zeroMatrix(matrix.rows, matrix.columns)
  for (let j = 0; j < matrix.columns; j++) {
    for (let i = 0; i < matrix.rows; i++) {
      let value = matrix.data[j * matrix.rows + i]!
      for (let k = 0; k < j; k++) {
        value -= quotient.data[k * matrix.rows + i]! * elementOfR(factor, k, j)
      }
      quotient.data[j * matrix.rows + i] = value / elementOfR(factor, j, j)
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
