import { expect, test } from 'vitest'
import { noise } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { renderSummary } from '../summary/render-summary.ts'
import { archLm } from './arch-lm.ts'
import { jarqueBera } from './jarque-bera.ts'
import { ljungBox } from './ljung-box.ts'
import { residualDiagnosticsSummary } from './residual-diagnostics-summary.ts'
import { residualDiagnostics } from './residual-diagnostics.ts'

test('are the three tests of deviations from the mean', () => {
  const series = noise(7, 300)
  const mean = series.reduce((sum, value) => sum + value, 0) / 300
  const deviations = series.map((value) => value - mean)
  const result = expectValue(residualDiagnostics(series, { lags: 6, modelDegrees: 1 }))
  const options = { lags: 6, modelDegrees: 1 }
  for (const [found, expected] of [
    [result.ljungBox, expectValue(ljungBox(deviations, options))],
    [result.archLm, expectValue(archLm(deviations, options))],
    [result.jarqueBera, expectValue(jarqueBera(deviations))],
  ] as const) {
    expect(found.statistic).toBeCloseTo(expected.statistic, 10)
    expect(found.pValue).toBeCloseTo(expected.pValue, 10)
  }
})

test('the level of the series does not count', () => {
  const series = noise(8, 200)
  const { archLm: near } = expectValue(residualDiagnostics(series))
  const { archLm: far } = expectValue(residualDiagnostics(series.map((value) => value + 100)))
  expect(far.statistic).toBeCloseTo(near.statistic, 8)
})

test('say why residuals have none', () => {
  expect(residualDiagnostics(new Float64Array(0))).toMatchObject({ reason: 'too-few-rows' })
  expect(residualDiagnostics(noise(9, 20), { lags: 10 })).toMatchObject({ reason: 'too-few-rows' })
  expect(residualDiagnostics(new Float64Array(50))).toMatchObject({ reason: 'constant-series' })
})

test('the summary warns of Ljung-Box where volatility clusters', () => {
  const gates = noise(10, 400)
  let spread = 1
  const clustered = noise(11, 400).map((shock, t) => {
    spread = 0.95 * spread + (gates[t]! > 2 ? 2 : 0.02)
    return shock * spread
  })
  const text = renderSummary(
    residualDiagnosticsSummary(expectValue(residualDiagnostics(clustered))),
  )
  expect(text).toMatch(/^ARCH-LM +10 +\d+\.\d+ +[\d.e-]+$/m)
  expect(text).toMatch(/^Jarque-Bera +– +\d/m)
  expect(text).toContain('rejects too often')
})
