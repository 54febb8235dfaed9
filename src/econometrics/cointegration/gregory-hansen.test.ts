import { expect, test } from 'vitest'
import {
  expectClose,
  goldenCases,
  needsSeries,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, noise, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { type BreakModel, gregoryHansenCriticalValues } from '../critical-values/gregory-hansen.ts'
import type { CriticalValues } from '../critical-values/mackinnon.ts'
import { renderSummary } from '../summary/render-summary.ts'
import {
  gregoryHansen,
  type GregoryHansenOptions,
  type GregoryHansenResult,
  gregoryHansenSearch,
  type BreakProgress,
} from './gregory-hansen.ts'
import { gregoryHansenSummary } from './gregory-hansen-summary.ts'

interface GoldenCase {
  readonly name: string
  readonly series: readonly Recipe[]
  readonly options: GregoryHansenOptions
  readonly expected: Pick<GregoryHansenResult, 'adf' | 'zt' | 'za' | 'breaks'>
}

test.for(goldenCases('breaks/gregory-hansen') as readonly GoldenCase[])(
  'agrees with the oracle: $name',
  ({ series, options, expected }, context) => {
    needsSeries(series, context)
    const [y, ...xs] = series.map(buildSeries)
    const result = expectValue(gregoryHansen(y!, xs, options))
    expect(result.breaks).toBe(expected.breaks)
    expect(result.adf.lags).toBe(expected.adf.lags)
    for (const name of ['adf', 'zt', 'za'] as const) {
      expect(result[name].breakIndex, name).toBe(expected[name].breakIndex)
      expectClose(result[name].statistic, expected[name].statistic, statisticTolerance, name)
    }
  },
)

function walk(seed: number, length: number): Float64Array {
  let level = 0
  return noise(seed, length).map((shock) => (level += shock))
}

interface LawCase {
  readonly model: BreakModel
  readonly regressors: number
  readonly zt: CriticalValues
  readonly za: CriticalValues
}

test.for(goldenCases('breaks/gregory-hansen-law') as readonly LawCase[])(
  'the published points are those of a simulated null: $model, $regressors',
  ({ model, regressors, zt, za }) => {
    for (const level of ['1%', '5%', '10%'] as const) {
      // 2,000 draws leave quantiles of zt within 0.15 at 1 %, and 500 rows are not infinitely many.
      const published = gregoryHansenCriticalValues(model, regressors, 'zt')[level]
      expect(Math.abs(zt[level] - published)).toBeLessThan(0.21)
      const publishedZa = gregoryHansenCriticalValues(model, regressors, 'za')[level]
      expect(Math.abs(za[level] / publishedZa - 1)).toBeLessThan(0.07)
    }
  },
)

test('finds the row where the level jumps, and that there is a relation after all', () => {
  const x = walk(1, 160)
  const y = noise(2, 160).map((shock, t) => (t < 96 ? 0 : 10) + 2 * x[t]! + shock)
  const { adf, zt, za } = expectValue(gregoryHansen(y, [x], { lags: 0 }))
  for (const { statistic, breakIndex, criticalValues } of [adf, zt, za]) {
    expect(Math.abs(breakIndex - 96)).toBeLessThanOrEqual(2)
    expect(statistic).toBeLessThan(criticalValues['1%'])
  }
})

test('does not depend on the units of the series', () => {
  const [y, x] = [walk(1, 90), walk(2, 90)]
  const reference = expectValue(gregoryHansen(y, [x], { lags: 1, model: 'regime' }))
  for (const scale of [1e-200, 1e200]) {
    const moved = expectValue(
      gregoryHansen(
        y.map((value) => value * scale),
        [x.map((value) => value / 3)],
        { lags: 1, model: 'regime' },
      ),
    )
    expect(moved.za.breakIndex).toBe(reference.za.breakIndex)
    expectClose(moved.za.statistic, reference.za.statistic, 1e-8, `${scale}`)
  }
})

test('the search tells after every break how many are left, and ends in the same result', () => {
  const [y, x] = [walk(1, 100), walk(2, 100)]
  const search = gregoryHansenSearch(y, [x], { lags: 1 })
  const told: BreakProgress[] = []
  let step = search.next()
  for (; step.done !== true; step = search.next()) told.push(step.value)
  const result = gregoryHansen(y, [x], { lags: 1 })
  expect(step.value).toEqual(result)
  const { breaks } = expectValue(result)
  expect(told).toEqual(Array.from({ length: breaks }, (_, k) => ({ done: k + 1, total: breaks })))
})

const reason = (y: Float64Array, xs: readonly Float64Array[]): string => {
  const outcome = gregoryHansen(y, xs, { lags: 1 })
  return outcome.kind === 'value' ? 'a value' : outcome.reason
}

test('says why series cannot be tested', () => {
  const x = walk(5, 80)
  expect(reason(new Float64Array(0), [new Float64Array(0)])).toBe('too-few-rows')
  expect(reason(walk(6, 39), [walk(5, 39)])).toBe('too-few-rows')
  expect(reason(walk(6, 40), [walk(5, 40)])).toBe('a value')
  expect(gregoryHansen(walk(6, 15), [walk(5, 15)], { lags: 1, trim: 0.49 })).toMatchObject({
    reason: 'too-few-rows',
  })
  expect(reason(new Float64Array(80).fill(1), [x])).toBe('constant-series')
  expect(reason(walk(6, 80), [x, x])).toBe('rank-deficient')
  expect(
    reason(
      x.map((value, t) => value + (t < 40 ? 0 : 1)),
      [x],
    ),
  ).toBe('perfect-fit')
  expect(
    reason(
      x,
      [1, 2, 3, 4, 5].map((seed) => walk(seed, 80)),
    ),
  ).toBe('too-many-series')
})

test('the summary holds the three statistics beside their critical values', () => {
  const result = expectValue(gregoryHansen(walk(1, 100), [walk(2, 100)], { lags: 1 }))
  const text = renderSummary(gregoryHansenSummary(result))
  expect(text).toMatch(new RegExp(`ADF\\* +${result.adf.statistic.toFixed(5)} .* -4.61`))
  expect(text).toContain('-40.48')
})
