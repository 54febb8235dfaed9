import { factorCholesky } from '../../math/cholesky.ts'
import { invariant } from '../../math/invariant.ts'
import { elementOf, matrixFromRows } from '../../math/matrix.ts'
import { applyQTransposed, dependentColumn, factorQr, solveTriangle } from '../../math/qr.ts'
import { unitScale } from '../regression/unit-scale.ts'

/** A small matrix as a list of its rows: the form in which results carry them. */
export type Rows = readonly (readonly number[])[]

/** The product a b. */
export function productOf(a: Rows, b: Rows): number[][] {
  const columns = b[0]?.length ?? 0
  return a.map((row) =>
    Array.from({ length: columns }, (_, j) =>
      row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0),
    ),
  )
}

/** The product a b'. */
export function timesTransposed(a: Rows, b: Rows): number[][] {
  return a.map((row) => b.map((other) => row.reduce((sum, value, k) => sum + value * other[k]!, 0)))
}

/** The sum a + b. */
export function addedTo(a: Rows, b: Rows): number[][] {
  return a.map((row, i) => row.map((value, j) => value + b[i]![j]!))
}

/** Rows become columns. */
export function transposed(a: Rows): number[][] {
  return (a[0] ?? []).map((_, j) => a.map((row) => row[j]!))
}

/** Ones on the diagonal. */
export function identityRows(size: number): number[][] {
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_unused, j) => (i === j ? 1 : 0)),
  )
}

/** The lower triangle P of a covariance P P'. */
export function choleskyRows(covariance: Rows): number[][] {
  const factor = factorCholesky(matrixFromRows(covariance))
  invariant(factor.kind === 'value', 'a fit has a covariance of full rank')
  return covariance.map((row, i) => row.map((_, j) => elementOf(factor.value, i, j)))
}

/** The inverse of a square matrix; undefined where it has none to rounding. */
export function inverseOf(matrix: Rows): number[][] | undefined {
  if (matrix.length === 0) return []
  // Rows near 1 first: series in different units are not dependent for that.
  const units = matrix.map((row) => unitScale(Float64Array.from(row)))
  const factor = factorQr(
    matrixFromRows(matrix.map((row, i) => row.map((value) => value * units[i]!))),
  )
  if (dependentColumn(factor) !== undefined) return undefined
  const columns = matrix.map((_, j) =>
    solveTriangle(
      factor,
      applyQTransposed(
        factor,
        Float64Array.from(matrix, (_row, i) => (i === j ? units[j]! : 0)),
      ),
      matrix.length,
    ),
  )
  return matrix.map((_, i) => columns.map((column) => column[i]!))
}

/** The columns of data times a matrix: column c is the sum of series j times element (j, c). */
export function combinationsOf(columns: readonly Float64Array[], weights: Rows): Float64Array[] {
  const rows = columns[0]?.length ?? 0
  return Array.from({ length: weights[0]?.length ?? 0 }, (_, c) => {
    const sum = new Float64Array(rows)
    for (const [j, column] of columns.entries()) {
      const weight = weights[j]![c]!
      if (weight === 0) continue
      for (let t = 0; t < rows; t++) sum[t]! += weight * column[t]!
    }
    return sum
  })
}
