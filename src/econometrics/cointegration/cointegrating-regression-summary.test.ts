import { expect, test } from 'vitest'
import { noise } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { renderSummary } from '../summary/render-summary.ts'
import { cointegratingRegressionSummary } from './cointegrating-regression-summary.ts'
import { dols } from './dols.ts'
import { fmols } from './fmols.ts'

let level = 0
const x = noise(1, 300).map((shock) => (level += shock))
const y = noise(2, 300).map((shock, t) => 4 + 2 * x[t]! + shock)

test('the table of a relation has a row each for x, constant and trend', () => {
  const fit = expectValue(fmols(y, [x], { trend: 'ct' }))
  const text = renderSummary(cointegratingRegressionSummary(fit))
  for (const [k, name] of ['x', 'constant', 't'].entries()) {
    const cells = text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))!
      .trim()
      .split(/\s+/)
    expect(Number(cells[1])).toBeCloseTo(fit.coefficients[k]!, 5)
    expect(Number(cells[2])).toBeCloseTo(fit.standardErrors[k]!, 5)
  }
})

test('dynamic least squares says its leads and lags', () => {
  const summary = cointegratingRegressionSummary(expectValue(dols(y, [x], { leads: 1, lags: 2 })))
  expect(summary.facts).toContainEqual(['leads', 1])
  expect(summary.facts).toContainEqual(['lags', 2])
  expect(summary.tables[0]!.rows).toHaveLength(2)
})
