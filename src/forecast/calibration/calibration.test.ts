import { expect, test } from 'vitest'
import { golden } from '../../../fixtures/forecast/goldens.ts'
import { expectValue } from '../../math/outcome.ts'
import { Random } from '../../math/random.ts'
import { AdaptiveConformal, conformalUsual } from './adaptive-conformal.ts'
import { fitIsotonic } from './isotonic.ts'
import { calibrated, fitPlatt } from './platt.ts'

test('isotonic probabilities are those of scikit-learn', () => {
  const { scores, y, asked, told } = golden('isotonic') as Record<string, readonly number[]>
  const fit = expectValue(fitIsotonic(Float64Array.from(scores!), Float64Array.from(y!)))
  for (const [k, score] of asked!.entries()) {
    // Both are means of a few ones and zeros.
    expect(Math.abs(calibrated(fit, score) - told![k]!), `at ${score}`).toBeLessThan(1e-12)
  }
})

test('scores that rank the wrong way tell the base rate, and are not turned round', () => {
  const scores = Float64Array.from({ length: 100 }, (_, k) => k)
  const y = scores.map((score) => (score < 30 ? 1 : 0))
  const fit = expectValue(
    fitPlatt(
      scores,
      y.map((value, k) => (k % 7 === 0 ? 1 - value : value)),
    ),
  )
  expect(fit.slope).toBe(0)
  expect(calibrated(fit, 5)).toBe(calibrated(fit, 95))
})

/** Share of noise within its interval, the scale of which doubles halfway. */
function coverage(step: number): number {
  const random = new Random(2)
  const conformal = new AdaptiveConformal({ ...conformalUsual, step })
  let held = 0
  const rows = 8_000
  for (let k = 0; k < rows; k++) {
    const score = Math.abs(random.normal()) * (1 + k / 400)
    const width = conformal.width()
    if (Number.isNaN(width) || score <= width) held++
    conformal.observe(score, width)
  }
  return held / rows
}

test('adaptive intervals hold their share while noise grows, fixed ones do not', () => {
  expect(Math.abs(coverage(0.005) - 0.9)).toBeLessThan(0.01)
  expect(coverage(0)).toBeLessThan(0.89)
})
