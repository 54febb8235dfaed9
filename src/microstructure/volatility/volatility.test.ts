import { expect, test } from 'vitest'
import { expectClose } from '../../../fixtures/econometrics/goldens.ts'
import { golden } from '../../../fixtures/microstructure/goldens.ts'
import { Random } from '../../math/random.ts'
import { RealisedVariance, realisedMeasuresOf } from './realised-variance.ts'

const keys = [
  'realisedVariance',
  'bipowerVariation',
  'jumpShare',
  'jumpStatistic',
  'jumpPValue',
] as const

type VolatilityGolden = Readonly<Record<(typeof keys)[number], number>> & {
  readonly returns: readonly number[]
}

test.each(golden('volatility') as readonly VolatilityGolden[])(
  'realised measures are those of numpy and scipy: $jumpStatistic',
  (expected) => {
    const rolling = new RealisedVariance(expected.returns.length)
    for (let k = 0; k < 50; k++) rolling.add(0.3) // long gone
    for (const value of expected.returns) rolling.add(value)
    const batch = realisedMeasuresOf(Float64Array.from(expected.returns))
    for (const key of keys) {
      // Sums to 1e-12; the statistic is a difference of two that are near each other.
      const tolerance = key.startsWith('jump') ? 1e-10 : 1e-12
      expectClose(rolling.measures()[key], expected[key], tolerance, key)
      expectClose(batch[key], expected[key], tolerance, key)
    }
    expect(rolling.realisedVariance()).toBe(rolling.measures().realisedVariance)
    expect(rolling.bipowerVariation()).toBe(rolling.measures().bipowerVariation)
  },
)

test('streaming equals batch at every step, and what is not known is NaN until it has left', () => {
  const random = new Random(9)
  const returns = Float64Array.from({ length: 400 }, (_, t) => (t === 200 ? NaN : random.normal()))
  const rolling = new RealisedVariance(30)
  for (const [t, value] of returns.entries()) {
    rolling.add(value)
    const found = rolling.measures()
    const isUnknown = t < 29 || (t >= 200 && t < 230)
    expect(Number.isNaN(found.realisedVariance)).toBe(isUnknown)
    if (isUnknown) continue
    const expected = realisedMeasuresOf(returns.subarray(t - 29, t + 1))
    for (const key of ['realisedVariance', 'bipowerVariation'] as const) {
      expectClose(found[key], expected[key], 1e-12, `${key} at ${t}`)
    }
  }
})

test('the test for jumps rejects as often as it says without, and finds what was planted', () => {
  const random = new Random(12)
  let rejected = 0
  let found = 0
  const runs = 1000
  for (let run = 0; run < runs; run++) {
    const returns = Float64Array.from({ length: 288 }, () => random.normal())
    if (realisedMeasuresOf(returns).jumpPValue < 0.05) rejected++
    returns[100]! += 12
    if (realisedMeasuresOf(returns).jumpPValue < 0.05) found++
  }
  // Huang and Tauchen find it slightly oversized at such lengths.
  expect(rejected / runs).toBeGreaterThan(0.03)
  expect(rejected / runs).toBeLessThan(0.08)
  expect(found / runs).toBeGreaterThan(0.9)
  expect(realisedMeasuresOf(new Float64Array(20)).jumpPValue).toBeNaN()
})
