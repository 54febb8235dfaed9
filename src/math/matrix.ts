import { invariant } from './invariant.ts'

/** A dense real matrix, column-major: element (i, j) is `data[j * rows + i]`, so that a column is one contiguous view. */
export interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly data: Float64Array
}

/**
 * All zeros.
 *
 * @example
 * zeroMatrix(2, 3).data.length // => 6
 */
export function zeroMatrix(rows: number, columns: number): Matrix {
  return { rows, columns, data: new Float64Array(rows * columns) }
}

/**
 * Ones on the diagonal.
 *
 * @example
 * Array.from(identityMatrix(2).data) // => [1, 0, 0, 1]
 */
export function identityMatrix(size: number): Matrix {
  const identity = zeroMatrix(size, size)
  for (let i = 0; i < size; i++) identity.data[i * size + i] = 1
  return identity
}

/**
 * Series side by side: a copy. All of one length; at least one.
 *
 * @example
 * elementOf(matrixFromColumns([Float64Array.of(1, 2), Float64Array.of(3, 4)]), 0, 1) // => 3
 */
export function matrixFromColumns(columns: readonly Float64Array[]): Matrix {
  const rows = columns[0]?.length ?? 0
  const matrix = zeroMatrix(rows, columns.length)
  columns.forEach((column, j) => {
    invariant(
      column.length === rows,
      `column ${j} has ${column.length} rows, the first has ${rows}`,
    )
    matrix.data.set(column, j * rows)
  })
  return matrix
}

/**
 * Written as one reads it, row by row.
 *
 * @example
 * Array.from(matrixFromRows([[1, 2], [3, 4]]).data) // => [1, 3, 2, 4]
 */
export function matrixFromRows(rows: readonly (readonly number[])[]): Matrix {
  const columns = rows[0]?.length ?? 0
  const matrix = zeroMatrix(rows.length, columns)
  rows.forEach((row, i) => {
    invariant(
      row.length === columns,
      `row ${i} has ${row.length} columns, the first has ${columns}`,
    )
    row.forEach((element, j) => {
      matrix.data[j * rows.length + i] = element
    })
  })
  return matrix
}

/**
 * Element in row i of column j, counted from 0.
 *
 * @example
 * const m = matrixFromRows([[4, 2], [2, 3]])
 * elementOf(m, 1, 0) // => 2
 */
export function elementOf(matrix: Matrix, i: number, j: number): number {
  invariant(
    i >= 0 && i < matrix.rows && j >= 0 && j < matrix.columns,
    `no element (${i}, ${j}) in ${matrix.rows} x ${matrix.columns}`,
  )
  return matrix.data[j * matrix.rows + i]!
}

/**
 * Column j: a view, not a copy.
 *
 * @example
 * const m = matrixFromRows([[4, 2], [2, 3]])
 * Array.from(columnOf(m, 1)) // => [2, 3]
 */
export function columnOf(matrix: Matrix, j: number): Float64Array {
  return matrix.data.subarray(j * matrix.rows, (j + 1) * matrix.rows)
}

/**
 * Rows become columns.
 *
 * @example
 * elementOf(transpose(matrixFromRows([[1, 2, 3]])), 2, 0) // => 3
 */
export function transpose(matrix: Matrix): Matrix {
  const { rows, columns, data } = matrix
  const result = zeroMatrix(columns, rows)
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < rows; i++) result.data[i * columns + j] = data[j * rows + i]!
  }
  return result
}

/**
 * The product a b.
 *
 * @example
 * const m = matrixFromRows([[4, 2], [2, 3]])
 * Array.from(multiply(m, identityMatrix(2)).data) // => [4, 2, 2, 3]
 */
export function multiply(a: Matrix, b: Matrix): Matrix {
  invariant(a.columns === b.rows, `${a.rows} x ${a.columns} times ${b.rows} x ${b.columns}`)
  const result = zeroMatrix(a.rows, b.columns)
  for (let j = 0; j < b.columns; j++) {
    const target = columnOf(result, j)
    for (let k = 0; k < a.columns; k++) {
      const factor = b.data[j * b.rows + k]!
      const source = columnOf(a, k)
      for (let i = 0; i < a.rows; i++) target[i] = target[i]! + factor * source[i]!
    }
  }
  return result
}

/**
 * The product a' b of two matrices with the same number of rows.
 *
 * @example
 * const x = matrixFromRows([[1, 2], [3, 4]])
 * Array.from(multiplyTransposed(x, x).data) // => [10, 14, 14, 20]
 */
export function multiplyTransposed(a: Matrix, b: Matrix): Matrix {
  invariant(a.rows === b.rows, `${a.rows} x ${a.columns} transposed times ${b.rows} x ${b.columns}`)
  const result = zeroMatrix(a.columns, b.columns)
  for (let j = 0; j < b.columns; j++) {
    const right = columnOf(b, j)
    for (let i = 0; i < a.columns; i++) {
      result.data[j * a.columns + i] = dot(columnOf(a, i), right)
    }
  }
  return result
}

/**
 * Sum of products of two series of one length, in four partial sums: twice as fast, and no less exact.
 *
 * @example
 * dot(Float64Array.of(1, 2, 3), Float64Array.of(4, 5, 6)) // => 32
 */
export function dot(a: Float64Array, b: Float64Array): number {
  const length = a.length
  const even = length - (length % 4)
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  for (let i = 0; i < even; i += 4) {
    s0 += a[i]! * b[i]!
    s1 += a[i + 1]! * b[i + 1]!
    s2 += a[i + 2]! * b[i + 2]!
    s3 += a[i + 3]! * b[i + 3]!
  }
  for (let i = even; i < length; i++) s0 += a[i]! * b[i]!
  return s0 + s1 + (s2 + s3)
}
