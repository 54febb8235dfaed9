import fc from 'fast-check'
import { expect, test } from 'vitest'
import { casesOf, relativeError } from '../../fixtures/math/cases.ts'
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
import { symmetricEigen } from './symmetric-eigen.ts'

interface Symmetric {
  readonly name: string
  readonly rows: number[][]
  readonly values: number[]
}

const goldens = casesOf<Symmetric>('linear.json')['symmetric']!

test.for(goldens)('$name: eigenvalues agree with mpmath', ({ name, rows, values }) => {
  const found = symmetricEigen(matrixFromRows(rows)).values
  // Rounding moves any eigenvalue by some eps of the largest. Jacobi keeps each one's own digits where the matrix is
  // positive definite and well conditioned once its diagonal is scaled to ones: the graded one, from 1 to 1e-20.
  const graded = name.startsWith('graded')
  found.forEach((value, k) => {
    const scale = Math.abs(values[graded ? k : 0]!)
    expect(Math.abs(value - values[k]!) / scale, `value ${k}`).toBeLessThan(2e-15)
  })
  expect(relativeError(found[0]!, values[0]!)).toBeLessThan(2e-15)
})

const symmetric: fc.Arbitrary<Matrix> = fc.integer({ min: 1, max: 8 }).chain((n) =>
  fc
    .tuple(
      fc.integer({ min: 1, max: n }),
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: n * n, maxLength: n * n }),
      fc.constantFrom(1, 1e150, 1e-150),
      fc.boolean(),
    )
    .map(([rank, data, scale, definite]) => {
      const a: Matrix = { rows: n, columns: n, data: Float64Array.from(data) }
      const product = definite
        ? multiply(
            { ...a, columns: rank, data: a.data.slice(0, n * rank) },
            transpose({ ...a, columns: rank, data: a.data.slice(0, n * rank) }),
          )
        : { ...a, data: a.data.map((value, k) => value + transpose(a).data[k]!) }
      return { ...product, data: product.data.map((value) => value * scale) }
    }),
)

const runs = { seed: 20261124, numRuns: 300 }
// Some sweeps of 28 rotations, each rounding both ways.
const ROUNDED = 1e-14

test('the pairs rebuild the matrix, and the vectors are orthonormal', () => {
  fc.assert(
    fc.property(symmetric, (a) => {
      const { values, vectors } = symmetricEigen(a)
      const scaled = { ...vectors, data: vectors.data.slice() }
      values.forEach((value, j) =>
        columnOf(scaled, j).forEach((v, i, column) => (column[i] = v * value)),
      )
      const back = multiply(scaled, transpose(vectors))
      const size = a.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      back.data.forEach((value, k) =>
        expect(Math.abs(value - a.data[k]!)).toBeLessThanOrEqual(8 * ROUNDED * size),
      )
      const gram = multiplyTransposed(vectors, vectors)
      gram.data.forEach((value, k) =>
        expect(Math.abs(value - identityMatrix(a.rows).data[k]!)).toBeLessThan(ROUNDED),
      )
    }),
    runs,
  )
})

test('values descend', () => {
  fc.assert(
    fc.property(symmetric, (a) => {
      const { values } = symmetricEigen(a)
      expect([...values]).toEqual([...values].toSorted((x, y) => y - x))
    }),
    runs,
  )
})

test('a single number, a diagonal and zeros are their own answers', () => {
  expect([...symmetricEigen(matrixFromRows([[-3]])).values]).toEqual([-3])
  const diagonal = symmetricEigen(
    matrixFromRows([
      [1, 0, 0],
      [0, 3, 0],
      [0, 0, 2],
    ]),
  )
  expect([...diagonal.values]).toEqual([3, 2, 1])
  expect([...columnOf(diagonal.vectors, 0)]).toEqual([0, 1, 0])
  expect([...symmetricEigen(zeroMatrix(4, 4)).values]).toEqual([0, 0, 0, 0])
})

test('a hundred assets with one factor settle', () => {
  const n = 100
  const a = zeroMatrix(n, n)
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) a.data[j * n + i] = i === j ? 1 : 0.6 + 0.2 * Math.cos(i * j)
  }
  const { values } = symmetricEigen({ ...a, data: multiply(a, transpose(a)).data })
  const trace = values.reduce((sum, value) => sum + value, 0)
  expect(
    relativeError(
      trace,
      a.data.reduce((sum, value) => sum + value * value, 0),
    ),
  ).toBeLessThan(1e-13)
})

test('numbers that are none are a bug', () => {
  expect(() => symmetricEigen(matrixFromRows([[Number.NaN]]))).toThrow('element (0, 0)')
  expect(() => symmetricEigen(zeroMatrix(2, 3))).toThrow('2 x 3')
})
