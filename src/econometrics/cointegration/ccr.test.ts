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
import type { CointegratingRegression } from './cointegrating-regression.ts'
import { ccr, type CcrOptions } from './ccr.ts'

interface GoldenCase {
  readonly name: string
  readonly series: readonly Recipe[]
  readonly options: CcrOptions
  readonly expected: Omit<CointegratingRegression, 'residuals'> & {
    readonly residualHead: readonly number[]
  }
}

test.for(goldenCases('cointegrating-regression/ccr') as readonly GoldenCase[])(
  'agrees with arch: $name',
  ({ series, options, expected }, context) => {
    needsSeries(series, context)
    const [y, ...xs] = series.map(buildSeries)
    const result = expectValue(ccr(y!, xs, options))
    expect(result.observations).toBe(expected.observations)
    for (const field of ['coefficients', 'standardErrors', 'tValues', 'covariance'] as const) {
      expectAllClose(result[field], expected[field], statisticTolerance, field)
    }
    for (const field of [
      'bandwidth',
      'residualVariance',
      'longRunVariance',
      'rSquared',
      'adjustedRSquared',
    ] as const) {
      expectClose(result[field], expected[field], statisticTolerance, field)
    }
    const head = Array.from(result.residuals.subarray(0, 5))
    expectAllClose(head, expected.residualHead, statisticTolerance, 'residuals')
    for (const [k, pValue] of result.pValues.entries()) {
      // arch takes 1 - cdf, which has no digits left below 1e-10.
      expect(Math.abs(pValue - expected.pValues[k]!)).toBeLessThan(pValueTolerance * 1e-3)
    }
  },
)

test('counts time as the data do: a known relation around a trend comes back', () => {
  let level = 0
  const x = noise(1, 500).map((shock) => (level += shock))
  const y = noise(2, 500).map((shock, t) => 4 + 2 * x[t]! + 0.3 * (t + 1) + 0.1 * shock)
  const { coefficients, standardErrors } = expectValue(ccr(y, [x], { trend: 'ct' }))
  for (const [k, truth] of [2, 4, 0.3].entries()) {
    expect(Math.abs(coefficients[k]! - truth)).toBeLessThan(3 * standardErrors[k]!)
  }
  // Counted from one row later the intercept would be 4.3, twelve of its errors away.
  expect(standardErrors[1]).toBeLessThan(0.025)
})
