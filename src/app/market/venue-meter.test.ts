import { expect, test } from 'vitest'
import { eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { VenueMeter } from './venue-meter.ts'

const began = 1_704_067_200_000_000 as Instant

function at(seconds: number): Instant {
  return (began + seconds * 1_000_000) as Instant
}

/** One message of two rows, stamped by its venue so long before. */
function message(time: Instant, delayUs: number): EventColumns {
  const rows = new EventColumns()
  rows.begin(0, time, time - delayUs, Number.NaN)
  rows.addLevel(eventSide.bid, 100, 1)
  rows.addLevel(eventSide.ask, 101, 1)
  rows.end()
  return rows
}

test('a venue that was never heard has no delay, no rate and no last message', () => {
  const meter = new VenueMeter(began)
  expect(meter.messagesPerSecond(at(5))).toBe(0)
  expect(meter.delayQuantile(0.5, at(5))).toBeNaN()
  expect(meter.lastMessageAt).toBeNaN()
})

test('messages are counted, not rows, over the last ten whole seconds', () => {
  const meter = new VenueMeter(began)
  for (let second = 0; second < 20; second++)
    for (let k = 0; k < 7; k++) meter.heard(message(at(second + k / 10), 1_000))
  expect(meter.messagesPerSecond(at(20.5))).toBe(7)
  expect(meter.messagesPerSecond(at(25.5))).toBeCloseTo(3.5, 10)
  expect(meter.messagesPerSecond(at(300))).toBe(0)
})

test('at the beginning the rate is over what has passed', () => {
  const meter = new VenueMeter(began)
  for (let second = 0; second < 3; second++) meter.heard(message(at(second), 1_000))
  expect(meter.messagesPerSecond(at(3.2))).toBe(1)
})

test('delays are of the last minute, and a clock that is off is put right', () => {
  const meter = new VenueMeter(began)
  meter.heard(message(at(0), 900_000))
  for (let k = 1; k <= 100; k++) meter.heard(message(at(100 + k / 100), k * 1_000))
  expect(meter.delayQuantile(0.5, at(102))).toBe(51_000)
  expect(meter.delayQuantile(0.99, at(102))).toBe(100_000)
  // The venue's clock is 20 ms behind: what it stamps looks older than it is.
  meter.clockOffset = -20_000
  expect(meter.delayQuantile(0.5, at(102))).toBe(31_000)
  expect(meter.delayQuantile(0.5, at(170))).toBeNaN()
})

test('a gap is a gap and no message', () => {
  const meter = new VenueMeter(began)
  const rows = new EventColumns()
  rows.begin(0, at(1), Number.NaN, Number.NaN)
  rows.addGap()
  rows.end()
  meter.heard(rows)
  expect([meter.gaps, meter.lastMessageAt]).toEqual([1, Number.NaN])
})
