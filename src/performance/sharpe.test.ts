import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sharpeRatio } from './sharpe.ts'

test('a Sharpe ratio is the mean over the deviation, times the root of 365', () => {
  const { value, low, high } = sharpeRatio(Float64Array.of(0.01, -0.01, 0.02))!
  const mean = 0.02 / 3
  const deviation = Math.sqrt(((0.01 - mean) ** 2 + (-0.01 - mean) ** 2 + (0.02 - mean) ** 2) / 2)
  expect(value).toBeCloseTo((mean / deviation) * Math.sqrt(365), 10)
  expect(low).toBeLessThan(value)
  expect(high).toBeGreaterThan(value)
})

test('there is no Sharpe ratio without variance, without days, or of what is not finite', () => {
  expect(sharpeRatio(new Float64Array(30))).toBeUndefined()
  expect(sharpeRatio(new Float64Array(30).fill(0.1))).toBeUndefined()
  expect(sharpeRatio(Float64Array.of(0.1, 0.2))).toBeUndefined()
  expect(sharpeRatio(Float64Array.of(0.1, 0.2, Number.NaN))).toBeUndefined()
})

test('a Sharpe ratio does not change with the unit of its returns', () => {
  // Whole basis points: returns whose squares underflow are no returns.
  const basisPoints = fc.integer({ min: -10_000, max: 10_000 }).map((count) => count / 1e4)
  const returns = fc.array(basisPoints, { minLength: 3, maxLength: 40 })
  fc.assert(
    fc.property(returns, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (values, scale) => {
      const plain = sharpeRatio(Float64Array.from(values))
      const scaled = sharpeRatio(Float64Array.from(values, (value) => value * scale))
      // Tiny deviations may fall on either side of "no variance".
      fc.pre(plain !== undefined && scaled !== undefined)
      // Scaling rounds each return once, and a ratio near zero is the difference of large ones.
      expect(Math.abs(scaled.value - plain.value)).toBeLessThanOrEqual(
        1e-9 * Math.abs(plain.value) + 1e-12,
      )
    }),
  )
})
