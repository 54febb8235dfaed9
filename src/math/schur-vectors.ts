import { multiply, zeroMatrix, type Matrix } from './matrix.ts'
import type { RealSchur } from './real-schur.ts'

interface Complex {
  readonly real: number
  readonly imaginary: number
}

/** Eigenvalues in the order of the diagonal and their right vectors, not normalised. */
export interface SchurVectors {
  readonly realValues: Float64Array
  readonly imaginaryValues: Float64Array
  readonly realVectors: Matrix
  readonly imaginaryVectors: Matrix
}

/**
 * Eigenvalues and right eigenvectors from a real Schur form: (T - lambda) x = 0 by back substitution, block by block,
 * then v = Z x.
 *
 * A pivot that vanishes (equal eigenvalues) becomes eps times the size of T: the vector is then that of a matrix as
 * near as rounding. Source: Golub and Van Loan (2013), section 7.6.4.
 */
export function schurVectors({ t, z }: RealSchur): SchurVectors {
  const size = t.rows
  const values = diagonalValues(t)
  const realX = zeroMatrix(size, size)
  const imaginaryX = zeroMatrix(size, size)
  const smallest = Number.EPSILON * t.data.reduce((most, v) => Math.max(most, Math.abs(v)), 0)
  for (let k = 0; k < size; k++) {
    const column = {
      real: realX.data.subarray(k * size, (k + 1) * size),
      imaginary: imaginaryX.data.subarray(k * size, (k + 1) * size),
    }
    if (values[k]!.imaginary < 0) {
      conjugate(realX, imaginaryX, k)
      continue
    }
    const solver = { t, value: values[k]!, smallest: smallest || 1, ...column }
    substitute(solver, start(solver, k))
  }
  return {
    realValues: Float64Array.from(values, ({ real }) => real),
    imaginaryValues: Float64Array.from(values, ({ imaginary }) => imaginary),
    realVectors: multiply(z, realX),
    imaginaryVectors: multiply(z, imaginaryX),
  }
}

interface Solver {
  readonly t: Matrix
  readonly value: Complex
  readonly smallest: number
  /** The vector being built, in two parts. */
  readonly real: Float64Array
  readonly imaginary: Float64Array
}

function diagonalValues({ rows: size, data }: Matrix): Complex[] {
  const values: Complex[] = []
  for (let k = 0; k < size; k++) {
    const a = data[k * size + k]!
    if (k + 1 < size && data[k * size + k + 1]! !== 0) {
      const d = data[(k + 1) * size + k + 1]!
      const half = (a - d) / 2
      const product = data[(k + 1) * size + k]! * data[k * size + k + 1]!
      const imaginary = Math.sqrt(-(half * half + product))
      values.push({ real: d + half, imaginary }, { real: d + half, imaginary: -imaginary })
      k++
    } else {
      values.push({ real: a, imaginary: 0 })
    }
  }
  return values
}

/** Sets the part of the vector that belongs to its own block; returns the row above it. */
function start({ t, value, real, imaginary }: Solver, k: number): number {
  const size = t.rows
  if (value.imaginary === 0) {
    real[k] = 1
    return k - 1
  }
  // (a - lambda) x + b y = 0 with c not zero: x = lambda - d, y = c.
  real[k] = value.real - t.data[(k + 1) * size + k + 1]!
  imaginary[k] = value.imaginary
  real[k + 1] = t.data[k * size + k + 1]!
  return k - 1
}

/** Solves upwards from the given row. */
function substitute(solver: Solver, from: number): void {
  const { t, real, imaginary } = solver
  const size = t.rows
  for (let i = from; i >= 0; i--) {
    const block = i > 0 && t.data[(i - 1) * size + i]! !== 0
    if (!block) {
      const pivot = safe(solver, minus(t.data[i * size + i]!, solver.value))
      set(solver, i, divide(negated(rowSum(solver, i, i + 1)), pivot))
    } else {
      solveBlock(solver, i - 1)
      i--
    }
    rescale(real, imaginary, i)
  }
}

/** The 2 x 2 system of rows i and i + 1, by elimination from the row with the larger first element. */
function solveBlock(solver: Solver, i: number): void {
  const { t, value } = solver
  const size = t.rows
  const upper = {
    first: minus(t.data[i * size + i]!, value),
    second: { real: t.data[(i + 1) * size + i]!, imaginary: 0 },
    right: negated(rowSum(solver, i, i + 2)),
  }
  const lower = {
    first: { real: t.data[i * size + i + 1]!, imaginary: 0 },
    second: minus(t.data[(i + 1) * size + i + 1]!, value),
    right: negated(rowSum(solver, i + 1, i + 2)),
  }
  const swapped = modulus(lower.first) > modulus(upper.first)
  const [pivot, other] = swapped ? [lower, upper] : [upper, lower]
  const factor = divide(other.first, pivot.first)
  const rest = safe(solver, difference(other.second, times(factor, pivot.second)))
  const y = divide(difference(other.right, times(factor, pivot.right)), rest)
  set(solver, i + 1, y)
  set(solver, i, divide(difference(pivot.right, times(pivot.second, y)), pivot.first))
}

/** The sum over columns j >= first of t_ij x_j. */
function rowSum({ t, real, imaginary }: Solver, i: number, first: number): Complex {
  const size = t.rows
  let realSum = 0
  let imaginarySum = 0
  for (let j = first; j < size; j++) {
    realSum += t.data[j * size + i]! * real[j]!
    imaginarySum += t.data[j * size + i]! * imaginary[j]!
  }
  return { real: realSum, imaginary: imaginarySum }
}

// Far from overflow, and a power of two.
const LARGE = 2 ** 300

/** Keeps a vector that grew past 2^300 (near-equal eigenvalues) away from overflow: its length is free. */
function rescale(real: Float64Array, imaginary: Float64Array, row: number): void {
  let size = 0
  for (let i = row; i < Math.min(row + 2, real.length); i++) {
    size = Math.max(size, Math.abs(real[i]!), Math.abs(imaginary[i]!))
  }
  if (size < LARGE) return
  for (let i = row; i < real.length; i++) {
    real[i] = real[i]! / LARGE
    imaginary[i] = imaginary[i]! / LARGE
  }
}

/** Column k becomes the conjugate of the one before. */
function conjugate(real: Matrix, imaginary: Matrix, k: number): void {
  const size = real.rows
  for (let i = 0; i < size; i++) {
    real.data[k * size + i] = real.data[(k - 1) * size + i]!
    imaginary.data[k * size + i] = -imaginary.data[(k - 1) * size + i]!
  }
}

function set({ real, imaginary }: Solver, i: number, x: Complex): void {
  real[i] = x.real
  imaginary[i] = x.imaginary
}

function safe({ smallest }: Solver, pivot: Complex): Complex {
  return modulus(pivot) < smallest ? { real: smallest, imaginary: 0 } : pivot
}

function minus(a: number, b: Complex): Complex {
  return { real: a - b.real, imaginary: -b.imaginary }
}

function difference(a: Complex, b: Complex): Complex {
  return { real: a.real - b.real, imaginary: a.imaginary - b.imaginary }
}

function negated(a: Complex): Complex {
  return { real: -a.real, imaginary: -a.imaginary }
}

function modulus(a: Complex): number {
  return Math.hypot(a.real, a.imaginary)
}

function times(a: Complex, b: Complex): Complex {
  return {
    real: a.real * b.real - a.imaginary * b.imaginary,
    imaginary: a.real * b.imaginary + a.imaginary * b.real,
  }
}

/** a / b by Smith's (1962) scaling, which neither overflows nor vanishes on the way. */
function divide(a: Complex, b: Complex): Complex {
  if (Math.abs(b.real) >= Math.abs(b.imaginary)) {
    const ratio = b.imaginary / b.real
    const size = b.real + b.imaginary * ratio
    return {
      real: (a.real + a.imaginary * ratio) / size,
      imaginary: (a.imaginary - a.real * ratio) / size,
    }
  }
  const ratio = b.real / b.imaginary
  const size = b.real * ratio + b.imaginary
  return {
    real: (a.real * ratio + a.imaginary) / size,
    imaginary: (a.imaginary * ratio - a.real) / size,
  }
}
