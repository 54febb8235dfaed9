import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sumOf } from './sum.ts'

test('what a large number hides is not lost', () => {
  expect(sumOf([1, 1e100, 1, -1e100])).toBe(2)
  expect(sumOf(Float64Array.from({ length: 1e6 }, () => 0.1))).toBe(1e5)
})

test('a sum of whole numbers is the rounded exact one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.maxSafeInteger(), fc.integer({ min: 0, max: 60 }))),
      (parts) => {
        const values = parts.map(([whole, power]) => whole * 2 ** power)
        const exact = parts.reduce(
          (sum, [whole, power]) => sum + (BigInt(whole) << BigInt(power)),
          0n,
        )
        const magnitude = values.reduce((sum, value) => sum + Math.abs(value), 0)
        const error = Math.abs(Number(BigInt(sumOf(values)) - exact))
        // Half a unit in the last place of the sum, and n eps^2 of what cancelled.
        const allowed =
          Number.EPSILON * Math.abs(Number(exact)) + values.length * 2 ** -104 * magnitude
        expect(error).toBeLessThanOrEqual(allowed)
      },
    ),
    { seed: 20261124, numRuns: 500 },
  )
})

test('none is 0, and what is not finite stays so', () => {
  expect(sumOf([])).toBe(0)
  expect(sumOf([1, Number.NaN])).toBeNaN()
  expect(sumOf([1, Infinity, 2])).toBe(Infinity)
  expect(sumOf([Infinity, -Infinity])).toBeNaN()
})
