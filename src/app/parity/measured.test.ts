import { expect, test } from 'vitest'
import { bundled } from './measured.ts'

test('what changed is heard with the first message that tells of as late a state', () => {
  // At 10 and 30 ms something changed last before a message was sent, which was heard at 25 and 44 ms.
  const heard = bundled(
    [
      [10_000, 15_000],
      [30_000, 14_000],
    ],
    0,
  )
  const times = [3_000, 10_000, 10_900, 11_000, 30_500].map(heard)
  // Whatever happened within the millisecond that is told is in the message; 20 ms ahead of what is told, nothing is.
  expect(times).toEqual([25_000, 25_000, 25_000, 44_000, 44_000])
  expect(heard(31_000)).toBe(45_000)
})

test('it is asked by the clock of the recording', () => {
  const heard = bundled([[1_000_123, 50]], 1_000_000)
  expect([heard(100), heard(123), heard(200)]).toEqual([173, 173, 250])
  // No change is heard before it happened, however clocks differ.
  expect(bundled([[1_000, -700]], 0)(900)).toBe(900)
})

test('where a message is overtaken by one of a later state, that one tells what changed', () => {
  const heard = bundled(
    [
      [10_000, 40_000],
      [30_000, 5_000],
    ],
    0,
  )
  expect([heard(9_000), heard(29_000)]).toEqual([35_000, 35_000])
})

test('of what was never measured everything is heard at once', () => {
  expect(bundled([], 0)(7)).toBe(7)
})
