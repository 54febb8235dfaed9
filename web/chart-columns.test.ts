import { expect, test } from 'vitest'
import { drawdownOf, lastAtOrBefore, normalised } from './chart-columns.ts'

test('drawdown is the fall from the highest value so far, over capital', () => {
  expect(drawdownOf([100, 110, 99, 120, 115], 100)).toEqual([0, 0, -0.11, 0, -0.05])
  expect(drawdownOf([], 100)).toEqual([])
})

test('a normalised column begins at 100', () => {
  expect(normalised([50, 75, 25])).toEqual([100, 150, 50])
  expect(normalised([])).toEqual([])
})

test('an instant belongs to the last row that is not after it', () => {
  const times = [10, 20, 30]
  expect([5, 10, 15, 30, 99].map((instant) => lastAtOrBefore(times, instant))).toEqual([
    -1, 0, 0, 2, 2,
  ])
})
