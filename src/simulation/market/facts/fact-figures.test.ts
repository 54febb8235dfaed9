import { expect, test } from 'vitest'
import { Random } from '../../../math/random.ts'
import {
  absoluteAutocorrelation,
  changesOf,
  hillExponent,
  impactExponent,
  quantileOf,
  varianceRate,
} from './fact-figures.ts'

function drawn(count: number, draw: (random: Random) => number): Float64Array {
  const random = new Random(1)
  return Float64Array.from({ length: count }, () => draw(random))
}

function walk(count: number): Float64Array {
  let level = 0
  return drawn(count, (random) => (level += random.normal()))
}

test('a quantile is one of the values', () => {
  const values = Float64Array.of(1, 2, 3, 4)
  expect([0, 0.25, 0.5, 0.99, 1].map((share) => quantileOf(values, share))).toEqual([1, 2, 3, 4, 4])
  expect(quantileOf(new Float64Array(), 0.5)).toBeNaN()
})

test('the tail exponent of a Pareto variable is its own', () => {
  const values = drawn(100_000, (random) => (1 - random.uniform()) ** (-1 / 1.5)).toSorted()
  // Hill's deviation is alpha / sqrt(5,000 of the tail) = 0.02.
  expect(Math.abs(hillExponent(values, 0.05) - 1.5)).toBeLessThan(0.07)
  expect(hillExponent(values.subarray(0, 500), 0.05)).toBeNaN()
})

test('by hand: the tail of 1 to 1,000 above 950', () => {
  const values = Float64Array.from({ length: 1_000 }, (_, k) => k + 1)
  let sum = 0
  for (let value = 951; value <= 1_000; value++) sum += Math.log(value / 950)
  expect(hillExponent(values, 0.05)).toBeCloseTo(50 / sum, 12)
})

test('the variance of a random walk is the same however often one looks', () => {
  const values = walk(50_000)
  // Overlapping windows of 60 in 50,000 steps: a deviation of sqrt(4 / 3 * 60 / 50,000) = 0.04; three of them.
  expect(Math.abs(varianceRate(values, 60) / varianceRate(values, 1) - 1)).toBeLessThan(0.12)
  // Noise of the size of a step makes it 1 + 2 as seen at every step: known within 2 % or so.
  const random = new Random(2)
  const noisy = values.map((value) => value + random.normal())
  expect(Math.abs(varianceRate(noisy, 1) / varianceRate(values, 1) - 3)).toBeLessThan(0.1)
  expect(varianceRate(values.subarray(0, 50), 1)).toBeNaN()
})

test('what is not known is left out, never filled', () => {
  const values = walk(1_000)
  values[500] = NaN
  const changes = changesOf(values, 1)
  expect(changes.filter(Number.isNaN)).toHaveLength(2)
  expect(varianceRate(values, 1)).toBeCloseTo(varianceRate(walk(1_000), 1), 1)
  expect(absoluteAutocorrelation(changes, 3)).not.toBeNaN()
  expect([...changesOf(Float64Array.of(1, 3, 6, 10, 15), 2)]).toEqual([5, 9])
  expect(changesOf(new Float64Array(), 2)).toHaveLength(0)
})

test('storms show in the absolute values, and white noise shows none', () => {
  const calm = drawn(20_000, (random) => random.normal())
  // A mean of ten lags of 20,000 values has a deviation of 0.002.
  expect(Math.abs(absoluteAutocorrelation(calm, 10))).toBeLessThan(0.01)
  const stormy = calm.map((value, k) => value * (Math.floor(k / 200) % 2 === 0 ? 3 : 1))
  expect(absoluteAutocorrelation(stormy, 10)).toBeGreaterThan(0.2)
})

test('the exponent of impact is that of the response, whatever its scale', () => {
  const sizes = drawn(5_000, (random) => Math.exp(2 * random.normal()))
  const linear = { sizes, responses: sizes.map((size) => 3 * size) }
  expect(impactExponent(linear)).toBeCloseTo(1, 9)
  // Means of a power over a class are not the power of the mean: near the half, not at it.
  const root = { sizes, responses: sizes.map((size) => 7 * Math.sqrt(size)) }
  expect(Math.abs(impactExponent(root) - 0.5)).toBeLessThan(0.06)
  expect(impactExponent({ sizes, responses: sizes.map(() => -1) })).toBeNaN()
})
