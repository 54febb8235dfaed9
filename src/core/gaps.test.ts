import { expect, test } from 'vitest'
import { findGaps } from './gaps.ts'
import { parseTimeframe } from './timeframe.ts'

const minute = parseTimeframe('1m')!.duration

test('a regular series has no gap, and neither have one bar or none', () => {
  expect(findGaps(Float64Array.of(0, minute, 2 * minute), minute)).toEqual([])
  expect(findGaps(Float64Array.of(5), minute)).toEqual([])
  expect(findGaps(new Float64Array(0), minute)).toEqual([])
})

test('a hole is named by its first missing bar, its end and its length', () => {
  expect(findGaps(Float64Array.of(0, minute, 5 * minute), minute)).toEqual([
    { from: 2 * minute, to: 5 * minute, missingBars: 3 },
  ])
})

test.each([
  ['1m', 60e6],
  ['8h', 28_800e6],
  ['1d', 86_400e6],
  ['2w', 1_209_600e6],
])('a timeframe %s lasts %d microseconds', (label, duration) => {
  expect(parseTimeframe(label)?.duration).toBe(duration)
})

test.each(['', '0h', '1', 'h', '1x', '-1h', '1.5h'])('%j is no timeframe', (label) => {
  expect(parseTimeframe(label)).toBeUndefined()
})
