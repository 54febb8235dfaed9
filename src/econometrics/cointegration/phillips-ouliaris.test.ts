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
import { renderSummary } from '../summary/render-summary.ts'
import {
  phillipsOuliaris,
  type PhillipsOuliarisOptions,
  type PhillipsOuliarisResult,
} from './phillips-ouliaris.ts'
import { phillipsOuliarisSummary } from './phillips-ouliaris-summary.ts'

interface GoldenCase {
  readonly name: string
  readonly series: readonly Recipe[]
  readonly options: PhillipsOuliarisOptions
  readonly expected: PhillipsOuliarisResult
}

test.for(goldenCases('cointegrating-regression/phillips-ouliaris') as readonly GoldenCase[])(
  'agrees with arch: $name',
  ({ series, options, expected }, context) => {
    needsSeries(series, context)
    const [y, ...xs] = series.map(buildSeries)
    const result = expectValue(phillipsOuliaris(y!, xs, options))
    expectClose(result.statistic, expected.statistic, statisticTolerance, 'statistic')
    expectClose(result.bandwidth, expected.bandwidth, statisticTolerance, 'bandwidth')
    expectAllClose(result.hedgeRatio, expected.hedgeRatio, statisticTolerance, 'hedge ratio')
    for (const level of ['1%', '5%', '10%'] as const) {
      expectClose(result.criticalValues[level], expected.criticalValues[level], 1e-12, level)
    }
    const missing = Number.isNaN(result.pValue)
    expect(missing || Math.abs(result.pValue - expected.pValue) < pValueTolerance).toBe(true)
    expect(!missing || result.kind === 'Pz').toBe(true)
  },
)

function walk(seed: number, length: number): Float64Array {
  let level = 0
  return noise(seed, length).map((shock) => (level += shock))
}

test('rejects walks of their own one time in twenty', () => {
  for (const kind of ['Za', 'Zt', 'Pu', 'Pz'] as const) {
    let rejected = 0
    for (let seed = 1; seed <= 300; seed++) {
      const pair = phillipsOuliaris(walk(seed, 250), [walk(seed + 5000, 250)], {
        test: kind,
        bandwidth: 0,
      })
      if (expectValue(pair).pValue < 0.05) rejected++
    }
    // 15 expected; three binomial deviations are 11.3.
    expect(rejected, kind).toBeGreaterThanOrEqual(4)
    expect(rejected, kind).toBeLessThanOrEqual(26)
  }
})

test('has no p-value where the published surface misses its own critical value', () => {
  const xs = [walk(2, 300), walk(3, 300), walk(4, 300)]
  const one = expectValue(phillipsOuliaris(walk(1, 300), xs, { test: 'Pz', trend: 'ct' }))
  expect(one.pValue).toBeNaN()
  expect(one.criticalValues['5%']).toBeGreaterThan(100)
  const other = expectValue(phillipsOuliaris(walk(1, 300), xs, { test: 'Pu', trend: 'ct' }))
  expect(other.pValue).toBeGreaterThan(0)
})

test('says of short series that the table does not reach them', () => {
  const short = expectValue(phillipsOuliaris(walk(1, 15), [walk(2, 15)]))
  expect(short.warnings.map(({ kind }) => kind)).toEqual(['table-edge'])
  const long = expectValue(phillipsOuliaris(walk(1, 60), [walk(2, 60)]))
  expect(long.warnings).toEqual([])
})

const reason = (y: Float64Array, xs: readonly Float64Array[]): string => {
  const outcome = phillipsOuliaris(y, xs, { test: 'Pz' })
  return outcome.kind === 'value' ? 'a value' : outcome.reason
}

test('says why series cannot be tested', () => {
  const x = walk(5, 80)
  expect(reason(new Float64Array(0), [new Float64Array(0)])).toBe('too-few-rows')
  expect(reason(x, [new Float64Array(80).fill(1)])).toBe('constant-series')
  expect(
    reason(
      x.map((value, t) => (t === 9 ? Infinity : value)),
      [x],
    ),
  ).toBe('not-finite')
  expect(reason(x, [x])).toBe('perfect-fit')
  expect(reason(walk(6, 80), [x, x])).toBe('rank-deficient')
  expect(
    reason(
      x,
      [1, 2, 3, 4, 5, 6].map((seed) => walk(seed, 80)),
    ),
  ).toBe('too-many-series')
})

test('the summary holds statistic, critical values and relation', () => {
  const result = expectValue(phillipsOuliaris(walk(1, 200), [walk(2, 200), walk(3, 200)]))
  const text = renderSummary(phillipsOuliarisSummary(result))
  expect(text).toContain(result.statistic.toFixed(5))
  expect(text).toContain(result.criticalValues['5%'].toFixed(5))
  expect(text).toMatch(new RegExp(`x2 +${result.hedgeRatio[1]!.toPrecision(6)}`))
})
