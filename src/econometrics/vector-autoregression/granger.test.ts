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
import { granger, type GrangerOptions } from './granger.ts'
import { grangerPairs } from './granger-pairs.ts'
import { grangerSummary } from './granger-summary.ts'

interface GrangerCase {
  readonly name: string
  readonly series: readonly Recipe[]
  readonly options: GrangerOptions
  readonly expected: Readonly<
    Record<
      'statistic' | 'pValue' | 'degreesOfFreedom' | 'fStatistic' | 'fPValue' | 'fDenominator',
      number
    >
  >
}

test.for(goldenCases('vector-autoregression/granger') as readonly GrangerCase[])(
  'agrees with statsmodels: $name',
  (golden, context) => {
    needsSeries(golden.series, context)
    const { expected } = golden
    const result = expectValue(granger(golden.series.map(buildSeries), golden.options))
    expectClose(result.statistic, expected.statistic, statisticTolerance, 'statistic')
    expectClose(result.fStatistic, expected.fStatistic, statisticTolerance, 'fStatistic')
    expect(result.degreesOfFreedom).toBe(expected.degreesOfFreedom)
    expect(result.fDenominator).toBe(expected.fDenominator)
    expectClose(result.pValue, expected.pValue, pValueTolerance, 'pValue')
    expectClose(result.fPValue, expected.fPValue, pValueTolerance, 'fPValue')
  },
)

const pair = (): Float64Array[] => {
  const x = noise(701, 300)
  const own = noise(702, 300)
  return [own.map((value, t) => value + 0.4 * (x[t - 1] ?? 0)), x]
}

test('finds which of two series leads, and says so in words', () => {
  const [back, forth] = expectValue(grangerPairs(pair(), { lags: 2 }))
  expect(back!.pValue).toBeLessThan(1e-6)
  expect(forth!.pValue).toBeGreaterThan(0.05)
  expect(back!.nullHypothesis).toBe('series 2 does not Granger-cause series 1')
  const summary = grangerSummary(back!)
  expect(summary.facts).toContainEqual(['statistic', back!.statistic])
  expect(summary.notes[0]).toContain('series 2 does not Granger-cause series 1')
})

test('does not depend on the units of the series', () => {
  const [y, x] = pair()
  const scaled = [y!.map((value) => value * 1e200), x!.map((value) => value * 1e-200)]
  const reference = expectValue(granger([y!, x!], { lags: 3, method: 'toda-yamamoto' }))
  const result = expectValue(granger(scaled, { lags: 3, method: 'toda-yamamoto' }))
  expectClose(result.statistic, reference.statistic, 1e-10, 'statistic')
})

test('keeps its size in levels of walks with the extra lag of Toda and Yamamoto', () => {
  const rejected = { wald: 0, 'toda-yamamoto': 0 }
  const runs = 200
  for (let run = 0; run < runs; run++) {
    const walks = [2 * run, 2 * run + 1].map((seed) => {
      let level = 0
      return noise(7000 + seed, 100).map((value) => (level += value))
    })
    for (const method of ['wald', 'toda-yamamoto'] as const) {
      if (expectValue(granger(walks, { lags: 1, method })).pValue < 0.05) rejected[method]++
    }
  }
  // Of 200 draws at 5 % 4 to 18 lie within 2.5 deviations of the 10.
  expect(rejected['toda-yamamoto']).toBeLessThanOrEqual(18)
  expect(rejected['toda-yamamoto']).toBeGreaterThanOrEqual(3)
  expect(rejected.wald).toBeGreaterThan(rejected['toda-yamamoto'])
})
