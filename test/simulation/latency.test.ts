import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EventColumns } from '../../src/core/events/event-columns.ts'
import { eventSide } from '../../src/core/events/event-codes.ts'
import type { Duration, Instant } from '../../src/core/time.ts'
import { Random } from '../../src/math/random.ts'
import { clockSkew, feedLatencies } from '../../src/simulation/venue/latency/clock-skew.ts'
import {
  constantFeed,
  drawnFeed,
  exchangeFeed,
  VenueClock,
  type FeedClock,
} from '../../src/simulation/venue/latency/feed-clock.ts'
import {
  constantLatency,
  lognormalLatency,
  oneWay,
  recordedLatency,
} from '../../src/simulation/venue/latency/order-latency.ts'
import { cancel, drive, newVenue, place, Tape, told } from './venue-fixture.ts'

const at = (instant: number): Instant => instant as Instant

function rowsAt(times: readonly (readonly [local: number, exchange: number])[]): EventColumns {
  const rows = new EventColumns()
  for (const [local, exchange] of times) {
    rows.begin(0, local as Instant, exchange, NaN)
    rows.addTrade(eventSide.buy, 1, 1, NaN)
    rows.end()
  }
  return rows
}

test('a recorded latency lies on the line between two measurements, and is the nearest one beyond', () => {
  const times = Float64Array.of(1_000, 2_000, 4_000)
  const latencies = Float64Array.of(100, 300, 200)
  const model = recordedLatency({ times, latencies })
  expect([0, 1_000, 1_500, 2_000, 3_000, 9_000].map((t) => model.microsecondsAt(at(t)))).toEqual([
    100, 100, 200, 300, 250, 200,
  ])
  const half = recordedLatency(oneWay({ times, latencies }, 0.5))
  expect(half.microsecondsAt(at(1_500))).toBe(100)
})

test('a lognormal latency has its floor and its median, and the same seed draws the same', () => {
  const terms = { floorUs: 1_000, medianUs: 500, sigma: 1 }
  const draw = (seed: number): number[] => {
    const model = lognormalLatency(terms, new Random(seed))
    return Array.from({ length: 4_001 }, () => model.microsecondsAt(at(0)))
  }
  const drawn = draw(1)
  expect(draw(1)).toEqual(drawn)
  expect(draw(2)).not.toEqual(drawn)
  const sorted = drawn.toSorted((a, b) => a - b)
  expect(sorted[0]).toBeGreaterThanOrEqual(1_000)
  // The median of 4,001 draws is off by 1.25 / sqrt(4,001) of a deviation of the logarithm: 2 % of 500, tripled.
  expect(Math.abs(sorted[2_000]! - 1_500)).toBeLessThan(30)
})

test('whatever latencies are drawn, neither commands nor answers overtake one another', () => {
  const random = new Random(3)
  const way = { floorUs: 1, medianUs: 500, sigma: 2 }
  const venue = newVenue({
    orderLatency: lognormalLatency(way, random.fork('out')),
    answerLatency: lognormalLatency(way, random.fork('back')),
  })
  const sent = Array.from({ length: 50 }, (_, k) => place(1_100 + k, k, 'buy 1 @ 90'))
  const { answers } = drive(venue, new Tape().book(1_000, [[99, 5]], [[101, 5]]), sent)
  expect(answers.map(({ clientOrderId }) => clientOrderId)).toEqual(sent.map((_, k) => k))
})

test('the skew of a clock is the quickest message of each window, less its floor', () => {
  const rows = rowsAt([
    [1_000, 700],
    [1_500, 1_300],
    [2_100, 1_000],
    [2_500, NaN],
    [2_600, 2_500],
  ])
  const skew = clockSkew(rows, { windowUs: 1_000, floorUs: 50 })
  expect([...skew.times]).toEqual([1_500, 2_500])
  expect([...skew.latencies]).toEqual([150, 50])
})

test('where nobody measured, what a window of the feed took is its median above its quickest message', () => {
  const late = [300, 200, 1_100, 250, 220]
  const rows = rowsAt(late.map((each, k) => [1_000 + k, 1_000 + k - each] as const))
  const took = feedLatencies(rows, { windowUs: 1_000, floorUs: 50 })
  expect([...took.latencies]).toEqual([100]) // 250 - 200 + 50
  expect(recordedLatency(took).microsecondsAt(at(1_700))).toBe(100)
})

test("a row happened at the venue's time on our clock, or a fallback before it was heard of", () => {
  const rows = rowsAt([
    [1_000, 700],
    [2_000, 1_700],
    [3_000, NaN],
  ])
  const skew = { times: Float64Array.of(1_000, 2_000), latencies: Float64Array.of(100, 200) }
  const feed = exchangeFeed(skew, 40)
  expect([0, 1, 2].map((row) => feed(rows, row))).toEqual([800, 1_900, 2_960])
})

const rowTimes = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: -5_000, max: 5_000 })),
  { minLength: 1, maxLength: 50 },
)
const feeds: readonly (readonly [string, () => FeedClock])[] = [
  ['constant', () => constantFeed(30)],
  ['drawn', () => drawnFeed({ floorUs: 10, medianUs: 200, sigma: 1.5 }, 7)],
  [
    'by exchange time',
    () =>
      exchangeFeed({ times: Float64Array.of(0, 9_000), latencies: Float64Array.of(-900, 900) }, 5),
  ],
]

test.each(feeds)(
  'a row never happens after we heard of it, never before an earlier one, and always when it did: %s',
  (_, feed) => {
    fc.assert(
      fc.property(rowTimes, (steps) => {
        let local = 10_000
        const rows = rowsAt(
          steps.map(([step, late]) => {
            local += step
            return [local, local - late]
          }),
        )
        const clock = new VenueClock(feed(), 1)
        const other = new VenueClock(feed(), 1)
        let latest = -Infinity
        for (let row = 0; row < rows.length; row++) {
          const instant = clock.instantOf(rows, row)
          expect(instant).toBeLessThanOrEqual(rows.localTime[row]!)
          expect(instant).toBeGreaterThanOrEqual(latest)
          expect(clock.instantOf(rows, row)).toBe(instant)
          expect(other.instantOf(rows, row)).toBe(instant)
          latest = instant
        }
      }),
    )
  },
)

test('where books have a lane of their own, what was displayed before a trade that was heard sooner was before it', () => {
  const rows = new EventColumns()
  for (const [local, exchange] of [
    [700, 505],
    [900, 500],
    [950, 498],
  ] as const) {
    rows.begin(0, local as Instant, exchange, NaN)
    if (local === 700) rows.addTrade(eventSide.buy, 10, 1, NaN)
    else rows.addLevel(eventSide.ask, 10, 1)
    rows.end()
  }
  const feed = exchangeFeed({ times: new Float64Array(), latencies: new Float64Array() }, 5)
  const apart = new VenueClock(feed, 1, 'books-apart')
  const all = [0, 1, 2]
  expect(all.map((row) => apart.laneOf(rows, row))).toEqual([1, 0, 0])
  // Within a lane none is before an earlier one.
  expect(all.map((row) => apart.instantOf(rows, row))).toEqual([505, 500, 500])
  const one = new VenueClock(feed, 1)
  expect(all.map((row) => one.instantOf(rows, row))).toEqual([505, 505, 505])
})

test('drawn feeds of different seeds differ', () => {
  const rows = rowsAt(Array.from({ length: 20 }, (_, k) => [k * 1_000, NaN] as const))
  const instants = (seed: number): number[] => {
    const feed = drawnFeed({ floorUs: 10, medianUs: 200, sigma: 1 }, seed)
    return Array.from({ length: 20 }, (_, row) => feed(rows, row))
  }
  expect(new Set(instants(1).map((each, k) => k * 1_000 - each)).size).toBeGreaterThan(15)
  expect(instants(1)).not.toEqual(instants(2))
})

test('an order that arrives after its validity is refused, and until then taken', () => {
  const tape = new Tape().book(1_000, [[99, 5]], [[101, 5]]).ask(9_000_000, 101, 6)
  const arrivingAfter = (orderUs: number): readonly string[] => {
    const venue = newVenue({ orderLatency: constantLatency(orderUs) })
    return told(drive(venue, tape, [place(2_000, 1, 'buy 1'), cancel(2_001, 2)]).answers)
  }
  expect(arrivingAfter(5_000_000)[0]).toBe('1 accepted')
  // A cancellation has no validity: late it does no harm.
  expect(arrivingAfter(5_000_001)).toEqual([
    '1 rejected too-late',
    '2 cancel-rejected unknown-order',
  ])
  const venue = newVenue({ orderLatency: constantLatency(50), validityWindow: 49 as Duration })
  expect(told(drive(venue, tape, [place(2_000, 1, 'buy 1')]).answers)).toEqual([
    '1 rejected too-late',
  ])
})
