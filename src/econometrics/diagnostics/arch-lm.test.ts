import { expect, test } from 'vitest'
import {
  expectClose,
  goldenCases,
  needsSeries,
  pValueTolerance,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { noise } from '../../../fixtures/econometrics/series.ts'
import { returnsOf, type ReturnsRecipe } from '../../../fixtures/econometrics/volatility/returns.ts'
import { expectValue } from '../../math/outcome.ts'
import { renderSummary } from '../summary/render-summary.ts'
import { archLm, type ArchLmOptions } from './arch-lm.ts'
import { diagnosticSummary } from './diagnostic-summary.ts'

interface ArchLmCase {
  readonly name: string
  readonly returns: ReturnsRecipe
  readonly options: ArchLmOptions
  readonly expected: {
    readonly statistic: number
    readonly pValue: number
    readonly fStatistic: number
    readonly fPValue: number
  }
}

test.for(goldenCases('diagnostics/arch-lm') as readonly ArchLmCase[])(
  'agrees with statsmodels: $name',
  ({ returns, options, expected }, context) => {
    needsSeries(returns.kind === 'changes' ? [returns.of] : [], context)
    const result = expectValue(archLm(returnsOf(returns), options))
    for (const field of ['statistic', 'fStatistic'] as const) {
      expectClose(result[field], expected[field], statisticTolerance, field)
    }
    for (const field of ['pValue', 'fPValue'] as const) {
      expectClose(result[field], expected[field], pValueTolerance, field)
    }
  },
)

test('the unit does not count', () => {
  const residuals = noise(3, 100)
  const { statistic } = expectValue(archLm(residuals))
  for (const scale of [1e-200, 1e200]) {
    const scaled = expectValue(archLm(residuals.map((value) => value * scale)))
    expectClose(scaled.statistic, statistic, 1e-10, `times ${scale}`)
  }
})

test('says why residuals have no test', () => {
  const residuals = noise(4, 12)
  expect(archLm(residuals, { lags: 5 })).toMatchObject({ kind: 'value' })
  expect(archLm(residuals, { lags: 6 })).toMatchObject({ reason: 'too-few-rows' })
  expect(archLm(new Float64Array(0))).toMatchObject({ reason: 'too-few-rows' })
  expect(archLm(new Float64Array(30))).toMatchObject({ reason: 'constant-series' })
  expect(archLm(residuals.with(0, Number.NaN))).toMatchObject({ reason: 'not-finite' })
  // Of one size and either sign: all squares are equal, and no column but the constant is left.
  const ofOneSize = residuals.map((value) => Math.sign(value))
  expect(archLm(ofOneSize)).toMatchObject({ reason: 'rank-deficient' })
})

test('the summary has both laws and the null hypothesis', () => {
  const text = renderSummary(diagnosticSummary(expectValue(archLm(noise(5, 60), { lags: 1 }))))
  expect(text).toContain("Engle's ARCH-LM test")
  expect(text).toContain('the variance does not depend on the last square.')
  expect(text).toMatch(/P>F +0\.\d{4}/)
})
