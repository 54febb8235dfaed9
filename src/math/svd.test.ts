import fc from 'fast-check'
import { expect, test } from 'vitest'
import { casesOf } from '../../fixtures/math/cases.ts'
import {
  columnOf,
  identityMatrix,
  matrixFromRows,
  multiply,
  multiplyTransposed,
  transpose,
  zeroMatrix,
  type Matrix,
} from './matrix.ts'
import { rankOf, singularValues } from './svd.ts'

interface Singular {
  readonly name: string
  readonly rows: number[][]
  readonly values: number[]
}

const goldens = casesOf<Singular>('linear.json')['singular']!

test.for(goldens)('$name: singular values agree with mpmath', ({ rows, values }) => {
  const found = singularValues(matrixFromRows(rows)).values
  // Rounding moves any of them by some eps of the largest.
  found.forEach((value, k) =>
    expect(Math.abs(value - values[k]!), `value ${k}`).toBeLessThan(4e-15 * values[0]!),
  )
})

/** Tall, wide, square, single; of full rank and not; columns of one size or from 1e-100 to 1e100. */
const matrices: fc.Arbitrary<Matrix> = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([m, n]) =>
    fc.tuple(
      fc.constant([m, n] as const),
      fc.integer({ min: 1, max: Math.min(m, n) }),
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
        minLength: (m + n) * 9,
        maxLength: (m + n) * 9,
      }),
      fc.array(fc.integer({ min: -100, max: 100 }), { minLength: n, maxLength: n }),
      fc.boolean(),
    ),
  )
  .map(([[m, n], rank, numbers, exponents, even]) => {
    const left = { rows: m, columns: rank, data: Float64Array.from(numbers.slice(0, m * rank)) }
    const right = {
      rows: rank,
      columns: n,
      data: Float64Array.from(numbers.slice(m * 9, m * 9 + rank * n)),
    }
    const product = multiply(left, right)
    if (!even)
      exponents.forEach((e, j) =>
        columnOf(product, j).forEach((v, i, column) => (column[i] = v * 10 ** e)),
      )
    return product
  })

const runs = { seed: 20261124, numRuns: 300 }
const ROUNDED = 1e-14 // some sweeps of 36 rotations, each rounding both ways

/** The largest element of V'V - 1. */
function departure(vectors: Matrix): number {
  const gram = multiplyTransposed(vectors, vectors)
  const identity = identityMatrix(gram.rows)
  return Math.max(...gram.data.map((value, k) => Math.abs(value - identity.data[k]!)))
}

test("U S V' is the matrix", () => {
  fc.assert(
    fc.property(matrices, (a) => {
      const { left, values, right } = singularValues(a)
      const scaled = { ...left, data: left.data.slice() }
      values.forEach((value, j) =>
        columnOf(scaled, j).forEach((v, i, column) => (column[i] = v * value)),
      )
      const back = multiply(scaled, transpose(right))
      // One smallest double more: around 5e-324 there is nothing between it and 0.
      back.data.forEach((value, k) =>
        expect(Math.abs(value - a.data[k]!)).toBeLessThanOrEqual(
          3 * ROUNDED * values[0]! + Number.MIN_VALUE,
        ),
      )
    }),
    runs,
  )
})

test('both sets of vectors are orthonormal, at any rank', () => {
  fc.assert(
    fc.property(matrices, (a) => {
      const { left, right } = singularValues(a)
      expect(departure(left)).toBeLessThan(2 * ROUNDED)
      expect(departure(right)).toBeLessThan(2 * ROUNDED)
    }),
    runs,
  )
})

test('values descend, are not negative, and their squares add up to those of the elements', () => {
  fc.assert(
    fc.property(matrices, (a) => {
      const values = [...singularValues(a).values]
      expect(values).toEqual(values.toSorted((x, y) => y - x))
      expect(Math.min(...values)).toBeGreaterThanOrEqual(0)
      const norm = Math.hypot(...a.data)
      expect(Math.abs(Math.hypot(...values) - norm)).toBeLessThanOrEqual(ROUNDED * norm)
    }),
    runs,
  )
})

test('the rank is the number of values that are not rounding', () => {
  const { rows } = goldens.find(({ name }) => name.startsWith('rank 3'))!
  expect(rankOf(singularValues(matrixFromRows(rows)), 1e-13)).toBe(3)
  expect(rankOf(singularValues(zeroMatrix(3, 2)), 1e-13)).toBe(0)
})

test('a single number is its size, with the sign on the right', () => {
  const { left, values, right } = singularValues(matrixFromRows([[-4]]))
  expect([left.data[0], values[0], right.data[0]]).toEqual([1, 4, -1])
})

test('numbers that are none are a bug', () => {
  expect(() => singularValues(matrixFromRows([[1, Infinity]]))).toThrow('Infinity')
})
