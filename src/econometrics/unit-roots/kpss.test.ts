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
import { kpss, type KpssOptions } from './kpss.ts'

interface GoldenCase {
  readonly name: string
  readonly series: Recipe
  readonly options: KpssOptions
  readonly expected: {
    readonly statistic: number
    readonly pValue: number
    readonly lags: number
    readonly criticalValues: Readonly<Record<string, number>>
    readonly pValueAtTableEdge: boolean
  }
}

test.for(goldenCases('kpss') as readonly GoldenCase[])(
  'agrees with statsmodels: $name',
  (golden, context) => {
    needsSeries([golden.series], context)
    const { expected } = golden
    const result = expectValue(kpss(buildSeries(golden.series), golden.options))
    expect(result.lags).toBe(expected.lags)
    expectClose(result.statistic, expected.statistic, statisticTolerance, 'statistic')
    expectClose(result.pValue, expected.pValue, pValueTolerance, 'pValue')
    expect(result.pValueAtTableEdge).toBe(expected.pValueAtTableEdge)
    expect(result.criticalValues).toEqual(expected.criticalValues)
  },
)

interface TseriesCase {
  readonly test: string
  readonly name: string
  readonly series: readonly Recipe[]
  readonly options: KpssOptions
  readonly expected: Readonly<Record<'statistic' | 'pValue' | 'lags', readonly number[]>>
}

test.for((goldenCases('r') as readonly TseriesCase[]).filter((golden) => golden.test === 'kpss'))(
  'agrees with kpss.test of R at its lags: $name',
  ({ series, options, expected }) => {
    const lags = expected.lags[0]!
    const result = expectValue(kpss(buildSeries(series[0]!), { ...options, lags }))
    expect(result.observations).toBe(buildSeries(series[0]!).length)
    expectClose(result.statistic, expected.statistic[0]!, statisticTolerance, 'statistic')
    expectClose(result.pValue, expected.pValue[0]!, pValueTolerance, 'pValue')
  },
)

test('does not depend on unit and level of the series', () => {
  const series = noise(210, 200)
  const reference = expectValue(kpss(series, { trend: 'ct' }))
  for (const scale of [1e-200, 1e-12, 1e12, 1e200]) {
    const moved = expectValue(
      kpss(
        series.map((value) => (value + 5) * scale),
        { trend: 'ct' },
      ),
    )
    expect(moved.lags).toBe(reference.lags)
    expectClose(moved.statistic, reference.statistic, 1e-10, `${scale}`)
  }
})

const reason = (series: Float64Array, options?: KpssOptions): string => {
  const outcome = kpss(series, options)
  return outcome.kind === 'value' ? 'a value' : outcome.reason
}

test('says why a series cannot be tested', () => {
  expect(reason(new Float64Array(0))).toBe('too-few-rows')
  expect(reason(Float64Array.of(1, 2))).toBe('too-few-rows')
  expect(reason(Float64Array.of(1, 2, 4), { lags: 3 })).toBe('too-few-rows')
  expect(reason(new Float64Array(9).fill(1))).toBe('constant-series')
  expect(reason(Float64Array.of(1, 2, Number.NaN, 3))).toBe('not-finite')
  expect(
    reason(
      Float64Array.from({ length: 30 }, (_, t) => 3 * t - 7),
      { trend: 'ct' },
    ),
  ).toBe('perfect-fit')
  expect(reason(Float64Array.of(1, 2, 4))).toBe('a value')
})
