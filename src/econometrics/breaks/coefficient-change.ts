import { type Matrix, matrixFromColumns, multiplyTransposed } from '../../math/matrix.ts'
import { factorQr, solveQr } from '../../math/qr.ts'
import { symmetricEigen } from '../../math/symmetric-eigen.ts'

/** max_j |(M^(1/2) change)_j|, M^(1/2) the symmetric root of a positive definite matrix given row by row. */
export function largestChange(
  change: readonly number[],
  matrix: readonly (readonly number[])[],
): number {
  return Math.max(...symmetricRoot(matrix).map((line) => Math.abs(innerProduct(line, change))))
}

/** Rows [x, y], one after another. */
type Window = readonly (readonly number[])[]

/**
 * Least squares of a window: its coefficients. Where its columns are dependent they are NaN: nothing is known then, and no
 * alarm raised.
 */
export function windowCoefficients(window: Window): readonly number[] {
  const columns = columnsOf(window)
  const fit = solveQr(factorQr(matrixFromColumns(columns.slice(0, -1))), columns.at(-1)!)
  return fit.kind === 'value' ? Array.from(fit.value) : columns.slice(1).map(() => Number.NaN)
}

/** X'X of a window. */
export function windowGram(window: Window): readonly (readonly number[])[] {
  const design = matrixFromColumns(columnsOf(window).slice(0, -1))
  return rowsOf(multiplyTransposed(design, design))
}

/** In a loop: `Float64Array.from` over rows took a quarter of a watch. */
function columnsOf(window: Window): readonly Float64Array[] {
  const size = window[0]?.length ?? 1
  const columns = Array.from({ length: size }, () => new Float64Array(window.length))
  for (let t = 0; t < window.length; t++) {
    for (let k = 0; k < size; k++) columns[k]![t] = window[t]![k]!
  }
  return columns
}

export function innerProduct(left: readonly number[], right: readonly number[]): number {
  let sum = 0
  for (let k = 0; k < left.length; k++) sum += left[k]! * right[k]!
  return sum
}

export function rowsOf({ rows, columns, data }: Matrix): readonly (readonly number[])[] {
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_unused, j) => data[j * rows + i]!),
  )
}

function symmetricRoot(rows: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const size = rows.length
  const matrix: Matrix = { rows: size, columns: size, data: Float64Array.from(rows.flat()) }
  const { values, vectors } = symmetricEigen(matrix)
  const entry = (i: number, j: number): number =>
    values.reduce((sum, value, k) => {
      const root = Math.sqrt(Math.max(0, value))
      return sum + root * vectors.data[k * size + i]! * vectors.data[k * size + j]!
    }, 0)
  return rows.map((_, i) => rows.map((_unused, j) => entry(i, j)))
}
