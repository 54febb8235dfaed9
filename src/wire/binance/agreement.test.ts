import { afterAll, expect, test } from 'vitest'
import { needs } from '../../../test/need.ts'
import {
  binanceRecording,
  type RecordedMessage,
  type Recording,
} from '../../../test/wire/recordings.ts'
import { InstrumentBook } from '../../book/instrument-book.ts'
import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'

// Two ways in which the recordings of 2024 can contradict what is read in them: the book followed by depth messages has
// best prices, and so has `bookTicker`; and a taker who buys pays the best ask.

interface Quote {
  readonly id: number
  /** Bid, its quantity, ask, its quantity. */
  readonly best: readonly number[]
}

interface Change {
  readonly id: number
  readonly time: number
  /** After it. */
  readonly best: readonly number[]
}

interface Trade {
  readonly time: number
  readonly side: number
  readonly price: number
}

interface Agreement {
  /** Compared at the same update id, where all agree. */
  readonly same: number
  /** The last quote before a depth message against the book after it, and how many differ. */
  readonly compared: number
  readonly differ: number
}

interface Read {
  readonly quotes: readonly Quote[]
  /** In the order of their ids. */
  readonly changes: readonly Change[]
  readonly trades: readonly Trade[]
}

test.for<[string, Agreement]>([
  ['spot_btcusdt', { same: 1072, compared: 6492, differ: 2 }],
  ['spot_ethusdt', { same: 1056, compared: 6468, differ: 0 }],
  ['usdm_btcusdt', { same: 628, compared: 6545, differ: 0 }],
  ['usdm_ethusdt', { same: 551, compared: 6578, differ: 0 }],
  ['cm_btcusd_perp', { same: 1885, compared: 44_770, differ: 0 }],
  ['cm_ethusd_perp', { same: 2278, compared: 39_122, differ: 0 }],
])('depth and bookTicker of %s agree', ([name, expected], context) => {
  needs('data', context)
  const { quotes, changes } = readOnce(name)
  const found = { same: 0, compared: 0, differ: 0 }
  let next = 0
  for (const { id, best } of changes) {
    while (next < quotes.length && quotes[next]!.id <= id) next++
    // Before the first quote there is none to compare, and behind the last one another may be missing.
    if (next === 0 || next === quotes.length) continue
    const quote = quotes[next - 1]!
    const isEqual = best.every((value, k) => value === quote.best[k])
    found.compared++
    if (!isEqual) found.differ++
    if (quote.id !== id) continue
    // Nothing can have happened in between.
    expect(best).toEqual(quote.best)
    found.same++
  }
  expect(found).toEqual(expected)
})

test.for<[string, number]>([
  ['spot_btcusdt', 0.96],
  ['spot_ethusdt', 0.96],
  ['usdm_btcusdt', 0.95],
  ['usdm_ethusdt', 0.98],
  ['cm_btcusd_perp', 0.99],
  ['cm_ethusd_perp', 0.98],
])('takers of %s pay the best price of the book before', ([name, share], context) => {
  needs('data', context)
  const { changes, trades } = readOnce(name)
  let taken = 0
  let next = 0
  for (const { time, side, price } of trades) {
    while (next < changes.length && changes[next]!.time < time) next++
    // The book is up to 0.1 s old, so that a few trades find another one.
    const [bid, , ask] = changes[Math.max(0, next - 1)]!.best
    if (side === eventSide.buy ? price >= ask! : price <= bid!) taken++
  }
  expect(trades.length).toBeGreaterThan(3000)
  expect(taken / trades.length).toBeGreaterThan(share)
})

/** Each is read once for two tests, and held no longer than that. */
const known = new Map<string, Read>()
afterAll(() => known.clear())

function readOnce(name: string): Read {
  const found = known.get(name) ?? readAll(binanceRecording(name))
  known.set(name, found)
  return found
}

function readAll({ feed, messages }: Recording): Read {
  const columns = new EventColumns()
  const book = new InstrumentBook()
  const apply = (): void => {
    for (let row = 0; row < columns.length; row++) book.apply(columns, row)
  }
  const quotes: Quote[] = []
  const changes: Change[] = []
  const trades: Trade[] = []
  let snapshotId = NaN
  // The snapshot was asked for while messages came in already; those it holds are passed over.
  const snapshotsFirst = messages.toSorted((a, b) => isRest(b) - isRest(a))
  for (const { frame } of snapshotsFirst) {
    columns.empty()
    const outcome = feed.codec.decode(frame, columns)
    if (outcome.kind !== 'decoded') throw new Error(JSON.stringify(outcome))
    const { last, isSnapshot } = outcome.sequence
    const { price, quantity, exchangeTime } = columns
    const time = exchangeTime[0]!
    if (columns.kind[0] === eventKind.quoteBid) {
      quotes.push({ id: last, best: [price[0]!, quantity[0]!, price[1]!, quantity[1]!] })
    } else if (columns.kind[0] === eventKind.trade) {
      trades.push({ time, side: columns.side[0]!, price: price[0]! })
    } else if (isSnapshot) {
      apply()
      snapshotId = last
    } else if (last > snapshotId) {
      apply()
      changes.push({ id: last, time, best: bestOf(book) })
    }
  }
  return { quotes, changes, trades }
}

function isRest({ connection }: RecordedMessage): number {
  return connection === 'rest' ? 1 : 0
}

function bestOf({ levels }: InstrumentBook): readonly number[] {
  return [eventSide.bid, eventSide.ask].flatMap((side) => {
    const price = levels.best(side)
    return [price, levels.quantityAt(side, price)]
  })
}
