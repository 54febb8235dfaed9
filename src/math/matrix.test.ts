import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  columnOf,
  dot,
  elementOf,
  identityMatrix,
  matrixFromColumns,
  matrixFromRows,
  multiply,
  multiplyTransposed,
  transpose,
  zeroMatrix,
  type Matrix,
} from './matrix.ts'

// Whole numbers this small are multiplied and added without rounding: the laws hold to the bit.
const whole = fc.integer({ min: -1000, max: 1000 })
const size = fc.integer({ min: 1, max: 6 })

function matrixOf(rows: number, columns: number): fc.Arbitrary<Matrix> {
  return fc
    .array(whole, { minLength: rows * columns, maxLength: rows * columns })
    .map((data) => ({ rows, columns, data: Float64Array.from(data, (v) => v + 0) }))
}

const pair = fc
  .tuple(size, size, size)
  .chain(([m, n, k]) => fc.tuple(matrixOf(m, n), matrixOf(n, k)))

const runs = { seed: 20261124 }

test('rows and columns write the same matrix', () => {
  const a = matrixFromRows([
    [1, 2, 3],
    [4, 5, 6],
  ])
  expect(a).toEqual(
    matrixFromColumns([Float64Array.of(1, 4), Float64Array.of(2, 5), Float64Array.of(3, 6)]),
  )
  expect([elementOf(a, 0, 2), elementOf(a, 1, 0)]).toEqual([3, 4])
})

test('a column is a view', () => {
  const a = zeroMatrix(2, 2)
  columnOf(a, 1)[0] = 7
  expect(elementOf(a, 0, 1)).toBe(7)
})

test('the transpose of a product is the product of the transposes, turned round', () => {
  fc.assert(
    fc.property(pair, ([a, b]) => {
      expect(transpose(multiply(a, b))).toEqual(multiply(transpose(b), transpose(a)))
    }),
    runs,
  )
})

test("multiplyTransposed(a, b) is a' b", () => {
  fc.assert(
    fc.property(pair, ([a, b]) => {
      expect(multiplyTransposed(transpose(a), b)).toEqual(multiply(a, b))
    }),
    runs,
  )
})

test('the identity leaves a matrix as it is', () => {
  fc.assert(
    fc.property(pair, ([a]) => {
      expect(multiply(a, identityMatrix(a.columns))).toEqual(a)
      expect(multiply(identityMatrix(a.rows), a)).toEqual(a)
    }),
    runs,
  )
})

test('dot sums every product, whatever is left over of four', () => {
  for (let length = 0; length < 10; length++) {
    const a = Float64Array.from({ length }, (_, i) => i + 1)
    const expected = (length * (length + 1) * (2 * length + 1)) / 6
    expect(dot(a, a)).toBe(expected)
  }
})

test('shapes that do not fit are bugs', () => {
  expect(() => multiply(zeroMatrix(2, 3), zeroMatrix(2, 3))).toThrow('2 x 3 times 2 x 3')
  expect(() => multiplyTransposed(zeroMatrix(2, 3), zeroMatrix(3, 3))).toThrow('transposed')
  expect(() => matrixFromRows([[1], [1, 2]])).toThrow('row 1')
  expect(() => matrixFromColumns([Float64Array.of(1), Float64Array.of(1, 2)])).toThrow('column 1')
  expect(() => elementOf(zeroMatrix(2, 2), 2, 0)).toThrow('no element (2, 0)')
})
