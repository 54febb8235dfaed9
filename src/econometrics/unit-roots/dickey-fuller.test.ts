import { expect, test } from 'vitest'
import { expectClose } from '../../../fixtures/econometrics/goldens.ts'
import { noise } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { dickeyFuller, dickeyFullerByMoments, dickeyFullerByQr } from './dickey-fuller.ts'
import { leastSquares } from '../regression/least-squares.ts'
import { regressionColumns } from '../regression/regression-columns.ts'

/** Reverts to zero at the given pace, with a memory of four bars in its changes. */
function reverting(seed: number, length: number, phi: number): Float64Array {
  const shocks = noise(seed, length)
  const values = new Float64Array(length)
  for (let t = 0; t < length; t++) {
    const echo = t > 4 ? 0.3 * (values[t - 4]! - values[t - 5]!) : 0
    values[t] = phi * (values[t - 1] ?? 0) + echo + shocks[t]!
  }
  return values
}

test('moments, QR and the plain regression give the same t value', () => {
  for (const [seed, phi] of [0.2, 0.6, 0.9, 0.97, 1].entries()) {
    const series = reverting(300 + seed, 500, phi)
    for (const trend of ['n', 'c', 'ct', 'ctt'] as const) {
      for (const lags of [0, 1, 9]) {
        const { change, level, laggedChanges } = regressionColumns(series, lags)
        const plain = expectValue(leastSquares(change, [level, ...laggedChanges], { trend }))
        const careful = expectValue(dickeyFullerByQr(series, trend, lags))
        const chosen = expectValue(dickeyFuller(series, trend, lags))
        const what = `phi ${phi}, ${trend}, ${lags} lags`
        expect(chosen.observations).toBe(500 - 1 - lags)
        expectClose(careful.statistic, plain.tValues[0]!, 1e-11, `QR, ${what}`)
        // Columns that keep 1 % of themselves: rounding of 1e-16 x 10 columns / 0.01.
        expectClose(chosen.statistic, careful.statistic, 1e-11, `chosen, ${what}`)
      }
    }
  }
})

test('moments decline what they could not do well', () => {
  const series = reverting(310, 300, 0.9)
  expect(dickeyFullerByMoments(series, 'c', 3)).toBeDefined()
  const far = series.map((value) => value + 1000)
  expect(dickeyFullerByMoments(far, 'c', 3)).toBeUndefined()
  const fitted = Float64Array.from({ length: 50 }, (_, t) => 2 ** (t / 10))
  expect(dickeyFullerByMoments(fitted, 'n', 0)).toBeUndefined()
})
