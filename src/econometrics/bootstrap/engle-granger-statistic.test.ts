import { expect, test } from 'vitest'
import {
  goldenCases,
  needsSeries,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { Random } from '../../math/random.ts'
import { engleGranger, type EngleGrangerOptions } from '../cointegration/engle-granger.ts'
import { engleGrangerStatistic } from './engle-granger-statistic.ts'

function expectTwin(
  y: Float64Array,
  xs: readonly Float64Array[],
  options: EngleGrangerOptions,
): number {
  const outcome = engleGranger(y, xs, options)
  const careful = outcome.kind === 'value' ? outcome.value.statistic : Number.NaN
  const fast = engleGrangerStatistic({ rows: y.length, regressors: xs.length }, options)
  const [first, second] = [fast(y, xs), fast(y, xs)]
  expect(second).toBe(first)
  const bothMissing = Number.isNaN(careful) && Number.isNaN(first)
  expect(bothMissing ? 0 : Math.abs(first / careful - 1)).toBeLessThan(statisticTolerance)
  return outcome.kind === 'value' ? outcome.value.lags : -1
}

interface GoldenCase {
  readonly name: string
  readonly y: Recipe
  readonly xs: readonly Recipe[]
  readonly options: EngleGrangerOptions
}

test.for(goldenCases('engle-granger') as readonly GoldenCase[])(
  'is the statistic of engleGranger: $name',
  ({ y, xs, options }, context) => {
    needsSeries([y, ...xs], context)
    expect(expectTwin(buildSeries(y), xs.map(buildSeries), options)).toBeGreaterThanOrEqual(-1)
  },
)

test('is it with every trend, up to three regressors, and orders other than 0', () => {
  const random = new Random(11)
  const walk = (rows: number, lag: number): Float64Array => {
    const changes = new Float64Array(rows)
    let level = 100
    return Float64Array.from({ length: rows }, (_, t) => {
      changes[t] = random.normal() + (t >= lag ? 0.4 * changes[t - lag]! : 0)
      return (level += changes[t])
    })
  }
  const lags = new Set<number>()
  for (const trend of ['n', 'c', 'ct', 'ctt'] as const) {
    for (const count of [1, 2, 3]) {
      const xs = Array.from({ length: count }, () => walk(300, 3))
      lags.add(expectTwin(walk(300, 2 + count), xs, { trend }))
    }
  }
  expect(lags.size).toBeGreaterThan(2)
})

test('asks engleGranger where moments fail it', () => {
  const random = new Random(12)
  let level = 0
  const x = Float64Array.from({ length: 120 }, () => (level += random.normal()))
  const tight = x.map((value) => 2 * value + 1e-5 * random.normal())
  expect(expectTwin(tight, [x], {})).toBeGreaterThanOrEqual(0)
  expect(
    expectTwin(
      x.map((value) => value * 1e200),
      [tight],
      {},
    ),
  ).toBeGreaterThanOrEqual(0)
  expect(expectTwin(x, [x], {})).toBe(-1)
  expect(expectTwin(x.slice(0, 12), [tight.slice(0, 12)], { lags: 9 })).toBe(-1)
})
