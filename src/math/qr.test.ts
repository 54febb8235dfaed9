import fc from 'fast-check'
import { expect, test } from 'vitest'
import { casesOf, relativeError } from '../../fixtures/math/cases.ts'
import {
  columnOf,
  dot,
  identityMatrix,
  matrixFromColumns,
  matrixFromRows,
  multiply,
  multiplyTransposed,
  zeroMatrix,
  type Matrix,
} from './matrix.ts'
import { expectValue } from './outcome.ts'
import { applyQTransposed, dependentColumn, factorQr, inverseGram, solveQr } from './qr.ts'
import type { QrFactor } from './qr.ts'

interface Regression {
  readonly name: string
  readonly rows: number[][]
  readonly y: number[]
  readonly coefficients: number[]
  readonly standardErrors: number[]
  readonly residualSumOfSquares: number
}

const regressions = casesOf<Regression>('linear.json')['regressions']!

/** Correct significant digits of the worst coefficient (NIST's log relative error). */
function digits(actual: Iterable<number>, expected: readonly number[]): number {
  const errors = [...actual].map((value, k) => relativeError(value, expected[k]!))
  return Math.min(15, -Math.log10(Math.max(...errors)))
}

// Sixteen digits less those of the condition number with columns of unit length: 4.3e4 and 5.2e9 (numpy), so 11 and
// 6; 13.0 and 7.3 come out, and 7 is what Filip is asked for. The truth is the exact solution for the doubles: rounding
// the powers of x moves Filip's coefficients in the eighth digit already.
test.for([
  ['Longley', 11],
  ['Filip', 7],
] as const)('%s of NIST comes out to %d digits', ([name, wanted]) => {
  const { rows, y, coefficients, standardErrors, residualSumOfSquares } = regressions.find(
    (regression) => regression.name === name,
  )!
  const factor = factorQr(matrixFromRows(rows))
  const solution = expectValue(solveQr(factor, Float64Array.from(y)))
  expect(digits(solution, coefficients)).toBeGreaterThan(wanted)
  const rest = applyQTransposed(factor, Float64Array.from(y)).subarray(factor.columns)
  const rss = dot(rest, rest)
  expect(digits([rss], [residualSumOfSquares])).toBeGreaterThan(wanted)
  const gram = inverseGram(factor)
  const variance = rss / (rows.length - factor.columns)
  const errors = standardErrors.map((_, j) => Math.sqrt(variance * columnOf(gram, j)[j]!))
  expect(digits(errors, standardErrors)).toBeGreaterThan(wanted)
})

/** Tall, square and single matrices, with columns of very different size. */
const matrices: fc.Arbitrary<Matrix> = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 20 }))
  .chain(([columns, extra]) =>
    fc.array(
      fc.tuple(
        fc.integer({ min: -100, max: 100 }),
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
          minLength: columns + extra,
          maxLength: columns + extra,
        }),
      ),
      { minLength: columns, maxLength: columns },
    ),
  )
  .map((columns) =>
    matrixFromColumns(
      columns.map(([exponent, values]) => Float64Array.from(values, (v) => v * 10 ** exponent)),
    ),
  )

const runs = { seed: 20261124, numRuns: 200 }
// A reflection of m rows rounds m + 2 times, with errors in either direction; 27 rows and 7 reflections at most.
const ROUNDED = 200 * Number.EPSILON

test('Q R is A, column by column', () => {
  fc.assert(
    fc.property(matrices, (a) => {
      const factor = factorQr(a)
      const product = multiply(transposedOf(qTransposed(factor)), paddedTriangle(factor))
      for (let j = 0; j < a.columns; j++) {
        const error = distance(columnOf(product, j), columnOf(a, j))
        expect(error).toBeLessThanOrEqual(ROUNDED * norm(columnOf(a, j)))
      }
    }),
    runs,
  )
})

test("Q'Q is the identity", () => {
  fc.assert(
    fc.property(matrices, (a) => {
      const q = qTransposed(factorQr(a))
      const error = distance(multiplyTransposed(q, q).data, identityMatrix(a.rows).data)
      expect(error).toBeLessThan(ROUNDED * a.rows)
    }),
    runs,
  )
})

test("the first k of Q'y are those of the regression on the first k columns, to the bit", () => {
  fc.assert(
    fc.property(matrices, (a) => {
      const y = Float64Array.from({ length: a.rows }, (_, i) => Math.sin(i + 1))
      const whole = factorQr(a)
      const all = applyQTransposed(whole, y)
      for (let k = 1; k < a.columns; k++) {
        const part = factorQr({ rows: a.rows, columns: k, data: a.data.subarray(0, k * a.rows) })
        expect(applyQTransposed(part, y).subarray(0, k)).toEqual(all.subarray(0, k))
      }
    }),
    runs,
  )
})

test('residuals are orthogonal to every column', () => {
  fc.assert(
    fc.property(matrices, (a) => {
      const y = Float64Array.from({ length: a.rows }, (_, i) => Math.cos(3 * i))
      const solution = solveQr(factorQr(a), y)
      fc.pre(solution.kind === 'value' && solution.value.every(Number.isFinite))
      const residual = y.slice()
      let size = norm(y)
      for (let j = 0; j < a.columns; j++) {
        const column = columnOf(a, j)
        for (let i = 0; i < a.rows; i++)
          residual[i] = residual[i]! - solution.value[j]! * column[i]!
        size += Math.abs(solution.value[j]!) * norm(column) // what cancels in the residual
      }
      for (let j = 0; j < a.columns; j++) {
        const column = columnOf(a, j)
        expect(Math.abs(dot(column, residual))).toBeLessThanOrEqual(ROUNDED * norm(column) * size)
      }
    }),
    runs,
  )
})

test('norms neither overflow nor vanish', () => {
  for (const scale of [1e300, 1e-300]) {
    const a = matrixFromRows([
      [3 * scale, scale],
      [4 * scale, 2 * scale],
    ])
    const factor = factorQr(a)
    expect(relativeError(Math.abs(factor.diagonal[0]!), 5 * scale)).toBeLessThan(1e-15)
    const solution = expectValue(solveQr(factor, Float64Array.of(7 * scale, 10 * scale)))
    expect(distance(solution, Float64Array.of(2, 1))).toBeLessThan(1e-14)
  }
})

test('a column that others make up is named, whatever the sizes', () => {
  const x = Float64Array.from({ length: 500 }, (_, i) => Math.sin(i) * 1e6)
  const one = new Float64Array(500).fill(1)
  const sum = x.map((value, i) => 3 * value - 5 * one[i]!)
  const factor = factorQr(matrixFromColumns([one, x, sum]))
  expect(dependentColumn(factor)).toBe(2)
  expect(solveQr(factor, x)).toMatchObject({ kind: 'unavailable', reason: 'rank-deficient' })
  const zero = factorQr(matrixFromColumns([new Float64Array(5), Float64Array.of(1, 2, 3, 4, 5)]))
  expect(dependentColumn(zero)).toBe(0)
})

test('a column that differs in the tenth digit is its own', () => {
  const one = new Float64Array(50).fill(1)
  const near = one.map((value, i) => value + 1e-9 * Math.sin(i))
  expect(dependentColumn(factorQr(matrixFromColumns([one, near])))).toBeUndefined()
})

test('numbers that are none give an outcome, and a wide matrix is a bug', () => {
  const holed = factorQr(matrixFromColumns([Float64Array.of(1, Number.NaN, 2)]))
  expect(solveQr(holed, Float64Array.of(1, 2, 3)).kind).toBe('unavailable')
  expect(() => factorQr(zeroMatrix(2, 3))).toThrow('as many rows')
})

function norm(values: Float64Array): number {
  return Math.hypot(...values)
}

function distance(a: Float64Array, b: Float64Array): number {
  return Math.hypot(...a.map((value, i) => value - b[i]!))
}

/** Q', column by column, from its action on the unit vectors. */
function qTransposed(factor: QrFactor): Matrix {
  return matrixFromColumns(
    Array.from({ length: factor.rows }, (_, i) => {
      const unit = new Float64Array(factor.rows)
      unit[i] = 1
      return applyQTransposed(factor, unit)
    }),
  )
}

function transposedOf(matrix: Matrix): Matrix {
  return multiplyTransposed(matrix, identityMatrix(matrix.rows))
}

/** R with rows of zeros below, as tall as A. */
function paddedTriangle({ rows, columns, reflections, diagonal }: QrFactor): Matrix {
  const r = zeroMatrix(rows, columns)
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < j; i++) r.data[j * rows + i] = reflections.data[j * rows + i]!
    r.data[j * rows + j] = diagonal[j]!
  }
  return r
}
