import { invariant } from './invariant.ts'
import { identityMatrix, type Matrix } from './matrix.ts'

/** Eigenvalues, descending, and the eigenvector of each as a column of unit length, in the same order. */
export interface SymmetricEigen {
  readonly values: Float64Array
  readonly vectors: Matrix
}

// A dozen sweeps settle a 100 x 100 matrix; convergence is quadratic at the end.
const SWEEPS_MAX = 64

/**
 * Eigenvalues and vectors of a symmetric matrix, by Jacobi's rotations: small eigenvalues come out to nearly full
 * relative accuracy, which the faster tridiagonal methods do not promise.
 *
 *   A v = lambda v
 *
 * @param matrix n x n, symmetric; only its symmetric part matters
 * Each vector's largest element is positive, so that the same matrix gives the same signs everywhere.
 * Cost about 10 n^3 a sweep. Source: Golub and Van Loan (2013), section 8.5.
 *
 * @example
 * const m = matrixFromRows([[4, 2], [2, 3]])
 * symmetricEigen(m).values[0] // => 5.56155
 */
export function symmetricEigen(matrix: Matrix): SymmetricEigen {
  const size = matrix.rows
  invariant(matrix.columns === size, `eigenvalues of ${matrix.rows} x ${matrix.columns}`)
  const a = symmetricPart(matrix)
  const v = identityMatrix(size).data
  for (let sweep = 0; sweep < SWEEPS_MAX; sweep++) {
    if (!rotateAll(a, v, size)) return sorted(a, v, size)
  }
  throw new Error(
    `invariant: Jacobi did not settle a ${size} x ${size} matrix in ${SWEEPS_MAX} sweeps`,
  )
}

function symmetricPart({ rows: size, data }: Matrix): Float64Array {
  const a = new Float64Array(size * size)
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size; i++) {
      const element = (data[j * size + i]! + data[i * size + j]!) / 2
      invariant(Number.isFinite(element), `element (${i}, ${j}) is ${element}`)
      a[j * size + i] = element
    }
  }
  return a
}

/** One sweep over all pairs; false when nothing was left to rotate. */
function rotateAll(a: Float64Array, v: Float64Array, size: number): boolean {
  let rotated = false
  for (let p = 0; p < size - 1; p++) {
    for (let q = p + 1; q < size; q++) {
      const off = a[q * size + p]!
      const scale = Math.sqrt(Math.abs(a[p * size + p]!)) * Math.sqrt(Math.abs(a[q * size + q]!))
      // Small against both diagonals: this is what keeps small eigenvalues accurate.
      if (Math.abs(off) <= Number.EPSILON * scale || off === 0) continue
      rotate(a, v, { size, p, q })
      rotated = true
    }
  }
  return rotated
}

function rotate(
  a: Float64Array,
  v: Float64Array,
  { size, p, q }: { readonly size: number; readonly p: number; readonly q: number },
): void {
  const off = a[q * size + p]!
  const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * off)
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1))
  const cosine = 1 / Math.hypot(tangent, 1)
  const sine = tangent * cosine
  a[p * size + p] = a[p * size + p]! - tangent * off
  a[q * size + q] = a[q * size + q]! + tangent * off
  a[q * size + p] = 0
  a[p * size + q] = 0
  for (let k = 0; k < size; k++) {
    if (k !== p && k !== q) {
      const akp = a[p * size + k]!
      const akq = a[q * size + k]!
      const np = cosine * akp - sine * akq
      const nq = sine * akp + cosine * akq
      a[p * size + k] = np
      a[k * size + p] = np
      a[q * size + k] = nq
      a[k * size + q] = nq
    }
    const vkp = v[p * size + k]!
    const vkq = v[q * size + k]!
    v[p * size + k] = cosine * vkp - sine * vkq
    v[q * size + k] = sine * vkp + cosine * vkq
  }
}

function sorted(a: Float64Array, v: Float64Array, size: number): SymmetricEigen {
  const order = Array.from({ length: size }, (_, k) => k).toSorted(
    (i, j) => a[j * size + j]! - a[i * size + i]!,
  )
  const values = Float64Array.from(order, (k) => a[k * size + k]!)
  const data = new Float64Array(size * size)
  order.forEach((from, to) => {
    const column = v.subarray(from * size, (from + 1) * size)
    let peak = 0
    for (const element of column) if (Math.abs(element) > Math.abs(peak)) peak = element
    for (let i = 0; i < size; i++) data[to * size + i] = peak < 0 ? -column[i]! : column[i]!
  })
  return { values, vectors: { rows: size, columns: size, data } }
}
