import { invariant } from '../math/invariant.ts'

/** Features in columns: row `k` of every column is what was known at `times[k]`. NaN is what was not. */
export interface FeatureMatrix {
  readonly names: readonly string[]
  /** Instants of the forecasts, microseconds, ascending. */
  readonly times: Float64Array
  readonly columns: readonly Float64Array[]
}

/**
 * The given rows of some columns, copied.
 *
 * @example
 * takeRows([Float64Array.of(5, 6, 7)], Int32Array.of(2, 0))[0][0] // => 7
 */
export function takeRows(columns: readonly Float64Array[], rows: Int32Array): Float64Array[] {
  return columns.map((column) => takeEach(column, rows))
}

/**
 * The given rows of one column, copied.
 *
 * @example
 * takeEach(Float64Array.of(5, 6, 7), Int32Array.of(2, 0))[1] // => 5
 */
export function takeEach(column: Float64Array, rows: Int32Array): Float64Array {
  const taken = new Float64Array(rows.length)
  for (let k = 0; k < rows.length; k++) taken[k] = column[rows[k]!]!
  return taken
}

/**
 * How many rows columns of one length have; a matrix of another shape is a mistake.
 *
 * @example
 * rowsOf([Float64Array.of(1, 2)]) // => 2
 */
export function rowsOf(columns: readonly Float64Array[]): number {
  invariant(columns.length > 0, 'a matrix without a column')
  const rows = columns[0]!.length
  invariant(
    columns.every(({ length }) => length === rows),
    'columns of several lengths',
  )
  return rows
}
