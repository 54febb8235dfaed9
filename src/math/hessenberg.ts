import { columnOf, identityMatrix, type Matrix } from './matrix.ts'

/** A = Q H Q' with Q orthogonal and H zero below its first subdiagonal. */
export interface Hessenberg {
  readonly h: Matrix
  readonly q: Matrix
}

/**
 * Reduces a square matrix to Hessenberg form by Householder reflections from both sides.
 *
 * @param matrix n x n; not changed
 * Cost 14 n^3 / 3. Source: Golub and Van Loan (2013), algorithm 7.4.2.
 */
export function toHessenberg(matrix: Matrix): Hessenberg {
  const size = matrix.rows
  const h: Matrix = { rows: size, columns: size, data: matrix.data.slice() }
  const q = identityMatrix(size)
  for (let k = 0; k + 2 < size; k++) {
    const v = reflectionOf(columnOf(h, k), k + 1)
    if (v === undefined) continue
    for (let j = k; j < size; j++) reflectColumn(columnOf(h, j), v)
    reflectFromRight(h, v)
    reflectFromRight(q, v)
    columnOf(h, k).fill(0, k + 2)
  }
  return { h, q }
}

/** The unit vector v, zero above row `from`, whose reflection 1 - 2 v v' empties the column below `from`. */
function reflectionOf(column: Float64Array, from: number): Float64Array | undefined {
  const v = column.slice()
  v.fill(0, 0, from)
  if (v.subarray(from + 1).every((value) => value === 0)) return undefined
  // Divided by the largest first: the smallest doubles have not the digits for a unit vector.
  let largest = 0
  for (const value of v) largest = Math.max(largest, Math.abs(value))
  for (let i = from; i < v.length; i++) v[i] = v[i]! / largest
  const norm = Math.hypot(...v)
  v[from] = v[from]! + (v[from]! < 0 ? -norm : norm)
  const length = Math.hypot(...v)
  return v.map((value) => value / length)
}

function reflectColumn(column: Float64Array, v: Float64Array): void {
  let sum = 0
  for (let i = 0; i < v.length; i++) sum += v[i]! * column[i]!
  for (let i = 0; i < v.length; i++) column[i] = column[i]! - 2 * sum * v[i]!
}

function reflectFromRight({ rows, columns, data }: Matrix, v: Float64Array): void {
  for (let i = 0; i < rows; i++) {
    let sum = 0
    for (let j = 0; j < columns; j++) sum += data[j * rows + i]! * v[j]!
    for (let j = 0; j < columns; j++) data[j * rows + i] = data[j * rows + i]! - 2 * sum * v[j]!
  }
}
