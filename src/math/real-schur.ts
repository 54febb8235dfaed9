import { toHessenberg, type Hessenberg } from './hessenberg.ts'
import type { Matrix } from './matrix.ts'
import { available, unavailable, type Outcome } from './outcome.ts'

/** A = Z T Z' with Z orthogonal and T upper triangular but for 2 x 2 blocks, each of a pair of complex eigenvalues. */
export interface RealSchur {
  readonly t: Matrix
  readonly z: Matrix
}

// Two or three steps an eigenvalue is the rule; LAPACK allows 30.
const STEPS_PER_VALUE_MAX = 60
// Beside elements of size 1 its inverse's products would overflow; eps of it is still a full double.
const VANISHED = 1e-150
// Until then an element must be small against its neighbours to be dropped, which keeps small eigenvalues of graded
// matrices; from then on against the whole matrix, for a multiple eigenvalue 0 has neighbours that shrink with it.
const PATIENT_UNTIL = 20
// After so many steps without a deflation the shift is changed, in case the steps go round in a circle.
const EXCEPTIONAL_EVERY = 10

/**
 * The real Schur form of a square matrix by Francis's double-shift QR steps on its Hessenberg form.
 *
 * Cost about 25 n^3. Source: Francis (1961); Golub and Van Loan (2013), algorithms 7.5.1 and 7.5.2.
 */
export function realSchur(matrix: Matrix): Outcome<RealSchur, 'not-converged'> {
  const hessenberg = toHessenberg(matrix)
  const { h: t, q: z } = hessenberg
  const size = t.rows
  const norm = frobeniusNorm(t)
  let high = size - 1
  let steps = 0
  while (high > 0) {
    const low = deflate(t, high, steps < PATIENT_UNTIL ? VANISHED * norm : norm)
    if (low === high) {
      high -= 1
      steps = 0
    } else if (low === high - 1) {
      triangulariseBlock(hessenberg, low)
      high -= 2
      steps = 0
    } else {
      steps++
      if (steps > STEPS_PER_VALUE_MAX) {
        return unavailable('not-converged', `eigenvalue ${high} of ${size} after ${steps} QR steps`)
      }
      francisStep(hessenberg, low, high, steps % EXCEPTIONAL_EVERY === 0)
    }
  }
  return available({ t, z })
}

/**
 * Sets the lowest negligible subdiagonal element above `high` to zero and returns the row its block begins with.
 * Negligible is small against its two neighbours on the diagonal, or against `size` if that is larger.
 */
function deflate({ rows, data }: Matrix, high: number, size: number): number {
  for (let k = high; k > 0; k--) {
    const neighbours = Math.abs(data[k * rows + k]!) + Math.abs(data[(k - 1) * rows + k - 1]!)
    const below = Math.abs(data[(k - 1) * rows + k]!)
    if (below <= Number.EPSILON * Math.max(neighbours, size)) {
      data[(k - 1) * rows + k] = 0
      return k
    }
  }
  return 0
}

/** One implicit double-shift step on rows and columns low .. high: chases a bulge of 3 x 3 down the diagonal. */
function francisStep(
  hessenberg: Hessenberg,
  low: number,
  high: number,
  exceptional: boolean,
): void {
  const { rows, data } = hessenberg.h
  const at = (i: number, j: number): number => data[j * rows + i]!
  const { real, imaginarySquare } = exceptional
    ? exceptionalShifts(hessenberg.h, high)
    : shiftsOf(hessenberg.h, high)
  // The first column of (H - s)(H - s*), over its own h21, from differences to the shift: expanded in trace and
  // determinant it would be rounding where all of the diagonal is near the shift.
  const first = at(low, low) - real
  let x = (first * first + imaginarySquare) / at(low + 1, low) + at(low, low + 1)
  let y = first + (at(low + 1, low + 1) - real)
  let w = at(low + 2, low + 1)
  for (let k = low; k < high; k++) {
    const last = k === high - 1
    reflectThree(hessenberg, k, last ? [x, y] : [x, y, w])
    if (k > low) {
      data[(k - 1) * rows + k + 1] = 0
      if (!last) data[(k - 1) * rows + k + 2] = 0
    }
    if (last) continue
    x = at(k + 1, k)
    y = at(k + 2, k)
    w = k + 3 <= high ? at(k + 3, k) : 0
  }
}

/** Two conjugate shifts, real +- i sqrt(imaginarySquare), or one real one twice. */
interface Shifts {
  readonly real: number
  readonly imaginarySquare: number
}

/**
 * The eigenvalues of the last 2 x 2; if they are real, twice the one nearer the last element: with both, blocks of equal
 * real pairs (1 and -1 twice over) never come apart, since both shifts are eigenvalues of either.
 */
function shiftsOf({ rows, data }: Matrix, high: number): Shifts {
  const a = data[(high - 1) * rows + high - 1]!
  const d = data[high * rows + high]!
  const product = data[high * rows + high - 1]! * data[(high - 1) * rows + high]!
  const half = (a - d) / 2
  const discriminant = half * half + product
  if (discriminant < 0) return { real: d + half, imaginarySquare: -discriminant }
  const farther = half + (half < 0 ? -1 : 1) * Math.sqrt(discriminant)
  return { real: farther === 0 ? d : d - product / farther, imaginarySquare: 0 }
}

/** A complex pair at the distance of what does not vanish: like no eigenvalue in particular (Martin et al. 1970). */
function exceptionalShifts({ rows, data }: Matrix, high: number): Shifts {
  const size =
    Math.abs(data[(high - 1) * rows + high]!) + Math.abs(data[(high - 2) * rows + high - 1]!)
  return {
    real: data[high * rows + high]! + 0.75 * size,
    imaginarySquare: 0.4375 * size * size,
  }
}

/** Applies the reflection that maps the given vector to a multiple of the first axis, to rows, columns and Z. */
function reflectThree({ h, q }: Hessenberg, row: number, vector: readonly number[]): void {
  const largest = Math.max(...vector.map(Math.abs))
  if (largest === 0) return
  const v = vector.map((value) => value / largest)
  v[0] = v[0]! + (v[0]! < 0 ? -1 : 1) * Math.hypot(...v)
  const square = v.reduce((sum, value) => sum + value * value, 0)
  const size = h.rows
  for (let j = 0; j < size; j++) {
    let sum = 0
    for (let k = 0; k < v.length; k++) sum += v[k]! * h.data[j * size + row + k]!
    sum *= 2 / square
    for (let k = 0; k < v.length; k++) {
      h.data[j * size + row + k] = h.data[j * size + row + k]! - sum * v[k]!
    }
  }
  for (const { data } of [h, q]) {
    for (let i = 0; i < size; i++) {
      let sum = 0
      for (let k = 0; k < v.length; k++) sum += v[k]! * data[(row + k) * size + i]!
      sum *= 2 / square
      for (let k = 0; k < v.length; k++) {
        data[(row + k) * size + i] = data[(row + k) * size + i]! - sum * v[k]!
      }
    }
  }
}

/** Turns a 2 x 2 block whose eigenvalues are real upper triangular; leaves one of a complex pair. */
function triangulariseBlock(hessenberg: Hessenberg, low: number): void {
  const { rows, data } = hessenberg.h
  const a = data[low * rows + low]!
  const b = data[(low + 1) * rows + low]!
  const c = data[low * rows + low + 1]!
  const d = data[(low + 1) * rows + low + 1]!
  const half = (a - d) / 2
  const discriminant = half * half + b * c
  if (discriminant < 0) return
  // (value - d, c) is the eigenvector of the eigenvalue farther from d, so that nothing cancels.
  const farther = half + (half < 0 ? -1 : 1) * Math.sqrt(discriminant)
  reflectThree(hessenberg, low, [farther, c])
  data[low * rows + low + 1] = 0
}

function frobeniusNorm({ data }: Matrix): number {
  return data.reduce((norm, value) => Math.hypot(norm, value), 0)
}
