import { expect, test } from 'vitest'
import {
  expectAllClose,
  expectClose,
  goldenCases,
  needsSeries,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, noise, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { leastSquares } from './least-squares.ts'
import { rollingLeastSquares } from './rolling-least-squares.ts'

const rows = 600
const walk = (seed: number, level = 0): Float64Array => {
  let sum = level
  return noise(seed, rows).map((value) => (sum += value))
}
const follower = (x: Float64Array, seed: number, size = 1): Float64Array =>
  x.map((value, row) => 0.8 * value + size * noise(seed, rows)[row]!)

const [a, b] = [walk(401), walk(402, 1e4)]
const tick = a.with(300, 1e7)

/** What the windows are made of: what could cost moments their digits. */
const designs = [
  { name: 'two walks', y: follower(a, 411), xs: [a, b], trend: 'c' },
  { name: 'no constant', y: follower(a, 412), xs: [a, b], trend: 'n' },
  { name: 'levels 10,000 times the moves', y: follower(b, 413), xs: [b], trend: 'c' },
  { name: 'a tick that is off by 1e7', y: follower(a, 414), xs: [tick], trend: 'c' },
  { name: 'y off by 1e7 for a row', y: follower(a, 415).with(200, 1e7), xs: [a, b], trend: 'c' },
  {
    name: 'nearly equal columns',
    y: follower(a, 416),
    xs: [a, follower(a, 417, 1e-3)],
    trend: 'c',
  },
  { name: 'a fit to the seventh digit', y: follower(a, 418, 1e-7), xs: [a], trend: 'c' },
  {
    name: 'units of 1e-150 and 1e150',
    y: follower(a, 419).map((v) => v * 1e-150),
    xs: [a.map((v) => v * 1e150)],
    trend: 'c',
  },
  { name: 'a constant alone', y: a, xs: [], trend: 'c' },
] as const

test.for(designs)('every window equals a fresh regression to 1e-9: $name', ({ y, xs, trend }) => {
  for (const window of [5, 60, 250]) {
    const rolling = expectValue(rollingLeastSquares(y, xs, { window, trend }))
    for (let last = window - 1; last < rows; last += 7) {
      const cut = (series: Float64Array): Float64Array => series.slice(last + 1 - window, last + 1)
      const fresh = expectValue(leastSquares(cut(y), xs.map(cut), { trend }))
      const degrees = window - fresh.coefficients.length
      const deviation = Math.sqrt(fresh.residualSumOfSquares / degrees)
      for (const [k, value] of fresh.coefficients.entries()) {
        const error = fresh.standardErrors[k]!
        const off = Math.abs(rolling.coefficients[k]![last]! - value)
        expect(off / (Math.abs(value) + error), `b${k}, row ${last}`).toBeLessThan(1e-9)
        const errorOff = Math.abs(rolling.standardErrors[k]![last]! / error - 1)
        expect(errorOff, `error ${k}, row ${last}`).toBeLessThan(1e-9)
      }
      expect(Math.abs(rolling.residualStandardDeviation[last]! / deviation - 1)).toBeLessThan(1e-9)
      expect(Math.abs(rolling.rSquared[last]! - fresh.rSquared)).toBeLessThan(1e-9)
    }
  }
})

test('paths are NaN until a window is full, and as long as the data', () => {
  const { coefficients } = expectValue(rollingLeastSquares(a, [b], { window: 50 }))
  expect(coefficients.length).toBe(2)
  for (const path of coefficients) {
    expect(path.length).toBe(rows)
    expect(path.subarray(0, 49).every(Number.isNaN)).toBe(true)
    expect(path.subarray(49).every(Number.isFinite)).toBe(true)
  }
})

test('no row changes when later ones are taken away', () => {
  const whole = expectValue(rollingLeastSquares(a, [b], { window: 30 }))
  const part = expectValue(rollingLeastSquares(a.slice(0, 400), [b.slice(0, 400)], { window: 30 }))
  expect(part.coefficients[0]).toEqual(whole.coefficients[0]!.slice(0, 400))
})

test('moments do the work where columns are apart, and QR only where they are not', () => {
  const apart = expectValue(rollingLeastSquares(follower(a, 421), [a], { window: 60 }))
  expect(apart.windowsByQr).toBe(0)
  const near = [a, follower(a, 422, 1e-6)]
  const close = expectValue(rollingLeastSquares(follower(a, 423), near, { window: 60 }))
  expect(close.windowsByQr).toBe(rows - 59)
})

test('a window whose column does not move has no coefficients', () => {
  const halting = a.slice().fill(7, 100, 200)
  const { coefficients } = expectValue(rollingLeastSquares(b, [halting], { window: 20 }))
  expect(coefficients[0]![150]).toBeNaN()
  expect(coefficients[0]![250]).toBeGreaterThan(-Infinity)
})

test('says why nothing can be rolled', () => {
  expect(rollingLeastSquares(a.slice(0, 9), [b.slice(0, 9)], { window: 10 })).toMatchObject({
    reason: 'too-few-rows',
  })
  expect(rollingLeastSquares(a.with(5, Number.NaN), [b], { window: 10 })).toMatchObject({
    reason: 'not-finite',
  })
  expect(() => rollingLeastSquares(a, [b], { window: 2 })).toThrow(/window/)
})

interface GoldenCase {
  readonly name: string
  readonly y: Recipe
  readonly xs: readonly Recipe[]
  readonly trend: 'n' | 'c'
  readonly window: number
  readonly expected: {
    readonly rows: readonly number[]
    readonly coefficients: readonly (readonly number[])[]
    readonly standardErrors: readonly (readonly number[])[]
    readonly rSquared: readonly number[]
  }
}

test.for(goldenCases('regression/rolling') as readonly GoldenCase[])(
  'agrees with RollingOLS of statsmodels, or its OLS of each window: $name, $window rows',
  ({ y, xs, trend, window, expected }, context) => {
    needsSeries([y, ...xs], context)
    const options = { window, trend }
    const fit = expectValue(rollingLeastSquares(buildSeries(y), xs.map(buildSeries), options))
    expect(fit.window).toBe(window)
    for (const [k, row] of expected.rows.entries()) {
      const at = (paths: readonly Float64Array[]): number[] => paths.map((path) => path[row]!)
      const what = `row ${row}`
      expectAllClose(at(fit.coefficients), expected.coefficients[k]!, statisticTolerance, what)
      expectAllClose(at(fit.standardErrors), expected.standardErrors[k]!, statisticTolerance, what)
      expectClose(fit.rSquared[row], expected.rSquared[k]!, statisticTolerance, `R^2, ${what}`)
    }
  },
)
