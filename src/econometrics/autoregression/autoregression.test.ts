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
import { autoregressionSummary } from './autoregression-summary.ts'
import { type AutoregressionOptions, autoregression } from './autoregression.ts'

interface GoldenCase {
  readonly name: string
  readonly series: Recipe
  readonly options: AutoregressionOptions
  readonly expected: Readonly<Record<ListName, readonly number[]>> &
    Readonly<Record<NumberName, number>>
}

type ListName =
  | 'lags'
  | 'estimates'
  | 'standardErrors'
  | 'moduli'
  | 'forecast'
  | 'forecastDeviations'
type NumberName = 'residualVariance' | 'logLikelihood' | 'aic' | 'bic' | 'hqic' | 'observations'

test.for(goldenCases('autoregression/autoregression') as readonly GoldenCase[])(
  'agrees with statsmodels: $name',
  (golden, context) => {
    needsSeries([golden.series], context)
    const { expected } = golden
    const result = expectValue(autoregression(buildSeries(golden.series), golden.options))
    expect(result.lags).toEqual(expected.lags)
    for (const name of ['residualVariance', 'logLikelihood', 'aic', 'bic', 'hqic'] as const) {
      expectClose(result[name], expected[name], statisticTolerance, name)
    }
    expect(result.observations).toBe(expected.observations)
    for (const name of ['estimates', 'standardErrors', 'forecast', 'forecastDeviations'] as const) {
      expectAllClose(result[name], expected[name], statisticTolerance, name)
    }
    const moduli = result.roots.map(({ modulus }) => modulus)
    expectAllClose(moduli, expected.moduli, statisticTolerance, 'roots')
  },
)

test('warns of a root within the unit circle', () => {
  let level = 1
  const growing = noise(71, 60).map((value) => (level = 1.1 * level + 0.1 * value))
  const result = expectValue(autoregression(growing, { lags: 1, trend: 'n' }))
  expect(result.warnings.map(({ kind }) => kind)).toEqual(['unstable'])
  expect(result.roots[0]!.modulus).toBeLessThan(1)
})

const reason = (series: Float64Array, options?: AutoregressionOptions): string => {
  const outcome = autoregression(series, options)
  return outcome.kind === 'value' ? 'a value' : outcome.reason
}

test('says why a series has no autoregression', () => {
  expect(reason(new Float64Array(0))).toBe('too-few-rows')
  expect(reason(noise(72, 9), { lags: 4 })).toBe('too-few-rows')
  expect(reason(noise(72, 10), { lags: 4 })).toBe('a value')
  expect(reason(noise(72, 10), { lags: 1e12 })).toBe('too-few-rows')
  expect(reason(noise(72, 30), { lags: 'aic', lagsMax: 15 })).toBe('too-few-rows')
  expect(reason(noise(72, 30), { lags: 'aic', lagsMax: 14 })).toBe('a value')
  expect(reason(new Float64Array(30).fill(2))).toBe('constant-series')
  expect(reason(noise(72, 30).with(4, NaN))).toBe('not-finite')
  const cycle = Float64Array.from({ length: 30 }, (_, t) => t % 2)
  expect(reason(cycle, { lags: 2 })).toBe('rank-deficient')
})

test('its summary holds coefficients, criteria and roots', () => {
  const result = expectValue(autoregression(noise(73, 200), { lags: 2 }))
  const text = renderSummary(autoregressionSummary(result))
  expect(text).toContain(result.estimates[1]!.toPrecision(6))
  expect(text).toContain(result.aic.toFixed(3))
  expect(text).toContain(result.roots[0]!.modulus.toPrecision(6))
})
