import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inferDecimals } from '../core/price.ts'
import { fewestDecimals } from './fewest-decimals.ts'

test('no prices need no decimals', () => {
  expect(fewestDecimals([])).toBe(0)
  expect(fewestDecimals([new Float64Array()])).toBe(0)
})

test('the most demanding price of all columns decides', () => {
  expect(fewestDecimals([Float64Array.of(1, 2.5), Float64Array.of(-0.125, 3)])).toBe(3)
  expect(fewestDecimals([Float64Array.of(0.00001234)])).toBe(8)
  expect(fewestDecimals([Float64Array.of(1 / 3)])).toBe(12)
})

const price = fc.oneof(
  // As venues write them: an integer over a power of ten, from a fraction of a cent to beyond 2^53 in steps.
  fc
    .tuple(fc.maxSafeInteger(), fc.nat(14))
    .map(([mantissa, decimals]) => mantissa / 10 ** decimals),
  fc.tuple(fc.integer(), fc.nat(9)).map(([mantissa, decimals]) => mantissa / 10 ** decimals),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
)

test('it is what writing and reading back every price says', () => {
  fc.assert(
    fc.property(fc.array(price, { maxLength: 12 }), fc.array(price, { maxLength: 3 }), (a, b) => {
      const columns = [Float64Array.from(a), Float64Array.from(b)]
      expect(fewestDecimals(columns)).toBe(inferDecimals(Float64Array.from([...a, ...b])))
    }),
    { numRuns: 2_000 },
  )
})
