import { expect, test } from 'vitest'
import {
  expectAllClose,
  expectClose,
  goldenCases,
  needsSeries,
  pValueTolerance,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, noise, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { adf } from '../unit-roots/adf.ts'
import { engleGranger, type EngleGrangerOptions } from './engle-granger.ts'
import { halfLife } from '../mean-reversion/half-life.ts'
import { leastSquares } from '../regression/least-squares.ts'

interface GoldenCase {
  readonly name: string
  readonly y: Recipe
  readonly xs: readonly Recipe[]
  readonly options: EngleGrangerOptions
  readonly expected: {
    readonly statistic: number
    readonly pValue: number
    readonly lags: number
    readonly observations: number
    readonly criticalValues: Readonly<Record<'1%' | '5%' | '10%', number | null>>
    readonly hedgeRatio: readonly number[]
    readonly intercept: number | null
    readonly rSquared: number
  }
}

test.for(goldenCases('engle-granger') as readonly GoldenCase[])(
  'agrees with statsmodels: $name',
  (golden, context) => {
    needsSeries([golden.y, ...golden.xs], context)
    const { expected } = golden
    const options = { ...golden.options, compat: 'statsmodels' } as const
    const result = expectValue(
      engleGranger(buildSeries(golden.y), golden.xs.map(buildSeries), options),
    )
    expect(result.lags).toBe(expected.lags)
    expect(result.observations).toBe(expected.observations)
    expectClose(result.statistic, expected.statistic, statisticTolerance, 'statistic')
    expectClose(result.pValue, expected.pValue, pValueTolerance, 'pValue')
    expectAllClose(result.hedgeRatio, expected.hedgeRatio, statisticTolerance, 'hedgeRatio')
    expectClose(result.intercept, expected.intercept, statisticTolerance, 'intercept')
    expectClose(result.rSquared, expected.rSquared, statisticTolerance, 'rSquared')
    for (const level of ['1%', '5%', '10%'] as const) {
      expectClose(result.criticalValues[level], expected.criticalValues[level], 1e-12, level)
    }
  },
)

const walk = (seed: number, length: number): Float64Array => {
  let total = 0
  return noise(seed, length).map((shock) => (total += shock))
}

/** A walk and another that stays near twice it. */
function pair(length: number): { readonly x: Float64Array; readonly y: Float64Array } {
  const x = walk(220, length)
  const shocks = noise(221, length)
  let residual = 0
  const y = x.map((value, t) => 2 * value + 3 + (residual = 0.8 * residual + shocks[t]!))
  return { x, y }
}

test('is the Dickey-Fuller test without constant on the residual of the regression', () => {
  const { x, y } = pair(300)
  const result = expectValue(engleGranger(y, [x]))
  const { residuals } = expectValue(leastSquares(y, [x]))
  const residualTest = expectValue(adf(residuals, { trend: 'n' }))
  expect(result.lags).toBe(residualTest.lags)
  expectClose(result.statistic, residualTest.statistic, 1e-11, 'statistic')
  const reversion = expectValue(halfLife(residuals))
  expectClose(result.halfLifeBars, reversion.halfLifeBars, 1e-11, 'halfLifeBars')
  expectClose(result.halfLifeBarsCorrected, reversion.halfLifeBarsCorrected, 1e-11, 'corrected')
})

test('finds the relation that was put in', () => {
  const { x, y } = pair(4000)
  const result = expectValue(engleGranger(y, [x]))
  expect(result.pValue).toBeLessThan(1e-6)
  // The hedge ratio converges at the rate of the sample: 1 / 4,000 of a residual of deviation 1.7.
  expect(Math.abs(result.hedgeRatio[0]! - 2)).toBeLessThan(0.02)
  // ln 2 / -ln 0.8 = 3.1 bars.
  expect(Math.abs(result.halfLifeBars! - 3.106)).toBeLessThan(0.5)
})

test('scaling a series scales the hedge ratio and changes nothing else', () => {
  const { x, y } = pair(200)
  const reference = expectValue(engleGranger(y, [x]))
  for (const scale of [1e-200, 1e-12, 1e12, 1e200]) {
    const scaled = expectValue(engleGranger(y, [x.map((value) => value * scale)]))
    expect(scaled.lags).toBe(reference.lags)
    expectClose(scaled.statistic, reference.statistic, 1e-10, `statistic at ${scale}`)
    expectClose(scaled.hedgeRatio[0]! * scale, reference.hedgeRatio[0]!, 1e-10, `hedge at ${scale}`)
  }
  const both = expectValue(
    engleGranger(
      y.map((value) => value * 1e12),
      [x.map((value) => value * 1e12)],
    ),
  )
  expectClose(both.statistic, reference.statistic, 1e-10, 'statistic, both')
  expectClose(both.intercept! / 1e12, reference.intercept, 1e-10, 'intercept, both')
})

const reason = (left: Float64Array, right: readonly Float64Array[]): string => {
  const outcome = engleGranger(left, right)
  return outcome.kind === 'value' ? 'a value' : outcome.reason
}

test('says why series cannot be tested', () => {
  const { x, y } = pair(60)
  expect(reason(y, [y])).toBe('collinear-series')
  expect(reason(y, [y.map((value) => 5 - 3 * value)])).toBe('collinear-series')
  expect(reason(y, [x, x])).toBe('collinear-series')
  expect(reason(y, [x, x.map((value) => 2 * value - 1)])).toBe('collinear-series')
  expect(reason(y, [new Float64Array(60).fill(1)])).toBe('constant-series')
  expect(reason(new Float64Array(60), [x])).toBe('constant-series')
  expect(reason(y.with(3, Number.NaN), [x])).toBe('not-finite')
  expect(reason(y, [x.with(3, -Infinity)])).toBe('not-finite')
  expect(reason(new Float64Array(0), [new Float64Array(0)])).toBe('too-few-rows')
  expect(reason(y.slice(0, 1), [x.slice(0, 1)])).toBe('too-few-rows')
  expect(reason(y.slice(0, 4), [x.slice(0, 4)])).toBe('too-few-rows')
  expect(reason(y, [])).toBe('too-many-series')
})

test('a relation as tight as a spot and its perpetual is still tested', () => {
  const { x } = pair(105)
  let apart = 0
  const close = x.map((value, row) => {
    apart = 0.5 * apart + 1e-4 * Math.sin(7.3 * row * row)
    return value + apart
  })
  const tight = expectValue(engleGranger(close, [x]))
  expect(1 - tight.rSquared).toBeLessThan(1e-6)
  expect(tight.statistic).toBeLessThan(-4)
  // statsmodels 0.15.0, coint: (-inf, 0.0, ...) and a warning.
  const theirs = expectValue(engleGranger(close, [x], { compat: 'statsmodels' }))
  expect([theirs.statistic, theirs.pValue]).toEqual([-Infinity, 0])
  expect(theirs.hedgeRatio).toEqual(tight.hedgeRatio)
})

test('our 1 % critical value of a pair is above the slip of statsmodels by 11 / T^2', () => {
  const { x, y } = pair(101)
  const ours = expectValue(engleGranger(y, [x])).criticalValues
  const theirs = expectValue(engleGranger(y, [x], { compat: 'statsmodels' })).criticalValues
  expectClose(ours['1%'] - theirs['1%'], 11 / 100 ** 2, 1e-9, 'difference')
  expect(ours['5%']).toBe(theirs['5%'])
})
