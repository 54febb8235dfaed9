import { expect, test } from 'vitest'
import { usualStep } from './usual-step.ts'

test('is the most frequent one, the shorter among equals', () => {
  expect(usualStep(Float64Array.of(0, 8, 16, 17, 25))).toBe(8)
  expect(usualStep(Float64Array.of(0, 8, 12))).toBe(4)
})

test('needs two instants', () => {
  expect(usualStep(Float64Array.of(0))).toBeUndefined()
  expect(usualStep(new Float64Array(0))).toBeUndefined()
})
