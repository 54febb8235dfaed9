import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import type { Channel } from '../serving/open-channels.ts'
import type { PublicState } from '../world/public-state.ts'
import { WindowedLevels } from '../world/windowed-levels.ts'
import { priceText, quantityText } from '../world/wire-numbers.ts'
import type { BookCounts } from './book-counts.ts'
import { milliseconds, type Category } from './bybit-market.ts'

const ms = 1_000

/** Microseconds between two messages, by depth. https://bybit-exchange.github.io/docs/v5/websocket/public/orderbook */
const speeds: Readonly<Record<Category, Readonly<Record<number, number>>>> = {
  spot: { 1: 10 * ms, 50: 20 * ms, 200: 200 * ms, 1_000: 200 * ms },
  linear: { 1: 10 * ms, 50: 20 * ms, 200: 100 * ms, 1_000: 200 * ms },
}

/** A book of one level is told again after so long without a change. */
const againUs = 3_000 * ms

interface BookAsked {
  readonly topic: string
  readonly category: Category
  readonly symbol: string
  readonly state: PublicState
  readonly counts: BookCounts
  readonly depth: number
}

export function bookChannel(asked: BookAsked): Channel | undefined {
  const everyUs = speeds[asked.category][asked.depth]
  if (everyUs === undefined) return undefined
  return asked.depth === 1 ? bestChannel(asked, everyUs) : changesChannel(asked, everyUs)
}

/** A snapshot, then what changes of so many levels a side. */
function changesChannel(
  { topic, symbol, state, counts, depth }: BookAsked,
  everyUs: number,
): Channel {
  const windowed = new WindowedLevels(state, depth)
  const rows = new EventColumns(256)
  let toldId = state.bookId
  const text = (type: string, u: number, at: Instant): string =>
    bookText({ topic, type, symbol, state, u, at }, rows)
  return {
    state,
    isBook: true,
    first(at) {
      counts.due(topic, at)
      rows.empty()
      windowed.snapshot(at, rows)
      return [text('snapshot', counts.last(topic), at)]
    },
    everyUs,
    due(at) {
      counts.due(topic, at)
      if (state.bookId === toldId) return []
      toldId = state.bookId
      rows.empty()
      return windowed.changes(at, rows, 'deleted') ? [text('delta', counts.next(topic), at)] : []
    },
  }
}

/** The best level of both sides, whole each time. */
function bestChannel({ topic, symbol, state, counts }: BookAsked, everyUs: number): Channel {
  let told = ''
  let toldAt = -Infinity
  const text = (u: number, at: Instant): string =>
    bookText({ topic, type: 'snapshot', symbol, state, u, at }, bestRows(state, 1, at))
  return {
    state,
    isBook: true,
    first: (at) => [text(counts.last(topic), at)],
    everyUs,
    due(at) {
      const now = JSON.stringify([state.top(eventSide.bid, 1), state.top(eventSide.ask, 1)])
      if (now === told && at - toldAt < againUs) return []
      const u = now === told ? counts.last(topic) : counts.next(topic)
      told = now
      toldAt = at
      return [text(u, at)]
    },
  }
}

function bestRows(state: PublicState, depth: number, at: Instant): EventColumns {
  const rows = new EventColumns(2 * depth + 1)
  rows.begin(state.index, at, at, NaN)
  for (const side of [eventSide.bid, eventSide.ask] as const) {
    for (const { ticks, lots } of state.top(side, depth)) rows.addLevel(side, ticks, lots)
  }
  rows.end()
  return rows
}

/** The answer of `/v5/market/orderbook`, whose `u` is that of the channel of 1000 levels. */
export function bookAnswer(
  { symbol, state, counts }: Pick<BookAsked, 'symbol' | 'state' | 'counts'>,
  depth: number,
  at: Instant,
): Readonly<Record<string, unknown>> {
  const rows = bestRows(state, depth, at)
  return {
    s: symbol,
    b: levels(state, rows, eventSide.bid),
    a: levels(state, rows, eventSide.ask),
    ts: milliseconds(at),
    u: counts.shown(`orderbook.1000.${symbol}`, state.bookId, at),
    seq: state.bookId,
    cts: milliseconds(state.bookTime),
  }
}

function bookText(
  about: {
    readonly topic: string
    readonly type: string
    readonly symbol: string
    readonly state: PublicState
    readonly u: number
    readonly at: Instant
  },
  rows: EventColumns,
): string {
  const { topic, type, symbol, state, u, at } = about
  return JSON.stringify({
    topic,
    type,
    ts: milliseconds(at),
    data: {
      s: symbol,
      b: levels(state, rows, eventSide.bid),
      a: levels(state, rows, eventSide.ask),
      u,
      seq: state.bookId,
    },
    cts: milliseconds(state.bookTime),
  })
}

function levels(
  { instrument }: PublicState,
  rows: EventColumns,
  side: number,
): readonly (readonly [string, string])[] {
  const pairs: [string, string][] = []
  for (let row = 0; row < rows.length; row++) {
    if (rows.kind[row] !== eventKind.level || rows.side[row] !== side) continue
    const lots = rows.quantity[row]!
    pairs.push([
      priceText(rows.price[row]!, instrument),
      lots === 0 ? '0' : quantityText(lots, instrument),
    ])
  }
  return pairs
}
