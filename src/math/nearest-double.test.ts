import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nearestDouble } from './nearest-double.ts'

/** A double as an exact fraction, read from its bits. */
function fractionOf(value: number): { readonly numerator: bigint; readonly denominator: bigint } {
  let denominator = 1n
  let scaled = value
  while (!Number.isInteger(scaled)) {
    scaled *= 2
    denominator *= 2n
  }
  return { numerator: BigInt(scaled), denominator }
}

const doubles = fc.double({ min: -1e30, max: 1e30, noNaN: true })
const factors = fc.bigInt(1n, 10n ** 40n)

test('the fraction that is a double is that double, in any terms', () => {
  fc.assert(
    fc.property(doubles, factors, (value, factor) => {
      const { numerator, denominator } = fractionOf(value)
      expect(nearestDouble(numerator * factor, denominator * factor)).toBe(value + 0)
    }),
  )
})

test('no double is nearer', () => {
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 40n), 10n ** 40n), factors, (numerator, denominator) => {
      const value = nearestDouble(numerator, denominator)
      const distance = (candidate: number): bigint => {
        const exact = fractionOf(candidate)
        const apart = exact.numerator * denominator - numerator * exact.denominator
        // Over one denominator for all three: theirs are powers of two up to 2^1100.
        return ((apart < 0n ? -apart : apart) << 1_100n) / exact.denominator
      }
      for (const neighbour of [nextUp(value), -nextUp(-value)]) {
        expect(distance(value) <= distance(neighbour)).toBe(true)
      }
    }),
  )
})

test('a tie goes to the even double, and a hair past it does not', () => {
  const half = 2n ** 53n + 1n
  expect(nearestDouble(half * 3n, 3n)).toBe(2 ** 53)
  expect(nearestDouble(half * 10n ** 40n + 1n, 10n ** 40n)).toBe(2 ** 53 + 2)
})

test('zero, the huge and the tiny', () => {
  expect(nearestDouble(0n, 10n ** 40n)).toBe(0)
  expect(nearestDouble(10n ** 400n, 1n)).toBe(Infinity)
  expect(nearestDouble(-(10n ** 400n), 10n ** 100n)).toBe(-1e300)
  expect(nearestDouble(1n, 10n ** 300n)).toBe(1e-300)
  expect(() => nearestDouble(1n, 0n)).toThrow('a denominator above zero')
})

function nextUp(value: number): number {
  const bits = new BigInt64Array(1)
  const view = new Float64Array(bits.buffer)
  view[0] = value + 0
  if (value === 0) return Number.MIN_VALUE
  bits[0]! += value > 0 ? 1n : -1n
  return view[0]
}
