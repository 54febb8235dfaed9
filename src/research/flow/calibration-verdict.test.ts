import { expect, test } from 'vitest'
import { calibrationVerdict } from './calibration-verdict.ts'

const largest = { count: 100, predicted: 0.41, observed: 0.475, low: 0.46, high: 0.49 }
const low = {
  expected: { value: 0.038, low: 0.033, high: 0.043 },
  byChance: 0.004,
  bias: { value: -0.038, low: -0.042, high: -0.033 },
  largest,
}
const moves = { here: 0.81, trained: 0.75 }

test('probabilities that are too low are said to be, by how much, and where that comes from', () => {
  const sentence = calibrationVerdict(low, moves)
  expect(sentence).toContain('3.8 points too low on average')
  expect(sentence).toContain('41.0 % was told where 47.5 % rose (46.0 to 49.0)')
  expect(sentence).toContain('moved at all in 81.0 % of these and in 75.0 %')
  // Moves that differ the other way, or hardly, are no reason.
  for (const other of [
    { here: 0.75, trained: 0.81 },
    { here: 0.77, trained: 0.75 },
  ]) {
    expect(calibrationVerdict(low, other)).not.toContain('moved at all')
  }
})

test('what is too bold without being too high is said to be off', () => {
  const bias = { value: 0.001, low: -0.004, high: 0.006 }
  expect(calibrationVerdict({ ...low, bias }, moves)).toMatch(/^Its probabilities are off by 3\.8/)
})

test('what is small, or no more than chance, needs no sentence', () => {
  const small = { value: -0.005, low: -0.007, high: -0.003 }
  const chance = { value: 0.03, low: 0.01, high: 0.05 }
  const none = { value: null, low: null, high: null }
  const bias = { value: -0.02, low: -0.05, high: 0.01 }
  for (const error of [
    { ...low, bias: small, expected: { value: 0.015, low: 0.01, high: 0.02 } },
    { expected: chance, byChance: 0.03, bias, largest },
    { expected: none, byChance: 0, bias: none, largest: null },
  ]) {
    expect(calibrationVerdict(error, moves)).toBeNull()
  }
})
