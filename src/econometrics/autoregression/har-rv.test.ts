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
import { renderSummary } from '../summary/render-summary.ts'
import { harRvSummary } from './har-rv-summary.ts'
import { type HarRvOptions, harRv } from './har-rv.ts'

interface GoldenCase {
  readonly name: string
  readonly series: Recipe
  readonly options: HarRvOptions
  readonly expected: {
    readonly estimates: readonly number[]
    readonly standardErrors: readonly number[]
    readonly residualVariance: number
    readonly rSquared: number
    readonly adjustedRSquared: number
    readonly forecast: number
    readonly observations: number
  }
}

/** e to a made series, or the sums of 24 squared hourly returns. */
function variancesOf(recipe: Recipe): Float64Array {
  const values = buildSeries(recipe)
  if (recipe.kind === 'made') return values.map(Math.exp)
  const days = Math.floor((values.length - 1) / 24)
  const variances = new Float64Array(days)
  for (let hour = 0; hour < days * 24; hour++) {
    variances[Math.floor(hour / 24)]! += (values[hour + 1]! - values[hour]!) ** 2
  }
  return variances
}

const numbers = ['residualVariance', 'rSquared', 'adjustedRSquared', 'forecast'] as const

test.for(goldenCases('autoregression/har') as readonly GoldenCase[])(
  'agrees with arch and statsmodels: $name',
  (golden, context) => {
    needsSeries([golden.series], context)
    const { expected } = golden
    const result = expectValue(harRv(variancesOf(golden.series), golden.options))
    expect(result.observations).toBe(expected.observations)
    expectAllClose(result.estimates, expected.estimates, statisticTolerance, 'estimates')
    expectAllClose(result.standardErrors, expected.standardErrors, statisticTolerance, 'errors')
    for (const name of numbers) expectClose(result[name], expected[name], statisticTolerance, name)
  },
)

const positive = (seed: number, length: number): Float64Array => noise(seed, length).map(Math.exp)

test('one lag of one row is the autoregression of first order', () => {
  const variances = positive(101, 80)
  const result = expectValue(harRv(variances, { lags: [1], errors: 'classical' }))
  let [products, squares] = [0, 0]
  const mean = (from: number): number =>
    variances.subarray(from, from + 79).reduce((sum, value) => sum + value / 79, 0)
  for (let t = 0; t < 79; t++) {
    products += (variances[t]! - mean(0)) * (variances[t + 1]! - mean(1))
    squares += (variances[t]! - mean(0)) ** 2
  }
  expectClose(result.estimates[1], products / squares, 1e-10, 'slope')
  expectClose(
    result.forecast,
    result.estimates[0]! + result.estimates[1]! * variances[79]!,
    1e-12,
    'f',
  )
})

const reason = (variances: Float64Array, options?: HarRvOptions): string => {
  const outcome = harRv(variances, options)
  return outcome.kind === 'value' ? 'a value' : outcome.reason
}

test('says why there is no regression', () => {
  expect(reason(new Float64Array(0))).toBe('too-few-rows')
  expect(reason(positive(102, 26))).toBe('too-few-rows')
  expect(reason(positive(102, 40))).toBe('a value')
  expect(reason(positive(102, 40).with(3, -1))).toBe('not-positive')
  expect(reason(positive(102, 40).with(3, 0), { transform: 'log' })).toBe('not-positive')
  expect(reason(positive(102, 40).with(3, 0))).toBe('a value')
  expect(reason(positive(102, 40).with(3, NaN))).toBe('not-finite')
  expect(reason(new Float64Array(40).fill(1))).toBe('constant-series')
  expect(reason(positive(102, 40), { lags: [2, 2] })).toBe('rank-deficient')
})

test('its summary holds estimates, errors and forecast', () => {
  const result = expectValue(harRv(positive(103, 200), { lags: [1, 7, 30], transform: 'log' }))
  const text = renderSummary(harRvSummary(result))
  expect(text).toContain('HAR-RV over 1, 7 and 30 rows')
  expect(text).toContain(result.estimates[1]!.toPrecision(6))
  expect(text).toContain(result.forecast.toPrecision(6))
  expect(text).toContain('Newey-West, 4 lags')
})
