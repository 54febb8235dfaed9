import fc from 'fast-check'
import { expect, test } from 'vitest'
import { casesOf } from '../../fixtures/math/cases.ts'
import { balance } from './balance.ts'
import { generalEigen, type GeneralEigen } from './general-eigen.ts'
import { toHessenberg } from './hessenberg.ts'
import {
  columnOf,
  elementOf,
  identityMatrix,
  matrixFromRows,
  multiply,
  multiplyTransposed,
  transpose,
  zeroMatrix,
  type Matrix,
} from './matrix.ts'
import { expectValue } from './outcome.ts'
import { realSchur } from './real-schur.ts'

interface General {
  readonly name: string
  readonly rows: number[][]
  /** Real part, imaginary part, |A| times the condition number. */
  readonly values: [number, number, number][]
}

// What the Schur form may lose of |A|: 12 to 25 eps on these four (LAPACK's 5 to 13), so 30. An eigenvalue moves by that
// times the |A| and the condition number which mpmath gives with it: 5e-6 for the worst of Frank's.
const BACKWARD = 30 * Number.EPSILON

test.for(casesOf<General>('linear.json')['general']!)(
  '$name: eigenvalues agree with mpmath',
  ({ rows, values }) => {
    const { realValues, imaginaryValues } = expectValue(generalEigen(matrixFromRows(rows)))
    for (const [real, imaginary, sensitivity] of values) {
      const distances = [...realValues].map((value, k) =>
        Math.hypot(value - real, imaginaryValues[k]! - imaginary),
      )
      expect(Math.min(...distances), `${real} + ${imaginary}i`).toBeLessThan(BACKWARD * sensitivity)
    }
    expect(realValues.length).toBe(values.length)
  },
)

const matrices: fc.Arbitrary<Matrix> = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom(1, 1e200, 1e-200))
  .chain(([n, scale]) =>
    fc
      .array(
        // With zeros and ones come blocks, equal eigenvalues, and matrices that are not diagonalisable.
        fc.oneof(fc.double({ min: -1, max: 1, noNaN: true }), fc.constantFrom(0, 1)),
        { minLength: n * n, maxLength: n * n },
      )
      .map((data) => ({ rows: n, columns: n, data: Float64Array.from(data, (v) => v * scale) })),
  )

const runs = { seed: 20261124, numRuns: 400 }
// Some 200 reflections leave 25 eps of |A| (measured), and |A| is up to 9 times the largest element.
const ROUNDED = 1e-13

function largest(values: Iterable<number>): number {
  let most = 0
  for (const value of values) most = Math.max(most, Math.abs(value))
  return most
}

/** The largest element of A v - lambda v over all pairs, each v being of unit length. */
function residual(a: Matrix, eigen: GeneralEigen): number {
  const real = multiply(a, eigen.realVectors)
  const imaginary = multiply(a, eigen.imaginaryVectors)
  let most = 0
  for (let j = 0; j < a.rows; j++) {
    const [re, im] = [eigen.realValues[j]!, eigen.imaginaryValues[j]!]
    for (let i = 0; i < a.rows; i++) {
      const [x, y] = [elementOf(eigen.realVectors, i, j), elementOf(eigen.imaginaryVectors, i, j)]
      most = Math.max(
        most,
        Math.abs(elementOf(real, i, j) - re * x + im * y),
        Math.abs(elementOf(imaginary, i, j) - re * y - im * x),
      )
    }
  }
  return most
}

// Elements of like size or none, so that balancing mostly leaves them; what it does moves the residual with its scales.
const even = matrices.map((a) => ({
  ...a,
  data: a.data.map((value) => (Math.abs(value) < 1e-3 * largest(a.data) ? 0 : value)),
}))

test('each pair solves A v = lambda v, at any scale, diagonalisable or not', () => {
  fc.assert(
    fc.property(even, (a) => {
      const eigen = expectValue(generalEigen(a))
      const { scales } = balance({
        ...a,
        data: a.data.map((value) => value / (largest(a.data) || 1)),
      })
      const moved = Math.max(...scales) / Math.min(...scales)
      expect(residual(a, eigen)).toBeLessThanOrEqual(ROUNDED * moved * largest(a.data))
      for (let j = 0; j < a.rows; j++) {
        const length = Math.hypot(
          ...columnOf(eigen.realVectors, j),
          ...columnOf(eigen.imaginaryVectors, j),
        )
        expect(Math.abs(length - 1)).toBeLessThan(1e-15 * 4)
      }
    }),
    runs,
  )
})

test('values fall by modulus and complex ones are conjugate pairs, the positive part first', () => {
  fc.assert(
    fc.property(matrices, (a) => {
      const { realValues, imaginaryValues } = expectValue(generalEigen(a))
      const modulus = [...realValues].map((value, k) => Math.hypot(value, imaginaryValues[k]!))
      expect(modulus).toEqual(modulus.toSorted((x, y) => y - x))
      for (let k = 0; k < a.rows; k++) {
        if (imaginaryValues[k] === 0) continue
        expect(imaginaryValues[k]).toBeGreaterThan(0)
        expect(realValues[k + 1]).toBe(realValues[k])
        expect(imaginaryValues[k + 1]).toBe(-imaginaryValues[k]!)
        k++
      }
    }),
    runs,
  )
})

test('values add up to the trace', () => {
  fc.assert(
    fc.property(matrices, (a) => {
      const { realValues } = expectValue(generalEigen(a))
      let trace = 0
      for (let i = 0; i < a.rows; i++) trace += elementOf(a, i, i)
      const sum = realValues.reduce((total, value) => total + value, 0)
      expect(Math.abs(sum - trace)).toBeLessThanOrEqual(ROUNDED * largest(a.data))
    }),
    runs,
  )
})

test('Hessenberg and Schur forms rebuild the matrix with orthogonal factors', () => {
  fc.assert(
    fc.property(matrices, (a) => {
      const unit = { ...a, data: a.data.map((value) => value / (largest(a.data) || 1)) }
      const { h, q } = toHessenberg(unit)
      const { t, z } = expectValue(realSchur(unit))
      for (const [middle, outer] of [
        [h, q],
        [t, z],
      ] as const) {
        const back = multiply(multiply(outer, middle), transpose(outer))
        expect(largest(back.data.map((v, k) => v - unit.data[k]!))).toBeLessThan(ROUNDED)
        const gram = multiplyTransposed(outer, outer).data
        expect(largest(gram.map((v, k) => v - identityMatrix(a.rows).data[k]!))).toBeLessThan(
          ROUNDED,
        )
      }
      for (let j = 0; j < a.rows; j++) {
        expect(largest(columnOf(h, j).subarray(j + 2))).toBe(0)
        expect(largest(columnOf(t, j).subarray(j + 2))).toBe(0)
      }
    }),
    runs,
  )
})

test('balancing changes no eigenvalue and only by powers of two', () => {
  const a = matrixFromRows([
    [1, 1e6, 1e12],
    [1e-6, 2, 1e6],
    [1e-12, 1e-6, 3],
  ])
  const { balanced, scales } = balance(a)
  for (const scale of scales) expect(Number.isInteger(Math.log2(scale))).toBe(true)
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      expect((elementOf(balanced, i, j) * scales[i]!) / scales[j]!).toBe(elementOf(a, i, j))
    }
  }
  expect(largest(balanced.data)).toBeLessThan(10)
})

test('a rotation by a right angle has i and -i', () => {
  const { realValues, imaginaryValues } = expectValue(
    generalEigen(
      matrixFromRows([
        [0, -1],
        [1, 0],
      ]),
    ),
  )
  expect([...realValues, ...imaginaryValues]).toEqual([0, 0, 1, -1])
})

test('a companion matrix of forty lags settles', () => {
  const n = 40
  const a = zeroMatrix(n, n)
  for (let j = 0; j < n; j++) {
    a.data[j * n] = Math.cos(7 * j) / (j + 2)
    if (j + 1 < n) a.data[j * n + j + 1] = 1
  }
  expect(residual(a, expectValue(generalEigen(a)))).toBeLessThan(ROUNDED)
})

test('what is not square or not finite is a bug', () => {
  expect(() => generalEigen(zeroMatrix(2, 3))).toThrow('2 x 3')
  expect(() => generalEigen(matrixFromRows([[Number.NaN]]))).toThrow('not finite')
})
