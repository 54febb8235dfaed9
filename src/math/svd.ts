import { columnOf, dot, identityMatrix, transpose, zeroMatrix, type Matrix } from './matrix.ts'
import { invariant } from './invariant.ts'

/** A = U S V': the thin singular value decomposition. */
export interface Svd {
  /** m x k with k = min(m, n): orthonormal columns. */
  readonly left: Matrix
  /** k singular values, descending, never negative. */
  readonly values: Float64Array
  /** n x k: orthonormal columns. */
  readonly right: Matrix
}

// Convergence is quadratic at the end: a dozen sweeps settle 100 columns.
const SWEEPS_MAX = 64

/**
 * Singular value decomposition by one-sided Jacobi rotations: columns are turned against each other until all are
 * orthogonal, and then are U S. Small singular values keep the digits that the scaling of the columns leaves them.
 *
 *   A V = U S
 *
 * @param matrix m x n, finite, any shape and rank
 * Where a singular value is 0 its left vector is completed to an orthonormal set. Each left vector's largest element is
 * positive (each right one's, of a wide matrix). Cost about 4 m n^2 a sweep. Source: Hestenes (1958); Golub and Van Loan (2013), section 8.6.3.
 *
 * @example
 * singularValues(matrixFromRows([[3, 0], [0, -4]])).values[0] // => 4
 */
export function singularValues(matrix: Matrix): Svd {
  if (matrix.rows < matrix.columns) {
    const { left, values, right } = singularValues(transpose(matrix))
    return { left: right, values, right: left }
  }
  const scale = largestOf(matrix.data)
  const { rows, columns } = matrix
  const turned: Matrix = { rows, columns, data: matrix.data.map((value) => value / (scale || 1)) }
  const right = identityMatrix(columns)
  let sweeps = 0
  while (rotateAll(turned, right)) {
    sweeps++
    invariant(sweeps < SWEEPS_MAX, `SVD of ${rows} x ${columns} not settled in ${sweeps} sweeps`)
  }
  return sorted(turned, right, scale)
}

/**
 * The number of singular values above a share of the largest; 0 for a matrix of zeros.
 *
 * @example
 * rankOf(singularValues(matrixFromRows([[1, 2], [2, 4], [3, 6]])), 1e-12) // => 1
 */
export function rankOf({ values }: Svd, relativeTolerance: number): number {
  const floor = (values[0] ?? 0) * relativeTolerance
  return values.filter((value) => value > floor).length
}

function largestOf(data: Float64Array): number {
  let largest = 0
  for (const value of data) {
    invariant(Number.isFinite(value), `SVD of a matrix with ${value}`)
    largest = Math.max(largest, Math.abs(value))
  }
  return largest
}

/** One sweep over all pairs of columns; false when all were orthogonal. */
function rotateAll(turned: Matrix, right: Matrix): boolean {
  let rotated = false
  // The cosine that rounding leaves between orthogonal columns of this length.
  const threshold = Number.EPSILON * Math.sqrt(turned.rows)
  for (let p = 0; p < turned.columns - 1; p++) {
    for (let q = p + 1; q < turned.columns; q++) {
      const [cp, cq] = [columnOf(turned, p), columnOf(turned, q)]
      const [alpha, beta, gamma] = [dot(cp, cp), dot(cq, cq), dot(cp, cq)]
      const cosine = Math.sqrt(alpha) * Math.sqrt(beta)
      if (Math.abs(gamma) <= threshold * cosine || isVanished(alpha) || isVanished(beta)) continue
      const zeta = (beta - alpha) / (2 * gamma)
      const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta))
      rotate(cp, cq, tangent)
      rotate(columnOf(right, p), columnOf(right, q), tangent)
      rotated = true
    }
  }
  return rotated
}

// Beside a largest element of 1, a column this short has squares without digits; it is what rounding left of zero.
const VANISHED = 1e-280

function isVanished(square: number): boolean {
  return square < VANISHED
}

function rotate(a: Float64Array, b: Float64Array, tangent: number): void {
  const cosine = 1 / Math.hypot(1, tangent)
  const sine = cosine * tangent
  for (let i = 0; i < a.length; i++) {
    const ai = a[i]!
    const bi = b[i]!
    a[i] = cosine * ai - sine * bi
    b[i] = sine * ai + cosine * bi
  }
}

function sorted(turned: Matrix, right: Matrix, scale: number): Svd {
  const { rows, columns } = turned
  const norms = Array.from({ length: columns }, (_, j) => normOf(columnOf(turned, j)))
  const order = norms.map((_, j) => j).toSorted((i, j) => norms[j]! - norms[i]!)
  const left = zeroMatrix(rows, columns)
  const v = zeroMatrix(columns, columns)
  const floor = (norms[order[0] ?? 0] ?? 0) * Number.EPSILON * rows
  order.forEach((from, to) => {
    const norm = norms[from]!
    const target = columnOf(left, to)
    target.set(columnOf(turned, from))
    for (let i = 0; i < rows; i++) target[i] = norm > 0 ? target[i]! / norm : 0
    columnOf(v, to).set(columnOf(right, from))
    // What is left of a dependent column points anywhere.
    if (!(norm > floor) || !isOrthogonal(left, to)) completeColumn(left, to)
    pointUp(target, columnOf(v, to))
  })
  return { left, values: Float64Array.from(order, (j) => norms[j]! * scale), right: v }
}

function normOf(column: Float64Array): number {
  let largest = 0
  for (const value of column) largest = Math.max(largest, Math.abs(value))
  if (largest === 0) return 0
  let sum = 0
  for (const value of column) sum += (value / largest) ** 2
  return largest * Math.sqrt(sum)
}

function isOrthogonal(left: Matrix, to: number): boolean {
  const target = columnOf(left, to)
  for (let j = 0; j < to; j++) {
    if (Math.abs(dot(target, columnOf(left, j))) > 1e-14 * Math.sqrt(left.rows)) return false
  }
  return true
}

/** Column `to` becomes a unit vector orthogonal to those before it: of the axes, what is left of the freest one. */
function completeColumn(left: Matrix, to: number): void {
  const target = columnOf(left, to)
  let freest = 0
  let least = Infinity
  for (let i = 0; i < left.rows; i++) {
    let taken = 0
    for (let j = 0; j < to; j++) taken += columnOf(left, j)[i]! ** 2
    if (taken < least) [freest, least] = [i, taken]
  }
  target.fill(0)
  target[freest] = 1
  for (let pass = 0; pass < 2; pass++) {
    // Twice is enough: the second takes what rounding left of the first.
    for (let j = 0; j < to; j++) {
      const other = columnOf(left, j)
      const share = dot(target, other)
      for (let i = 0; i < left.rows; i++) target[i] = target[i]! - share * other[i]!
    }
    const norm = normOf(target)
    for (let i = 0; i < left.rows; i++) target[i] = target[i]! / norm
  }
}

function pointUp(left: Float64Array, right: Float64Array): void {
  let peak = 0
  for (const element of left) if (Math.abs(element) > Math.abs(peak)) peak = element
  if (peak >= 0) return
  for (let i = 0; i < left.length; i++) left[i] = -left[i]!
  for (let i = 0; i < right.length; i++) right[i] = -right[i]!
}
