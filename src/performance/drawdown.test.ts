import { expect, test } from 'vitest'
import { maxDrawdown } from './drawdown.ts'

test('a drawdown is the deepest fall from the highest point before it', () => {
  expect(maxDrawdown(Float64Array.of(100, 120, 90, 130, 125))).toBe(30)
  expect(maxDrawdown(Float64Array.of(1, 2, 3))).toBe(0)
  expect(maxDrawdown(new Float64Array(0))).toBe(0)
  expect(maxDrawdown(new Float64Array(300_000).fill(90), 100)).toBe(10)
})
