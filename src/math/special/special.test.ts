import { expect, test } from 'vitest'
import { casesOf, relativeError, worstOf } from '../../../fixtures/math/cases.ts'
import { dawson, erfi } from './dawson.ts'
import { erf, erfc, erfcScaled } from './error-function.ts'
import { incompleteBeta, logBeta } from './incomplete-beta.ts'
import { gammaPowerTerm, incompleteGamma, shapeMax } from './incomplete-gamma.ts'
import { gammaOfSmall, logGamma } from './log-gamma.ts'
import { logOnePlusMinus } from './log-one-plus.ts'

const cases = casesOf<number[]>('special.json')

// A few roundings of 1.1e-16 each: a sum, a logarithm or exponential, a product.
const FEW_ROUNDINGS = 1e-15
// A tail of 1e-260 is an exponential of -600: half a unit of its argument is 6e-14 of its value.
const EXPONENT_ROUNDED = 1e-13

const columns: readonly (readonly [string, number, number, (row: readonly number[]) => number])[] =
  [
    ['logGamma', -1, FEW_ROUNDINGS, ([x]) => logGamma(x!)],
    ['erf', -1, FEW_ROUNDINGS, ([x]) => erf(x!)],
    ['erfc', -1, FEW_ROUNDINGS, ([x]) => erfc(x!)],
    ['erfcScaled', -1, FEW_ROUNDINGS, ([x]) => erfcScaled(x!)],
    ['dawson', -1, FEW_ROUNDINGS, ([x]) => dawson(x!)],
    ['erfi', -1, FEW_ROUNDINGS, ([x]) => erfi(x!)],
    ['logOnePlusMinus', -1, FEW_ROUNDINGS, ([r]) => logOnePlusMinus(r!)],
    ['logBeta', -1, FEW_ROUNDINGS, ([a, b]) => logBeta(a!, b!)],
    ['incompleteGamma', -2, EXPONENT_ROUNDED, ([a, x]) => incompleteGamma(a!, x!).lower],
    ['incompleteGamma', -1, EXPONENT_ROUNDED, ([a, x]) => incompleteGamma(a!, x!).upper],
    [
      'incompleteBeta',
      -2,
      EXPONENT_ROUNDED,
      ([x, y, a, b]) => incompleteBeta(x!, y!, a!, b!).lower,
    ],
    [
      'incompleteBeta',
      -1,
      EXPONENT_ROUNDED,
      ([x, y, a, b]) => incompleteBeta(x!, y!, a!, b!).upper,
    ],
  ]

test.for(columns)(
  '%s agrees with mpmath (value %i) within %d',
  ([name, valueAt, tolerance, compute]) => {
    const rows = cases[name]!
    expect(rows.length).toBeGreaterThan(5)
    const worst = worstOf(rows, valueAt, compute)
    expect(worst.error, JSON.stringify(worst.row)).toBeLessThan(tolerance)
  },
)

test('log-gamma has its poles, its zeros and its limits', () => {
  expect([0, -1, -7].map(logGamma)).toEqual([Infinity, Infinity, Infinity])
  expect([1, 2].map((x) => logGamma(x) + 0)).toEqual([0, 0])
  expect(logGamma(Infinity)).toBe(Infinity)
  expect(logGamma(Number.NaN)).toBeNaN()
})

test('the gamma function of small whole numbers is the factorial', () => {
  let factorial = 1
  for (let n = 1; n < 12; n++) {
    expect(relativeError(gammaOfSmall(n), factorial)).toBeLessThan(FEW_ROUNDINGS)
    factorial *= n
  }
  expect(gammaOfSmall(12)).toBeNaN()
  expect(gammaOfSmall(0)).toBeNaN()
})

test('the error functions have their limits', () => {
  expect([erf(Infinity), erf(-Infinity), erf(0)]).toEqual([1, -1, 0])
  expect([erfc(Infinity), erfc(-Infinity), erfc(30)]).toEqual([0, 2, 0])
  expect([erf(Number.NaN), erfc(Number.NaN), erfcScaled(0.5)]).toEqual([NaN, NaN, NaN])
  expect([dawson(Infinity), dawson(0), erfi(Infinity), erfi(-30)]).toEqual([
    0,
    0,
    Infinity,
    -Infinity,
  ])
  expect([dawson(Number.NaN), erfi(Number.NaN)]).toEqual([NaN, NaN])
})

test('outside their domain the incomplete functions are not numbers', () => {
  for (const [a, x] of [
    [0, 1],
    [-1, 1],
    [1, -1],
    [NaN, 1],
    [1, NaN],
    [2 * shapeMax, 1],
  ] as const) {
    expect(incompleteGamma(a, x)).toEqual({ lower: NaN, upper: NaN })
  }
  for (const [x, a, b] of [
    [-0.1, 1, 1],
    [1.1, 1, 1],
    [0.5, 0, 1],
    [0.5, 1, -2],
    [NaN, 1, 1],
  ] as const) {
    expect(incompleteBeta(x, 1 - x, a, b)).toEqual({ lower: NaN, upper: NaN })
  }
})

test('the ends of the range are exact', () => {
  expect(incompleteGamma(3, 0)).toEqual({ lower: 0, upper: 1 })
  expect(incompleteGamma(3, Infinity)).toEqual({ lower: 1, upper: 0 })
  expect(incompleteBeta(0, 1, 2, 3)).toEqual({ lower: 0, upper: 1 })
  expect(incompleteBeta(1, 0, 2, 3)).toEqual({ lower: 1, upper: 0 })
})

test('the largest shape is still within reach of both expansions', () => {
  // The median of a gamma of large shape a is a - 1/3 + 8 / (405 a).
  const { lower, upper } = incompleteGamma(shapeMax, shapeMax - 1 / 3)
  // 40,000 terms, each a rounding of 1e-16 in a random direction and some in one: 1e-12.
  expect(Math.abs(lower - 0.5)).toBeLessThan(1e-11)
  expect(Math.abs(upper - 0.5)).toBeLessThan(1e-11)
})

test('the power term is the step between neighbouring shapes', () => {
  // P(a, x) - P(a + 1, x) = x^a e^-x / Gamma(a + 1), DLMF 8.8.5; below the mean of both nothing cancels badly.
  for (const [a, x] of [
    [0.7, 0.4],
    [5, 3],
    [40, 25],
    [40, 60],
  ] as const) {
    const step =
      x < a
        ? incompleteGamma(a, x).lower - incompleteGamma(a + 1, x).lower
        : incompleteGamma(a + 1, x).upper - incompleteGamma(a, x).upper
    expect(Math.abs(gammaPowerTerm(a, x) / a / step - 1)).toBeLessThan(1e-14)
  }
})
