import { expect, test } from 'vitest'
import { noise } from '../../fixtures/econometrics/series.ts'
import { expectValue } from '../math/outcome.ts'
import { regressionColumns } from './dickey-fuller.ts'
import { defaultMaxLags, lagOrder, type LagSearch } from './lag-order.ts'
import { leastSquares } from './least-squares.ts'

/** The plain way: one regression per lag order, all on the rows the longest leaves. */
function slowLagOrder(series: Float64Array, { trend, criterion, maxLags }: LagSearch): number {
  const { change, level, laggedChanges } = regressionColumns(series, maxLags)
  const fits = Array.from({ length: maxLags + 1 }, (_, lags) =>
    expectValue(leastSquares(change, [level, ...laggedChanges.slice(0, lags)], { trend })),
  )
  if (criterion === 'tstat') {
    const telling = fits.findLastIndex(
      (fit, lags) => Math.abs(fit.tValues[lags]!) >= 1.6448536269514722,
    )
    return Math.max(0, telling)
  }
  const values = fits.map((fit) => fit[criterion])
  return values.indexOf(Math.min(...values))
}

/** Sums of an autoregression with a long memory, so that the best order is not 0. */
function remembering(seed: number, length: number): Float64Array {
  const changes = noise(seed, length)
  const lag = 1 + (seed % 7)
  for (let t = lag; t < length; t++) changes[t] = changes[t]! + 0.4 * changes[t - lag]!
  let total = 0
  return changes.map((change) => (total += change))
}

test('chooses what one regression per order would choose, orders from 0 to the longest', () => {
  const chosen = new Set<number>()
  for (let seed = 1; seed <= 30; seed++) {
    const series = remembering(seed, 60 + 20 * seed)
    for (const trend of ['n', 'c', 'ct', 'ctt'] as const) {
      for (const criterion of ['aic', 'bic', 'tstat'] as const) {
        const search = { trend, criterion, maxLags: defaultMaxLags(series.length, trend) }
        const fast = expectValue(lagOrder(series, search))
        expect(fast, `seed ${seed}, ${trend}, ${criterion}`).toBe(slowLagOrder(series, search))
        chosen.add(fast)
      }
    }
  }
  expect(chosen.size).toBeGreaterThan(8)
})

test("the longest order is Schwert's, unless the rows run out", () => {
  expect(defaultMaxLags(100, 'c')).toBe(12)
  expect(defaultMaxLags(8760, 'c')).toBe(37)
  expect(defaultMaxLags(20, 'c')).toBe(8)
  expect(defaultMaxLags(3, 'c')).toBe(-1)
})
