import { expect, test } from 'vitest'
import { expectClose } from '../../../fixtures/econometrics/goldens.ts'
import { noise } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { regressionColumns } from '../regression/regression-columns.ts'
import { defaultMaxLags, lagOrder, type LagSearch } from './lag-order.ts'
import { leastSquares } from '../regression/least-squares.ts'
import { nestedByMoments, nestedByQr } from './nested-regressions.ts'

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

// With more series: ISOBAR_RUNS=100 npx vitest run src/econometrics/unit-roots/lag-order.test.ts --testTimeout 0
const runs = Number(process.env['ISOBAR_RUNS'] ?? 12)

test('chooses what one regression per order would choose, orders from 0 to the longest', () => {
  const chosen = new Set<number>()
  for (let seed = 1; seed <= runs; seed++) {
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

test('moments and QR agree on every nested regression', () => {
  for (const trend of ['n', 'c', 'ct', 'ctt'] as const) {
    const series = remembering(5, 400)
    const fast = nestedByMoments(series, trend, 14)!
    const careful = expectValue(nestedByQr(series, trend, 14))
    expect(fast.rows).toBe(careful.rows)
    expect(fast.shortest).toBe(careful.shortest)
    for (let lags = 0; lags <= 14; lags++) {
      const count = fast.shortest + lags
      expectClose(fast.residuals[count], careful.residuals[count]!, 1e-9, `${trend} ${lags}`)
      const [a, b] = [fast.projections[count - 1]!, careful.projections[count - 1]!]
      // A projection near zero is known to the rounding of the largest, not of itself.
      expect(Math.abs(Math.abs(a) - Math.abs(b))).toBeLessThan(1e-9 * Math.sqrt(fast.residuals[0]!))
    }
  }
})

test('a level far from zero is left to the QR, which chooses the same as without it', () => {
  const series = remembering(4, 300)
  const far = series.map((value) => value + 1e6)
  expect(nestedByMoments(far, 'c', 10)).toBeUndefined()
  const search = { trend: 'c', criterion: 'aic', maxLags: 10 } as const
  const lags = expectValue(lagOrder(series, search))
  expect(lags).toBeGreaterThan(0)
  expect(expectValue(lagOrder(far, search))).toBe(lags)
})

test('a series that its past makes up is left to the QR, which refuses it', () => {
  const line = Float64Array.from({ length: 50 }, (_, t) => 3 * t)
  expect(nestedByMoments(line, 'c', 4)).toBeUndefined()
  expect(lagOrder(line, { trend: 'c', criterion: 'bic', maxLags: 4 })).toMatchObject({
    reason: 'rank-deficient',
  })
})
