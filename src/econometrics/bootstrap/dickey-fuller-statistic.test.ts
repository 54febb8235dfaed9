import { expect, test } from 'vitest'
import { statisticTolerance } from '../../../fixtures/econometrics/goldens.ts'
import { Random } from '../../math/random.ts'
import { expectValue } from '../../math/outcome.ts'
import { adf } from '../unit-roots/adf.ts'
import { dickeyFullerStatistic } from './dickey-fuller-statistic.ts'

/** A walk whose changes are an autoregression at the given lag, so that the chosen order is not 0. */
function walk(seed: number, rows: number, lag: number): Float64Array {
  const random = new Random(seed)
  const changes = new Float64Array(rows)
  let level = 0
  return Float64Array.from({ length: rows }, (_, t) => {
    changes[t] = random.normal() + (t >= lag ? 0.5 * changes[t - lag]! : 0)
    return (level += changes[t])
  })
}

test.for(['aic', 'bic', 'tstat'] as const)(
  'is the statistic of adf with lags by %s',
  (criterion) => {
    const chosen = new Set<number>()
    for (const [rows, maxLags] of [
      [30, 3],
      [150, 12],
      [400, 17],
      [400, 18],
      [400, 19],
      [400, 20],
    ] as const) {
      const statistic = dickeyFullerStatistic({ rows, maxLags, criterion })
      for (let lag = 1; lag < 9; lag++) {
        const series = walk(lag, rows, lag)
        const careful = expectValue(adf(series, { trend: 'n', criterion, maxLags }))
        chosen.add(careful.lags)
        const difference = Math.abs(statistic(series) / careful.statistic - 1)
        expect(difference, `${rows} rows, lag ${lag}`).toBeLessThan(statisticTolerance)
      }
    }
    expect(chosen.size).toBeGreaterThan(5)
  },
)

test('is the statistic of adf at fixed lags', () => {
  for (const lags of [0, 1, 2, 5, 8]) {
    const statistic = dickeyFullerStatistic({ rows: 200, maxLags: lags, criterion: 'fixed' })
    const series = walk(3, 200, 2)
    const careful = expectValue(adf(series, { trend: 'n', lags })).statistic
    expect(Math.abs(statistic(series) / careful - 1)).toBeLessThan(statisticTolerance)
  }
})

test('has no answer where moments have none', () => {
  const statistic = dickeyFullerStatistic({ rows: 60, maxLags: 4, criterion: 'aic' })
  expect(statistic(new Float64Array(60))).toBeNaN()
  expect(statistic(walk(1, 60, 1).fill(Number.NaN, 7, 8))).toBeNaN()
  expect(statistic(walk(1, 60, 1).map((value) => value * 1e200))).toBeNaN()
  expect(statistic(Float64Array.from({ length: 60 }, (_, t) => 2 ** t))).toBeNaN()
  expect(statistic(walk(1, 60, 1))).toBeLessThan(10)
})
