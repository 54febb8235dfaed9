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
import { renderSummary } from '../summary/render-summary.ts'
import type { Trend } from '../trend.ts'
import type { ErrorsOption } from './coefficient-errors.ts'
import { durbinWatson } from './durbin-watson.ts'
import { leastSquares } from './least-squares.ts'
import { leastSquaresSummary } from './least-squares-summary.ts'
import { slopesTest } from './slopes-test.ts'

interface GoldenCase {
  readonly name: string
  readonly y: Recipe
  readonly xs: readonly Recipe[]
  readonly trend: Trend
  readonly expected: {
    readonly durbinWatson: number
    readonly conditionNumber: number
    readonly byErrors: readonly {
      readonly errors: ErrorsOption
      readonly fStatistic: number
      readonly fPValue: number
    }[]
  }
}

test.for(goldenCases('regression/errors') as readonly GoldenCase[])(
  'agrees with f_test and durbin_watson of statsmodels: $name',
  ({ y, xs, trend, expected }, context) => {
    needsSeries([y, ...xs], context)
    const [target, columns] = [buildSeries(y), xs.map(buildSeries)]
    // The covariance matrix that is inverted has the columns' condition number squared.
    const lost = 10 * Number.EPSILON * expected.conditionNumber ** 2
    for (const { errors, fStatistic, fPValue } of expected.byErrors) {
      const fit = expectValue(leastSquares(target, columns, { trend, errors }))
      const found = slopesTest(fit)!
      const what = JSON.stringify(errors)
      expectClose(found.statistic, fStatistic, Math.max(statisticTolerance, lost), `F ${what}`)
      expect(Math.abs(found.pValue - fPValue), what).toBeLessThan(Math.max(pValueTolerance, lost))
      expectClose(durbinWatson(fit.residuals), expected.durbinWatson, 1e-7, 'Durbin-Watson')
    }
  },
)

test('a regression on a constant alone has no slopes to test', () => {
  expect(slopesTest(expectValue(leastSquares(noise(1, 20), [])))).toBeUndefined()
})

test('the summary holds the figures of the fit, and says which errors they rest on', () => {
  const fit = expectValue(
    leastSquares(noise(6, 50), [noise(7, 50)], {
      errors: { kind: 'newey-west', lags: 3, smallSample: true },
    }),
  )
  const text = renderSummary(leastSquaresSummary(fit, { names: ['price'] }))
  for (const figure of [
    sixDigits(fit.rSquared),
    sixDigits(fit.standardErrors[0]!),
    sixDigits(slopesTest(fit)!.statistic),
    sixDigits(durbinWatson(fit.residuals)),
    'Newey-West, 3 lags, small sample',
    'P>|z|',
    'price',
    'constant',
  ]) {
    expect(text).toContain(figure)
  }
})

test('classical errors are read with Student, and every trend column has its name', () => {
  const fit = expectValue(leastSquares(noise(4, 30), [noise(5, 30)], { trend: 'ctt' }))
  const { tables } = leastSquaresSummary(fit)
  expect(tables[0]!.columns).toContain('P>|t|')
  expect(tables[0]!.rows.map(([name]) => name)).toEqual(['x1', 'constant', 't', 't²'])
})

/** As the summary prints them. */
function sixDigits(value: number): string {
  return String(Number(value.toPrecision(6)))
}
