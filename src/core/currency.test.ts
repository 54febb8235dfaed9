import fc from 'fast-check'
import { expect, test } from 'vitest'
import { atomsOf, unitsOf } from './currency.ts'

test('units survive the way to atoms and back', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e15, max: 1e15, noNaN: true }), (units) => {
      expect(unitsOf(atomsOf(units))).toBeCloseTo(units, 12)
    }),
  )
})

test('atoms are exact where the double is', () => {
  expect(atomsOf(1.5)).toBe(1_500_000_000_000_000_000n)
  expect(atomsOf(-2)).toBe(-2_000_000_000_000_000_000n)
  expect(unitsOf(-1n)).toBe(-1e-18)
  expect(unitsOf(0n)).toBe(0)
})

test('there are no atoms of what is not finite', () => {
  expect(() => atomsOf(Number.NaN)).toThrow(RangeError)
  expect(() => atomsOf(Infinity)).toThrow(RangeError)
})
