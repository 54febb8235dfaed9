import fc from 'fast-check'
import { expect, test } from 'vitest'
import { factorCholesky, logDeterminant, solveCholesky } from './cholesky.ts'
import {
  identityMatrix,
  matrixFromRows,
  multiply,
  transpose,
  zeroMatrix,
  type Matrix,
} from './matrix.ts'
import { expectValue } from './outcome.ts'

// A + n 1 with |A| <= n keeps the condition number below 3n: nothing here loses more than two digits.
const definite: fc.Arbitrary<Matrix> = fc.integer({ min: 1, max: 8 }).chain((n) =>
  fc
    .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: n * n, maxLength: n * n })
    .map((data) => {
      const a = { rows: n, columns: n, data: Float64Array.from(data) }
      const gram = multiply(a, transpose(a))
      for (let i = 0; i < n; i++) gram.data[i * n + i] = gram.data[i * n + i]! + 1
      return gram
    }),
)

const runs = { seed: 20261124 }
const ROUNDED = 1e-14 // 8 sums of 8 products of size below 9

test("L L' is A", () => {
  fc.assert(
    fc.property(definite, (a) => {
      const lower = expectValue(factorCholesky(a))
      const back = multiply(lower, transpose(lower))
      back.data.forEach((value, k) =>
        expect(Math.abs(value - a.data[k]!)).toBeLessThan(9 * ROUNDED),
      )
    }),
    runs,
  )
})

test('it solves what it factored', () => {
  fc.assert(
    fc.property(definite, (a) => {
      const truth = Float64Array.from({ length: a.rows }, (_, i) => i - 2)
      const right = multiply(a, { rows: a.rows, columns: 1, data: truth }).data
      const found = solveCholesky(expectValue(factorCholesky(a)), right)
      // Smallest eigenvalue 1, largest below 65.
      found.forEach((value, i) => expect(Math.abs(value - truth[i]!)).toBeLessThan(65 * ROUNDED))
    }),
    runs,
  )
})

test('the determinant of a 2 x 2 is the one of school', () => {
  const lower = expectValue(
    factorCholesky(
      matrixFromRows([
        [4, 2],
        [2, 10],
      ]),
    ),
  )
  expect(logDeterminant(lower)).toBeCloseTo(Math.log(36), 14)
  expect(logDeterminant(expectValue(factorCholesky(identityMatrix(5))))).toBe(0)
})

test('only the lower triangle is read', () => {
  const whole = matrixFromRows([
    [4, 2],
    [2, 10],
  ])
  const half = matrixFromRows([
    [4, Number.NaN],
    [2, 10],
  ])
  expect(factorCholesky(half)).toEqual(factorCholesky(whole))
})

test('a matrix that is not positive definite has no factor', () => {
  for (const rows of [
    [[0]],
    [[-1]],
    [[Number.NaN]],
    [
      [1, 2],
      [2, 4],
    ],
    [
      [1, 2],
      [2, 1],
    ],
  ]) {
    expect(factorCholesky(matrixFromRows(rows))).toMatchObject({
      kind: 'unavailable',
      reason: 'not-positive-definite',
    })
  }
  expect(() => factorCholesky(zeroMatrix(2, 3))).toThrow('2 x 3')
})
