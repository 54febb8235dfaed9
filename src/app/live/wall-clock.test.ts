import { expect, test } from 'vitest'
import { followedClock } from './wall-clock.ts'

const began = 1_700_000_000_000

/** Two made-up clocks; `set` is what the machine's was set by, milliseconds. */
function clocks(): { pass: (ms: number) => void; set: (ms: number) => void; now: () => number } {
  let steady = 5_000
  let offset = began - steady
  const now = followedClock(
    () => Math.floor(steady + offset),
    () => steady,
  )
  return {
    pass: (ms) => void (steady += ms),
    set: (ms) => void (offset += ms),
    now: () => now() - began * 1_000,
  }
}

test("time is the machine's, in steps finer than it counts", () => {
  const { pass, now } = clocks()
  expect(now()).toBe(0)
  pass(0.25)
  expect(now()).toBe(250)
  pass(3_600_000)
  expect(now()).toBe(3_600_000_250)
})

test('a clock that is set forward, as after a sleep, is followed within a tenth of a second', () => {
  const { pass, set, now } = clocks()
  now()
  set(3_600_000)
  pass(50)
  expect(now()).toBe(50_000)
  pass(50)
  expect(now()).toBe(3_600_100_000)
})

test('a clock that is set back is caught up with slowly, and time never stands nor goes back', () => {
  const { pass, set, now } = clocks()
  now()
  set(-1_000)
  let before = now()
  for (let step = 0; step < 300; step++) {
    pass(100)
    const at = now()
    expect(at - before).toBeGreaterThanOrEqual(94_900)
    expect(at - before).toBeLessThanOrEqual(100_000)
    before = at
  }
  // After 30 s by the steady clock it is 29 by the machine's, to what the two may be apart.
  expect(Math.abs(before - 29_000_000)).toBeLessThanOrEqual(3_000)
})

test('while it is caught up with time runs a twentieth slower at every step, and no two looks are one instant', () => {
  const { pass, set, now } = clocks()
  now()
  set(-1_000)
  // Up to here it is not known.
  pass(100)
  let before = now()
  const steps = new Map<number, number>()
  for (let step = 0; step < 25_000; step++) {
    pass(1)
    const at = now()
    steps.set(at - before, (steps.get(at - before) ?? 0) + 1)
    before = at
  }
  expect([...steps.keys()].toSorted((a, b) => a - b)).toEqual([950, 1_000])
  expect(steps.get(950)).toBeGreaterThan(19_500)
  expect(Math.abs(before - 24_100_000)).toBeLessThanOrEqual(3_000)
})

test('clocks that are read apart, since the process was held up in between, are not taken to differ', () => {
  let steady = 0
  let held = 0
  const now = followedClock(
    () => {
      const ms = Math.floor(steady)
      steady += held
      return began + ms
    },
    () => steady,
  )
  now()
  steady = 1_000
  held = 40
  // The steady clock is right: forty milliseconds went by between the two.
  expect(now() - began * 1_000).toBe(1_040_000)
  held = 0
  steady += 100
  expect(now() - began * 1_000).toBe(1_140_000)
})

test("where it is known when the steady clock began, it is the machine's to the microsecond at once", () => {
  const origin = began + 0.75
  let steady = 0.5
  const now = followedClock(
    () => Math.floor(origin + steady),
    () => steady,
    origin,
  )
  expect(now() - began * 1_000).toBe(1_250)
  steady = 1_000
  expect(now() - began * 1_000).toBe(1_000_750)
})

test.each([60_000, 50, 1, -1, -50])(
  'an origin that is no longer true, for the machine was set by %i ms since, is not believed',
  (setMs) => {
    let steady = 0
    const now = followedClock(
      () => began + setMs + Math.floor(steady),
      () => steady,
      began,
    )
    expect(now() - began * 1_000).toBe(setMs * 1_000)
    steady = 200
    expect(now() - began * 1_000).toBe((setMs + 200) * 1_000)
  },
)

test('what the machine shows to be over already brings it forward, to less than a millisecond at first and ever less', () => {
  let steady = 0.1
  const now = followedClock(
    () => began + Math.floor(steady + 0.8),
    () => steady,
  )
  // It may be up to a millisecond later than the machine says.
  expect(now() - began * 1_000).toBe(0)
  for (let look = 1; look <= 50; look++) {
    steady = 0.1 + look * 100.37
    now()
  }
  const late = Math.round((steady + 0.8) * 1_000) - (now() - began * 1_000)
  expect(late).toBeGreaterThanOrEqual(0)
  expect(late).toBeLessThan(20)
})
