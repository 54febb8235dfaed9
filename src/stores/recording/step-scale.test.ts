import fc from 'fast-check'
import { expect, test } from 'vitest'
import { StepScale } from './step-scale.ts'

test('steps come back from their doubles up to 2^52.5 units, and further where a double tells one number alone', () => {
  const scale = new StepScale({ units: 1, decimals: 8 })
  // A level of Bitstamp's SHIB book, 2022-01-05; the next is its neighbour.
  for (const steps of [4_067_929_487_562_189, 4_067_929_487_562_190, 11_271_600_000_000_000]) {
    expect(scale.valueOf(steps)).toBe(steps / 1e8)
    expect(scale.stepsOf(steps / 1e8)).toBe(steps)
  }
  const step = fc.record({
    units: fc.constantFrom(1, 5, 25),
    decimals: fc.integer({ min: 0, max: 12 }),
  })
  const many = fc.bigInt({ min: -(2n ** 52n), max: 2n ** 52n })
  fc.assert(
    fc.property(step, many, ({ units, decimals }, product) => {
      const each = new StepScale({ units, decimals })
      const steps = Math.trunc(Number(product) / units)
      return each.stepsOf(each.valueOf(steps)) === steps
    }),
    { numRuns: 2_000, seed: 3 },
  )
})

test('of two numbers of steps with one double only one comes back', () => {
  const scale = new StepScale({ units: 1, decimals: 8 })
  const [first, second] = [8_000_000_000_000_001, 8_000_000_000_000_002]
  expect(second / 1e8).toBe(first / 1e8)
  expect(scale.valueOf(first)).toBe(80_000_000.00000001)
  expect(scale.valueOf(second)).toBeNaN()
  expect(scale.nearestOf(second)).toBe(80_000_000.00000001)
  expect(scale.stepsOf(80_000_000.00000001)).toBe(first)
})

test('what is not the double of any number of steps is none', () => {
  const scale = new StepScale({ units: 25, decimals: 2 })
  for (const value of [NaN, Infinity, -Infinity, 0.3, 2 ** 49 + 0.125]) {
    expect(scale.stepsOf(value)).toBeNaN()
  }
  expect(scale.stepsOf(0.75)).toBe(3)
})
