import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  dayOf,
  formatInstant,
  instantFromMilliseconds,
  later,
  millisecondsOf,
  parseInstant,
  type Duration,
  type Instant,
} from './time.ts'

test('writes what the platform calendar writes, over all of 1900 to 2200', () => {
  fc.assert(
    fc.property(fc.integer({ min: -2_208_988_800_000, max: 7_258_118_400_000 }), (milliseconds) => {
      const written = formatInstant(instantFromMilliseconds(milliseconds))
      expect(new Date(written).getTime()).toBe(milliseconds)
    }),
  )
})

test('reads back every instant it writes, to the microsecond', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800_000_000 }), (microseconds) => {
      expect(parseInstant(formatInstant(microseconds as Instant))).toBe(microseconds)
    }),
  )
})

test.each([
  ['2023-03-10', 1_678_406_400_000],
  ['2023-03-10T04:30', 1_678_422_600_000],
  ['2023-03-10T04:30Z', 1_678_422_600_000],
  ['2023-03-10T04:30:01.5+00:00', 1_678_422_601_500],
  ['1678406400000', 1_678_406_400_000],
  ['1678406400000.25', 1_678_406_400_000.25],
])('reads %s', (text, milliseconds) => {
  expect(millisecondsOf(parseInstant(text)!)).toBe(milliseconds)
})

test.each([
  '',
  'yesterday',
  '2023',
  '2023-13-01',
  '2023-02-29',
  '2023-03-10T25:00',
  '2023-03-10T04:30+02:00',
])('does not read %j', (text) => {
  expect(parseInstant(text)).toBeUndefined()
})

test('counts days from 1970-01-01, also before it', () => {
  expect(dayOf(0 as Instant)).toBe(0)
  expect(dayOf(later(0 as Instant, -1 as Duration))).toBe(-1)
})
