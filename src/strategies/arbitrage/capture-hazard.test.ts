import { expect, test } from 'vitest'
import { Random } from '../../math/random.ts'
import { CaptureHazard } from './capture-hazard.ts'

test('a planted hazard of being beaten is found: better than the share alone, and calibrated', () => {
  const random = new Random(5)
  const hazard = new CaptureHazard()
  let [own, base, count, forecasts, hits] = [0, 0, 0, 0, 0]
  for (let k = 0; k < 3_000; k++) {
    const slot = random.integerBelow(4)
    const question = {
      slot,
      edgeBps: 12 * random.exponential(),
      notional: 1_000 + 5_000 * random.uniform(),
      latencyMs: [5, 20, 40, 80][slot]!,
    }
    // Takers come the sooner the more there is to be had.
    const life = (random.exponential() * 600) / (1 + question.edgeBps)
    const isCaptured = life > question.latencyMs
    const p = hazard.probability(question)
    if (k >= 500) {
      own += (p - (isCaptured ? 1 : 0)) ** 2
      base += (hazard.baseRate() - (isCaptured ? 1 : 0)) ** 2
      count++
      forecasts += p
      hits += isCaptured ? 1 : 0
    }
    hazard.learn(question, isCaptured)
    hazard.lived(slot, life)
  }
  // 2,500 outcomes: their share is known to about a hundredth.
  expect(own).toBeLessThan(0.85 * base)
  expect(Math.abs(forecasts - hits) / count).toBeLessThan(0.03)
})

test('with nothing known it is one half, and nothing known of quantity or latency is no reason to fail', () => {
  const hazard = new CaptureHazard()
  const question = { slot: 1, edgeBps: 2, notional: NaN, latencyMs: NaN }
  expect(hazard.probability(question)).toBeCloseTo(0.5, 12)
  for (let k = 0; k < 400; k++) hazard.learn(question, k % 10 !== 0)
  expect(hazard.probability(question)).toBeGreaterThan(0.8)
  expect(hazard.probability(question)).toBeLessThan(0.97)
})
