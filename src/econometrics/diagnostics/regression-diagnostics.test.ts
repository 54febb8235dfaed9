import { expect, test } from 'vitest'
import {
  expectClose,
  goldenCases,
  needsSeries,
  pValueTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, noise, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { type LeastSquares, leastSquares } from '../regression/least-squares.ts'
import { renderSummary } from '../summary/render-summary.ts'
import type { Trend } from '../trend.ts'
import { breuschGodfrey } from './breusch-godfrey.ts'
import { diagnosticSummary } from './diagnostic-summary.ts'
import { breuschPagan, whiteTest } from './heteroskedasticity.ts'
import type { LagrangeMultiplierResult } from './lagrange-multiplier.ts'

type Figures = Pick<LagrangeMultiplierResult, 'statistic' | 'pValue' | 'fStatistic' | 'fPValue'>

interface RegressionCase {
  readonly name: string
  readonly y: Recipe
  readonly xs: readonly Recipe[]
  readonly trend: Trend
  readonly expected: Readonly<
    Record<'breuschPagan' | 'white' | 'breuschGodfrey1' | 'breuschGodfrey4', Figures>
  >
}

function expectAgreement(result: LagrangeMultiplierResult, expected: Figures): void {
  // n R^2 of an R^2 of 1e-3 keeps three digits less than R^2, of columns that are nearly dependent less still.
  for (const field of ['statistic', 'fStatistic'] as const) {
    expectClose(result[field], expected[field], 1e-8, `${result.test}, ${field}`)
  }
  for (const field of ['pValue', 'fPValue'] as const) {
    expectClose(result[field], expected[field], pValueTolerance, `${result.test}, ${field}`)
  }
}

test.for(goldenCases('diagnostics/regressions') as readonly RegressionCase[])(
  'agree with statsmodels: $name',
  ({ y, xs, trend, expected }, context) => {
    needsSeries([y, ...xs], context)
    const columns = xs.map(buildSeries)
    const fit = expectValue(leastSquares(buildSeries(y), columns, { trend }))
    expectAgreement(expectValue(breuschPagan(fit, columns)), expected.breuschPagan)
    expectAgreement(expectValue(whiteTest(fit, columns)), expected.white)
    for (const lags of [1, 4] as const) {
      const result = expectValue(breuschGodfrey(fit, columns, { lags }))
      expectAgreement(result, expected[`breuschGodfrey${lags}`])
    }
  },
)

function fitOf(rows: number): { fit: LeastSquares; columns: readonly Float64Array[] } {
  const columns = [noise(21, rows), noise(22, rows)]
  return { fit: expectValue(leastSquares(noise(20, rows), columns)), columns }
}

test('say why a regression has no test', () => {
  const { fit, columns } = fitOf(6)
  expect(breuschGodfrey(fit, columns, { lags: 2 })).toMatchObject({ kind: 'value' })
  expect(breuschGodfrey(fit, columns, { lags: 3 })).toMatchObject({ reason: 'too-few-rows' })
  expect(whiteTest(fit, columns)).toMatchObject({ reason: 'too-few-rows' })
  const switched = [noise(23, 40).map((value) => (value > 0 ? 1 : 0))]
  const onSwitch = expectValue(leastSquares(noise(24, 40), switched))
  expect(whiteTest(onSwitch, switched)).toMatchObject({ reason: 'rank-deficient' })
  expect(breuschPagan(onSwitch, switched)).toMatchObject({ kind: 'value' })
  expect(() => breuschGodfrey(fit, columns, { lags: 0 })).toThrow('from 1')
})

test('a regression without constant is tested on its own columns', () => {
  const x = noise(25, 80)
  const fit = expectValue(leastSquares(noise(26, 80), [x], { trend: 'n' }))
  const { fDenominator, statistic } = expectValue(breuschGodfrey(fit, [x], { lags: 2 }))
  expect(fDenominator).toBe(80 - 3)
  const lagged = [1, 2].map((lag) => fit.residuals.map((_, t) => fit.residuals[t - lag] ?? 0))
  const auxiliary = expectValue(leastSquares(fit.residuals, [x, ...lagged], { trend: 'n' }))
  expectClose(statistic, 80 * auxiliary.rSquared, 1e-10, 'n times the R^2 about zero')
})

test('their summaries state law and null hypothesis', () => {
  const { fit, columns } = fitOf(60)
  for (const result of [
    expectValue(breuschPagan(fit, columns)),
    expectValue(whiteTest(fit, columns)),
    expectValue(breuschGodfrey(fit, columns)),
  ]) {
    const text = renderSummary(diagnosticSummary(result))
    expect(text).toContain(`Null hypothesis: ${result.nullHypothesis}.`)
    expect(text).toMatch(new RegExp(`degrees of freedom +${result.degreesOfFreedom}`))
  }
})
