import { isOfBook, type EventKind } from '../../../core/events/event-codes.ts'
import type { EventRows } from '../../../core/events/event-columns.ts'
import type { Instant } from '../../../core/time.ts'
import { invariant } from '../../../math/invariant.ts'
import { recordedLatency, type RecordedLatencies } from './order-latency.ts'

/**
 * When a row that we heard of happened at its venue, by a model of the feed's latency. Pure: the same row, the same
 * instant, whenever it is asked. May be later than the row's local time or fall; `VenueClock` mends both.
 */
export type FeedClock = (rows: EventRows, row: number) => number

/** Every message took as long. */
export function constantFeed(microseconds: number): FeedClock {
  invariant(microseconds >= 0, `a feed ${microseconds} us ahead`)
  return (rows, row) => rows.localTime[row]! - microseconds
}

/** Every message took what was measured when it was heard, a line between two measurements. */
export function recordedFeed(latencies: RecordedLatencies): FeedClock {
  const latency = recordedLatency(latencies)
  let asked = NaN
  let microseconds = 0
  return (rows, row) => {
    const local = rows.localTime[row]!
    if (local !== asked) {
      asked = local
      microseconds = latency.microsecondsAt(local as Instant)
    }
    return local - microseconds
  }
}

/**
 * What each message took is drawn anew: a lognormal of the message's own, from a hash of seed and local time, for a
 * draw in turn would depend on who asks first.
 */
export function drawnFeed(
  terms: { readonly floorUs: number; readonly medianUs: number; readonly sigma: number },
  seed: number,
): FeedClock {
  let asked = NaN
  let microseconds = 0
  return (rows, row) => {
    const local = rows.localTime[row]!
    if (local !== asked) {
      asked = local
      const normal = normalOf(local, seed)
      microseconds = Math.round(terms.floorUs + terms.medianUs * Math.exp(terms.sigma * normal))
    }
    return local - microseconds
  }
}

/**
 * The venue's own time on our clock: exchange time plus what the venue's clock is behind, on a line between the skews
 * of `clockSkew`. A row without an exchange time took `fallbackUs`.
 */
export function exchangeFeed(skew: RecordedLatencies, fallbackUs: number): FeedClock {
  const { times, latencies } = skew
  // Rows come in order: the window is the last one or the next.
  let at = 0
  return (rows, row) => {
    const exchange = rows.exchangeTime[row]!
    const local = rows.localTime[row]!
    if (Number.isNaN(exchange)) return local - fallbackUs
    if (times.length === 0) return exchange
    if (times[at]! > local) at = 0
    while (at + 1 < times.length && times[at + 1]! <= local) at++
    const next = Math.min(at + 1, times.length - 1)
    const span = times[next]! - times[at]!
    const part = span === 0 ? 0 : Math.max(0, (local - times[at]!) / span)
    const behind = latencies[at]! + part * (latencies[next]! - latencies[at]!)
    return Math.round(exchange + behind)
  }
}

/** In what lanes the rows of an instrument come: all in one, or books in one and all else in another. */
export type FeedLanes = 'one' | 'books-apart'

/** Rows as a venue had them: never after we heard of them, never falling within a lane of an instrument. */
export class VenueClock {
  readonly #feed: FeedClock
  readonly #isApart: boolean
  readonly #latest: Float64Array

  /** @param instruments one more than the highest index */
  constructor(feed: FeedClock, instruments: number, lanes: FeedLanes = 'one') {
    this.#feed = feed
    this.#isApart = lanes === 'books-apart'
    this.#latest = new Float64Array(instruments * 2).fill(-Infinity)
  }

  /** In which lane a row comes. */
  laneOf({ kind }: EventRows, row: number): 0 | 1 {
    return this.#isApart && !isOfBook(kind[row] as EventKind) ? 1 : 0
  }

  /** Asked for the rows of an instrument in their order, as often as one likes for the last. */
  instantOf(rows: EventRows, row: number): number {
    const lane = rows.instrument[row]! * 2 + (this.#isApart ? this.laneOf(rows, row) : 0)
    const local = rows.localTime[row]!
    const fed = this.#feed(rows, row)
    const at = fed < local ? fed : local
    const latest = this.#latest[lane]!
    if (at < latest) return latest
    this.#latest[lane] = at
    return at
  }
}

/** A standard normal number of two numbers: their bits mixed twice, by the transform of Box and Muller (1958). */
function normalOf(local: number, seed: number): number {
  const low = local >>> 0
  const high = Math.floor(local / 4_294_967_296) >>> 0
  const first = mix(low ^ Math.imul(seed, 0x9e37_79b9) ^ mix(high))
  const second = mix(first ^ 0x85eb_ca6b)
  const radius = Math.sqrt(-2 * Math.log((first + 1) / 4_294_967_296))
  return radius * Math.cos((2 * Math.PI * second) / 4_294_967_296)
}

function mix(word: number): number {
  let z = (word + 0x9e37_79b9) >>> 0
  z = Math.imul(z ^ (z >>> 16), 0x21f0_aaad)
  z = Math.imul(z ^ (z >>> 15), 0x735a_2d97)
  return (z ^ (z >>> 15)) >>> 0
}
