import { expect, test } from 'vitest'
import { OpenInterestChange } from './open-interest.ts'
import { premiumBps } from './premium.ts'
import { SpotPerpetualFlow } from './spot-perpetual-flow.ts'

test('open interest changes over spans, as last stated, and not before a span is known', () => {
  const interest = new OpenInterestChange([10, 20])
  const seen: number[][] = []
  for (const [time, value] of [
    [5, 100],
    [12, 110],
    [18, 120],
    [31, 90],
  ] as const) {
    interest.set(time, value)
    seen.push([interest.change(0, time), interest.change(1, time)])
  }
  expect(seen[1]).toEqual([NaN, NaN])
  // At 22 and 25 it was 120, at 15 and 18 110 and 120; at 41 and 38, 90 and 120 before 31.
  expect([interest.change(0, 38), interest.change(1, 38)]).toEqual([90 / 120 - 1, 90 / 120 - 1])
  expect([interest.change(0, 41), interest.change(1, 41)]).toEqual([0, 90 / 120 - 1])
})

test('a premium is of two known prices', () => {
  expect(premiumBps(99, 100)).toBeCloseTo(-100, 10)
  expect([premiumBps(NaN, 1), premiumBps(1, NaN), premiumBps(1, 0)]).toEqual([NaN, NaN, NaN])
})

test('spot against perpetual is missing while one of them has not traded', () => {
  const flows = new SpotPerpetualFlow([10])
  flows.spot.add(0, 3, 1)
  expect(flows.divergence(0)).toBeNaN()
  flows.perpetual.add(10, 3, 1)
  expect(flows.divergence(0)).toBe(0)
  expect(flows.spotShare(0, 20)).toBeCloseTo(1 / 3, 14)
})
