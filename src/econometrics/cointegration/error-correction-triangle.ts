import { type Matrix, matrixFromColumns, zeroMatrix } from '../../math/matrix.ts'
import { available, type Outcome, unavailable } from '../../math/outcome.ts'
import { dependentColumn, factorQr, type QrFactor } from '../../math/qr.ts'
import type { ErrorCorrectionBlocks } from './error-correction-blocks.ts'

/** What a reduced-rank regression needs to know: the R of (concentrated, levels, changes), and how to read it. */
export interface ErrorCorrectionTriangle {
  /** Square, upper. */
  readonly triangle: Matrix
  /** Columns of the changes, the last ones. */
  readonly seriesCount: number
  /** Columns of the levels with the restricted term, before the changes. */
  readonly levelCount: number
  readonly rows: number
  /** What each level column was multiplied by. */
  readonly levelScales: readonly number[]
}

/**
 * The triangle by Householder reflections, which does not square the condition as moments do: a coin's spot and
 * perpetual have one of 1e3 already.
 *
 * No value where a column is a combination of others: series that are the same, or that follow exactly from their past.
 */
export function qrTriangle(
  blocks: ErrorCorrectionBlocks,
): Outcome<ErrorCorrectionTriangle, 'collinear-series'> {
  const { changes, levels, concentrated, levelScales } = blocks
  const factor = factorQr(matrixFromColumns([...concentrated, ...levels, ...changes]))
  if (dependentColumn(factor) !== undefined) {
    return unavailable(
      'collinear-series',
      'the series, their lags and constants depend linearly on each other',
    )
  }
  return available({
    triangle: upperTriangle(factor),
    seriesCount: changes.length,
    levelCount: levels.length,
    rows: factor.rows,
    levelScales,
  })
}

/** R of a factor, square, zeros below its diagonal. */
export function upperTriangle({ reflections, diagonal, rows, columns }: QrFactor): Matrix {
  const triangle = zeroMatrix(columns, columns)
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < j; i++) triangle.data[j * columns + i] = reflections.data[j * rows + i]!
    triangle.data[j * columns + j] = diagonal[j]!
  }
  return triangle
}
