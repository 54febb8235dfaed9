import { expect, test } from 'vitest'
import {
  expectAllClose,
  expectClose,
  goldenCases,
  pValueTolerance,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, noise, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { renderSummary } from '../summary/render-summary.ts'
import { diagnosticSummary } from './diagnostic-summary.ts'
import { ljungBox, type LjungBoxOptions, type Portmanteau } from './ljung-box.ts'

interface LjungBoxCase {
  readonly name: string
  readonly series: Recipe
  readonly options: LjungBoxOptions
  /** For lag 1, 2, ... */
  readonly expected: Readonly<Record<keyof Portmanteau, readonly (number | null)[]>>
}

test.for(goldenCases('diagnostics/ljung-box') as readonly LjungBoxCase[])(
  'agrees with statsmodels at every lag: $name',
  ({ series, options, expected }) => {
    const result = expectValue(ljungBox(buildSeries(series), options))
    for (const [field, values] of Object.entries(expected)) {
      const found = result.byLag.map((each) => each[field as keyof Portmanteau])
      const tolerance = field.endsWith('PValue') ? pValueTolerance : statisticTolerance
      expectAllClose(found, values, tolerance, field)
    }
    const last = result.byLag.at(-1)!
    expect([result.lags, result.statistic, result.pValue]).toEqual([
      last.lag,
      last.statistic,
      last.pValue,
    ])
  },
)

test('neither unit nor level counts', () => {
  const series = noise(3, 100)
  const { statistic } = expectValue(ljungBox(series))
  for (const [scale, shift] of [
    [1e-200, 0],
    [1e200, 0],
    [1, 1e4],
  ] as const) {
    const moved = expectValue(ljungBox(series.map((value) => value * scale + shift)))
    expectClose(moved.statistic, statistic, 1e-9, `times ${scale} plus ${shift}`)
  }
})

test('says why a series has no test, and stops where none was asked for', () => {
  const series = noise(4, 11)
  expect(ljungBox(series, { lags: 10 })).toMatchObject({ kind: 'value' })
  expect(ljungBox(series, { lags: 11 })).toMatchObject({ reason: 'too-few-rows' })
  expect(ljungBox(new Float64Array(0))).toMatchObject({ reason: 'too-few-rows' })
  expect(ljungBox(Float64Array.of(2))).toMatchObject({ reason: 'too-few-rows' })
  expect(ljungBox(new Float64Array(20))).toMatchObject({ reason: 'constant-series' })
  expect(ljungBox(series.with(3, Infinity))).toMatchObject({ reason: 'not-finite' })
  expect(() => ljungBox(series, { lags: 0 })).toThrow('from 1')
  expect(() => ljungBox(series, { lags: 3, modelDegrees: 3 })).toThrow('3 degrees of 3 lags')
})

test('the summary has a row a lag', () => {
  const text = renderSummary(diagnosticSummary(expectValue(ljungBox(noise(5, 60), { lags: 3 }))))
  expect(text).toContain('Null hypothesis: the first 3 autocorrelations are zero.')
  expect(text).toMatch(/^3 +-?0\.\d+ +\d/m)
})
