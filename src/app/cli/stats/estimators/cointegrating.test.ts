import { expect, test } from 'vitest'
import { Random } from '../../../../math/random.ts'
import { expectValue } from '../../../../math/outcome.ts'
import { dolsEstimator, fmolsEstimator } from './cointegrating.ts'
import { reversionOf } from './estimator.ts'

const halfLifeOf = (fit: { readonly residuals: Float64Array }): number =>
  reversionOf(fit.residuals).halfLifeBars!

test('what comes back after dynamic least squares is the relation, not what its leads and lags leave', () => {
  const random = new Random(2)
  let [level, apart] = [0, 0]
  const steps = Float64Array.from({ length: 1500 }, () => random.normal())
  const x = steps.map((step) => (level += step))
  // Nearly all of the distance follows from what x did before.
  const y = x.map((value, row) => {
    apart = 0.9 * apart + 2 * (steps[row - 1] ?? 0) + 0.2 * random.normal()
    return 2 * value + 5 + apart
  })
  const dynamic = expectValue(dolsEstimator.estimate(y, [x], { trend: 'c' }))
  const modified = expectValue(fmolsEstimator.estimate(y, [x], { trend: 'c' }))
  expect(dynamic.residuals).toHaveLength(1500)
  expect(halfLifeOf(dynamic) / halfLifeOf(modified)).toBeCloseTo(1, 1)
  expect(halfLifeOf(dynamic)).toBeGreaterThan(5)
  expect(halfLifeOf(dynamic)).toBeLessThan(9)
})
