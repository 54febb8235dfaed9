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
import { Random } from '../../math/random.ts'
import { renderSummary } from '../summary/render-summary.ts'
import { diagnosticSummary } from './diagnostic-summary.ts'
import { jarqueBera } from './jarque-bera.ts'

interface JarqueBeraCase {
  readonly name: string
  readonly returns: ReturnsRecipe
  readonly expected: {
    readonly statistic: number
    readonly pValue: number
    readonly skewness: number
    readonly kurtosis: number
  }
}

test.for(goldenCases('diagnostics/jarque-bera') as readonly JarqueBeraCase[])(
  'agrees with statsmodels: $name',
  ({ returns, expected }, context) => {
    needsSeries(returns.kind === 'changes' ? [returns.of] : [], context)
    const result = expectValue(jarqueBera(returnsOf(returns)))
    for (const field of ['statistic', 'skewness', 'kurtosis'] as const) {
      expectClose(result[field], expected[field], statisticTolerance, field)
    }
    expectClose(result.pValue, expected.pValue, pValueTolerance, 'p-value')
  },
)

test('at 100 normal rows 5 % is 4.3 %, as the docstring says', () => {
  const random = new Random(1)
  let rejected = 0
  for (let run = 0; run < 20_000; run++) {
    const sample = Float64Array.from({ length: 100 }, () => random.normal())
    if (expectValue(jarqueBera(sample)).pValue < 0.05) rejected++
  }
  expect(((100 * rejected) / 20_000).toFixed(1)).toBe('4.3')
})

test('neither unit nor level counts', () => {
  const series = noise(3, 100)
  const { statistic } = expectValue(jarqueBera(series))
  for (const [scale, shift] of [
    [1e-200, 0],
    [1e200, 0],
    [1, 1e4],
  ] as const) {
    const moved = expectValue(jarqueBera(series.map((value) => value * scale + shift)))
    expectClose(moved.statistic, statistic, 1e-8, `times ${scale} plus ${shift}`)
  }
})

test('says why a series has no test', () => {
  expect(jarqueBera(Float64Array.of(1))).toMatchObject({ reason: 'too-few-rows' })
  expect(jarqueBera(Float64Array.of(1, 1, 1))).toMatchObject({ reason: 'constant-series' })
  expect(jarqueBera(Float64Array.of(1, Number.NaN, 1))).toMatchObject({ reason: 'not-finite' })
  expect(expectValue(jarqueBera(Float64Array.of(1, 2))).kurtosis).toBe(1)
})

test('the summary has skewness and kurtosis', () => {
  const text = renderSummary(diagnosticSummary(expectValue(jarqueBera(noise(5, 60)))))
  expect(text).toMatch(/kurtosis +\d/)
  expect(text).toContain('independent draws from one normal law.')
})
