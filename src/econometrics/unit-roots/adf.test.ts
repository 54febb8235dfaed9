import { expect, test } from 'vitest'
import {
  expectClose,
  goldenCases,
  needsSeries,
  pValueTolerance,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, noise, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { adf, type AdfOptions } from './adf.ts'

interface GoldenCase {
  readonly name: string
  readonly series: Recipe
  readonly options: AdfOptions
  readonly expected: {
    readonly statistic: number
    readonly pValue: number
    readonly lags: number
    readonly observations: number
    readonly criticalValues: Readonly<Record<'1%' | '5%' | '10%', number>>
  }
}

test.for(goldenCases('adf') as readonly GoldenCase[])(
  'agrees with statsmodels: $name',
  (golden, context) => {
    needsSeries([golden.series], context)
    const { expected } = golden
    const result = expectValue(adf(buildSeries(golden.series), golden.options))
    expect(result.lags).toBe(expected.lags)
    expect(result.observations).toBe(expected.observations)
    expectClose(result.statistic, expected.statistic, statisticTolerance, 'statistic')
    expectClose(result.pValue, expected.pValue, pValueTolerance, 'pValue')
    for (const level of ['1%', '5%', '10%'] as const) {
      expectClose(result.criticalValues[level], expected.criticalValues[level], 1e-12, level)
    }
  },
)

interface UrcaCase {
  readonly test: string
  readonly name: string
  readonly series: readonly Recipe[]
  readonly options: AdfOptions
  readonly expected: { readonly statistic: readonly number[] }
}

test.for((goldenCases('r') as readonly UrcaCase[]).filter((golden) => golden.test === 'adf'))(
  'agrees with ur.df of R: $name',
  ({ series, options, expected }, context) => {
    needsSeries(series, context)
    const result = expectValue(adf(buildSeries(series[0]!), options))
    expect(result.lags).toBe(options.lags)
    expectClose(result.statistic, expected.statistic[0]!, statisticTolerance, 'statistic')
  },
)

const walk = (seed: number, length: number): Float64Array => {
  let total = 0
  return noise(seed, length).map((shock) => (total += shock))
}

test('does not depend on the unit of the series, from 1e-200 to 1e200', () => {
  const series = walk(200, 120)
  for (const trend of ['n', 'c', 'ct', 'ctt'] as const) {
    const reference = expectValue(adf(series, { trend }))
    for (const scale of [1e-200, 1e-12, 1e12, 1e200]) {
      const scaled = expectValue(
        adf(
          series.map((value) => value * scale),
          { trend },
        ),
      )
      expect(scaled.lags).toBe(reference.lags)
      // Multiplying rounds each value once: 1e-16 times the condition of the regression.
      expectClose(scaled.statistic, reference.statistic, 1e-10, `${trend} at ${scale}`)
    }
  }
})

test('does not depend on the level of the series where there is a constant', () => {
  const series = walk(201, 150)
  const reference = expectValue(adf(series))
  const shifted = expectValue(adf(series.map((value) => value + 1e6)))
  expect(shifted.lags).toBe(reference.lags)
  // A level of 1e6 leaves ten digits of a noise of 1 in the data.
  expectClose(shifted.statistic, reference.statistic, 1e-8, 'statistic')
})

test('a fixed order beats a criterion and says so', () => {
  const result = expectValue(adf(walk(202, 80), { lags: 3, criterion: 'bic' }))
  expect(result.lags).toBe(3)
  expect(result.criterion).toBe('fixed')
  expect(result.observations).toBe(80 - 1 - 3)
})

const reason = (series: Float64Array, options?: AdfOptions): string => {
  const outcome = adf(series, options)
  return outcome.kind === 'value' ? 'a value' : outcome.reason
}

test('says why a series cannot be tested', () => {
  expect(reason(new Float64Array(0))).toBe('too-few-rows')
  expect(reason(Float64Array.of(1))).toBe('constant-series')
  expect(reason(Float64Array.of(1, 2, 4))).toBe('too-few-rows')
  expect(reason(walk(203, 20), { lags: 9 })).toBe('too-few-rows')
  expect(reason(walk(203, 10), { trend: 'n' })).toBe('too-few-rows')
  expect(reason(new Float64Array(50).fill(3))).toBe('constant-series')
  expect(reason(walk(204, 50).with(20, Number.NaN))).toBe('not-finite')
  expect(reason(walk(204, 50).with(20, Infinity))).toBe('not-finite')
  // A straight line: its changes are a constant, which is in the regression already.
  expect(reason(Float64Array.from({ length: 50 }, (_, t) => 2 * t + 1))).toBe('rank-deficient')
  // Doubles every bar: the change is the level before, with nothing left over.
  expect(
    reason(
      Float64Array.from({ length: 40 }, (_, t) => 2 ** t),
      { lags: 0 },
    ),
  ).toBe('perfect-fit')
})

test('a run without trades does not stop the test', () => {
  const series = walk(205, 200)
  series.fill(series[60]!, 60, 130)
  expect(adf(series, { criterion: 'tstat' }).kind).toBe('value')
})
