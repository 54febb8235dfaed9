import { expect, test } from 'vitest'
import { dem2gbp } from '../../../fixtures/econometrics/volatility/returns.ts'
import { expectValue } from '../../math/outcome.ts'
import { renderSummary } from '../summary/render-summary.ts'
import { garchSummary } from './garch-summary.ts'
import { garch } from './garch.ts'

test('the summary holds estimates, errors, likelihood and how the recursion was begun', () => {
  const fit = expectValue(garch(dem2gbp()))
  const text = renderSummary(garchSummary(fit, 'hessian'))
  expect(text).toMatch(/GARCH\(1,1\), constant mean/)
  expect(text).toMatch(/log-likelihood\s+-1106\.61/)
  expect(text).toMatch(/alpha\[1\]\s+0\.153134\s+0\.0265228/)
  expect(text).toMatch(/beta\[1\]\s+0\.805974\s+0\.0335527/)
  expect(text).toContain('mean square of the residuals at the estimated mean')
  expect(renderSummary(garchSummary(fit))).toMatch(/beta\[1\]\s+0\.805974\s+0\.0724614/)
})

test('an estimate on its bound stands without an error, and the warning says which', () => {
  const fit = expectValue(garch(dem2gbp(), { p: 2, q: 2 }))
  const text = renderSummary(garchSummary(fit))
  expect(text).toMatch(/alpha\[2\]\s+0\s+–/)
  expect(text).toMatch(/Warning \(boundary\): .*alpha\[2\] = 0/)
})

test('below the estimates stands what the model has left in its residuals', () => {
  const lines = renderSummary(garchSummary(expectValue(garch(dem2gbp())))).split('\n')
  const head = lines.findIndex((line) => line.startsWith('Standardised residuals'))
  expect(lines.slice(head + 4, head + 7).map((line) => line.split(/ {3,}/)[0])).toEqual([
    'Ljung-Box',
    'Ljung-Box, squares',
    'ARCH-LM',
  ])
  // statsmodels on arch's residuals: fixtures/econometrics/diagnostics/garch.json.
  expect(lines[head + 4]).toMatch(/^Ljung-Box +10 +10\.\d+ +0\.\d{4}$/)
})
