import { expect, test } from 'vitest'
import { recordedRowSets } from '../../../fixtures/econometrics/bootstrap/draws.ts'
import {
  expectClose,
  goldenCases,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, noise, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { momentsOf } from '../../math/moments.ts'
import { expectValue } from '../../math/outcome.ts'
import { Random } from '../../math/random.ts'
import { renderSummary } from '../summary/render-summary.ts'
import { bootstrapDistributionSummary } from './bootstrap-distribution-summary.ts'
import { bootstrapDistribution, intervals } from './bootstrap-distribution.ts'
import type { BlockScheme } from './draw-rows.ts'

type Statistic = (columns: readonly Float64Array[]) => number

const statistics: Readonly<Record<string, Statistic>> = {
  mean: ([column]) => momentsOf(column!).mean,
  variance: ([column]) => momentsOf(column!).square / column!.length,
  'mean of squares': ([column]) => momentsOf(column!.map((value) => value ** 2)).mean,
  correlation: ([a, b]) => {
    const [one, other] = [momentsOf(a!), momentsOf(b!)]
    let product = 0
    for (let t = 0; t < a!.length; t++) product += (a![t]! - one.mean) * (b![t]! - other.mean)
    return product / Math.sqrt(one.square * other.square)
  },
}

interface GoldenCase {
  readonly name: string
  readonly statistic: string
  readonly columns: readonly Recipe[]
  readonly scheme: BlockScheme
  readonly seed: number
  readonly count: number
  readonly level: number
  readonly expected: Readonly<
    Record<
      'percentile' | 'basic' | 'biasCorrected',
      { readonly low: number; readonly high: number }
    >
  >
}

test.for(goldenCases('bootstrap/intervals') as readonly GoldenCase[])(
  'has the intervals of arch on its rows: $name',
  (golden) => {
    const columns = golden.columns.map(buildSeries)
    const statistic = statistics[golden.statistic]!
    const replicated = Float64Array.from(
      recordedRowSets({ ...golden, rows: columns[0]!.length }),
      (rows) => statistic(columns.map((column) => Float64Array.from(rows, (row) => column[row]!))),
    ).toSorted()
    const found = intervals(replicated, statistic(columns), golden.level)
    expect(found.biasCorrected).not.toBeNull()
    for (const kind of ['percentile', 'basic', 'biasCorrected'] as const) {
      for (const end of ['low', 'high'] as const) {
        const expected = golden.expected[kind][end]
        expectClose(found[kind]![end], expected, statisticTolerance, `${kind} ${end}`)
      }
    }
  },
)

const mean = statistics['mean']!

test('the stationary bootstrap has the standard error that autocorrelation asks for', () => {
  const random = new Random(4)
  let value = 0
  const series = Float64Array.from({ length: 2000 }, () => (value = 0.5 * value + random.normal()))
  // sd of the mean: 2 / sqrt(n), of independent rows 1.15 / sqrt(n).
  const error = (scheme: Parameters<typeof bootstrapDistribution>[2]['scheme']): number =>
    expectValue(bootstrapDistribution(mean, [series], { scheme })).standardError
  const root = Math.sqrt(2000)
  expect(error({ kind: 'stationary', meanBlockLength: 20 }) * root).toBeGreaterThan(1.7)
  expect(error({ kind: 'sieve' }) * root).toBeGreaterThan(1.7)
  expect(error({ kind: 'sieve', law: 'normal' }) * root).toBeGreaterThan(1.7)
  expect(error({ kind: 'iid' }) * root).toBeLessThan(1.3)
  expect(error({ kind: 'wild' }) * root).toBeLessThan(1.3)
})

test('nine in ten intervals of 90 % hold the mean', () => {
  const runs = 300
  const held = { percentile: 0, basic: 0, biasCorrected: 0 }
  for (let seed = 0; seed < runs; seed++) {
    const random = new Random(seed)
    const series = Float64Array.from({ length: 60 }, () => random.exponential())
    const options = { scheme: { kind: 'iid' }, replications: 199, level: 0.9, seed } as const
    const result = expectValue(bootstrapDistribution(mean, [series], options))
    for (const kind of ['percentile', 'basic', 'biasCorrected'] as const) {
      const { low, high } = result[kind]!
      if (low <= 1 && 1 <= high) held[kind]++
    }
  }
  for (const count of Object.values(held)) {
    // 270 in the limit, deviation 5.2; skewness at 60 rows costs some 2 %.
    expect(count).toBeGreaterThan(270 - 6 - 4 * 5.2)
    expect(count).toBeLessThan(270 + 4 * 5.2)
  }
})

test('columns are resampled together', () => {
  const first = noise(3, 300)
  const second = first.map((value, t) => value + 0.1 * noise(4, 300)[t]!)
  for (const scheme of [
    { kind: 'iid' },
    { kind: 'stationary', meanBlockLength: 10 },
    { kind: 'moving', blockLength: 7 },
    { kind: 'wild', law: 'mammen' },
    { kind: 'sieve', maxOrder: 2 },
    { kind: 'sieve', maxOrder: 2, law: 'rademacher' },
  ] as const) {
    const options = { scheme, replications: 50 }
    const result = expectValue(
      bootstrapDistribution(statistics['correlation']!, [first, second], options),
    )
    expect(result.percentile.low, scheme.kind).toBeGreaterThan(0.98)
  }
})

test('the same seed gives the same numbers; what has no value is said', () => {
  const series = noise(5, 40)
  const options = { scheme: { kind: 'iid' }, replications: 30 } as const
  const result = expectValue(bootstrapDistribution(mean, [series], options))
  expect(expectValue(bootstrapDistribution(mean, [series], options))).toEqual(result)
  expect(bootstrapDistribution(() => Number.NaN, [series], options)).toMatchObject({
    reason: 'statistic-undefined',
  })
  const flat = expectValue(bootstrapDistribution(() => 1, [series], options))
  expect(flat.biasCorrected).toBeNull()
  expect(flat.percentile).toEqual({ low: 1, high: 1 })
  const rarely = (columns: readonly Float64Array[]): number =>
    columns[0]!.includes(series[0]!) ? 1 : Number.NaN
  expect(
    expectValue(bootstrapDistribution(rarely, [series], options)).undefinedReplications,
  ).toBeGreaterThan(0)
  expect(
    bootstrapDistribution(mean, [new Float64Array(30)], { scheme: { kind: 'sieve' } }),
  ).toMatchObject({ reason: 'constant-series' })
})

test('its summary has the estimate and the three intervals', () => {
  const options = { scheme: { kind: 'iid' }, replications: 99 } as const
  const result = expectValue(bootstrapDistribution(mean, [noise(6, 50)], options))
  const text = renderSummary(bootstrapDistributionSummary(result))
  for (const value of [
    result.estimate,
    result.standardError,
    result.percentile.low,
    result.basic.high,
    result.biasCorrected!.low,
  ]) {
    expect(text).toContain(Number(value.toPrecision(6)).toString().slice(0, 7))
  }
})
