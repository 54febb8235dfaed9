import { expect, test } from 'vitest'
import { microsecondsPerDay } from '../core/time.ts'
import { dailyReturns } from './daily-returns.ts'

const day = microsecondsPerDay

test('a day ends with its midnight, and days without a mark are flat', () => {
  const times = Float64Array.of(0.5 * day, day, 3.5 * day)
  expect([...dailyReturns(times, Float64Array.of(101, 102, 105), 100)]).toEqual([0.02, 0, 0, 0.03])
  expect(dailyReturns(new Float64Array(0), new Float64Array(0), 100)).toHaveLength(0)
})
