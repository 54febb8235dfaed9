import { expect, test } from 'vitest'
import { madeUpInstrument } from '../../../test/engine/random-tape.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { FeedListener, MarketFeed } from '../../core/events/market-feed.ts'
import type { JournalRecord } from '../../core/journal.ts'
import type { OrderEvent } from '../../core/orders/order-event.ts'
import type { Lots, PriceTicks } from '../../core/price.ts'
import type { Instant } from '../../core/time.ts'
import type { OpenJournal } from '../live/open-journal.ts'
import { RunMeter } from './run-meter.ts'

const start = 1_800_000_000_000_000
const at = (microseconds: number): Instant => (start + microseconds) as Instant
/** A time that a venue tells, for what was half a millisecond after it in the mean. */
const told = (milliseconds: number): Instant => at(milliseconds * 1_000)
const meterOf = (): RunMeter => new RunMeter([madeUpInstrument('near', 'BTC-USDT')])

/** What is measured of a journal in which this is written. */
function measuredOf(...records: readonly JournalRecord[]): ReturnType<RunMeter['measured']> {
  const meter = meterOf()
  const written: JournalRecord[] = []
  const plain = { append: (record: JournalRecord) => written.push(record) }
  const journal = meter.journal(plain as unknown as OpenJournal)
  for (const record of records) journal.append(record)
  expect(written).toEqual(records)
  return meter.measured(0, null)
}

function intent(clientOrderId: number, time: Instant): JournalRecord {
  const order = { clientOrderId, instrument: 0 }
  return { kind: 'intent', time, order } as unknown as JournalRecord
}

type Said<Event = OrderEvent> = Event extends OrderEvent
  ? Omit<Event, 'clientOrderId' | 'instrument' | 'localTime'>
  : never

function answer(clientOrderId: number, time: Instant, said: Said): JournalRecord {
  const event = { ...said, clientOrderId, instrument: 0, localTime: time } as OrderEvent
  return { kind: 'answer', time, event }
}

const fill = {
  kind: 'filled',
  tradeId: 1,
  lots: 1 as Lots,
  priceTicks: 1 as PriceTicks,
  feeAtoms: 0n,
  feeCurrency: 'USDT',
  leavesLots: 0 as Lots,
} as const

test('an order is under way until the first that its venue says of it, where that says when', () => {
  const { orders, answers } = measuredOf(
    intent(1, at(0)),
    // Does not say when: the taker's fill does.
    answer(1, at(9_000), { kind: 'accepted', exchangeTime: undefined }),
    answer(1, at(9_100), { ...fill, liquidity: 'taker', exchangeTime: told(4) }),
    intent(2, at(100_000)),
    answer(2, at(106_000), { kind: 'accepted', exchangeTime: told(103) }),
    answer(2, at(950_000), { ...fill, liquidity: 'maker', exchangeTime: told(900) }),
    intent(3, at(200_000)),
    answer(3, at(207_000), {
      kind: 'cancelled',
      reason: 'not-filled-at-once',
      filledLots: 0 as Lots,
      exchangeTime: told(202),
    }),
    intent(9, at(250_000)),
    answer(9, at(550_007), { kind: 'rejected', reason: 'halted', exchangeTime: undefined }),
    // Of what is filled as a maker's only it is not known when it came.
    intent(4, at(300_000)),
    answer(4, at(950_100), { ...fill, liquidity: 'maker', exchangeTime: told(902) }),
  )
  expect(orders).toEqual({
    near: [
      // Three milliseconds agree with most; it was within the one that was told.
      [at(0), 4_000],
      [at(100_000), 3_000],
      [at(200_000), 3_000],
    ],
  })
  expect(answers['near']).toEqual([
    [told(4) + 500, 4_600],
    [told(900) + 500, 49_500],
    [told(902) + 500, 47_600],
  ])
})

test('of a millisecond that a venue names it is the part in which it can have been', () => {
  const accepted = { kind: 'accepted', exchangeTime: told(1) } as const
  const { orders, answers } = measuredOf(
    intent(1, at(900)),
    { kind: 'sent', time: at(1_200), clientOrderId: 1 },
    answer(1, at(1_600), accepted),
    intent(2, at(1_700)),
    answer(2, at(2_900), accepted),
    // A clock that is ahead of ours, and one that is behind it.
    intent(3, at(100)),
    answer(3, at(700), accepted),
    intent(4, at(4_000)),
    answer(4, at(4_900), accepted),
    intent(5, at(6_000)),
    answer(5, at(6_800), { ...fill, liquidity: 'taker', exchangeTime: told(6) }),
    intent(6, at(7_000)),
    answer(6, at(7_900), { ...accepted, exchangeTime: at(7_345) }),
  )
  // Up to 0.3 ms from when they left agree with most.
  expect(orders).toEqual({
    near: [
      [at(100), 900],
      [at(900), 450],
      [at(1_700), 150],
      [at(4_000), 1],
      [at(6_000), 150],
      [at(7_000), 345],
    ],
  })
  expect(answers).toEqual({ near: [[at(6_400), 400]] })
})

test('what does not say when it was says that an order has come by then', () => {
  const { orders } = measuredOf(
    intent(1, at(900)),
    { kind: 'sent', time: at(1_200), clientOrderId: 1 },
    answer(1, at(1_300), { kind: 'accepted', exchangeTime: undefined }),
    answer(1, at(1_900), { kind: 'accepted', exchangeTime: told(1) }),
  )
  expect(orders).toEqual({ near: [[at(900), 350]] })
})

test('what an earlier run has sent, and is heard of at a restart, tells nothing of this one', () => {
  const old = { ...fill, liquidity: 'taker', exchangeTime: told(-600_000) } as const
  const { orders, answers } = measuredOf(
    answer(7, at(0), old),
    intent(8, at(10_000)),
    answer(7, at(11_000), old),
    answer(8, at(14_000), { ...fill, liquidity: 'taker', exchangeTime: told(13) }),
  )
  expect(orders).toEqual({ near: [[at(10_000), 3_500]] })
  expect(answers).toEqual({ near: [[told(13) + 500, 500]] })
})

test('what becomes of an order later is no arrival of it', () => {
  const { orders } = measuredOf(
    intent(1, at(0)),
    answer(1, at(900_000), { kind: 'triggered', exchangeTime: told(890) }),
    answer(1, at(950_000), {
      kind: 'amended',
      lots: 1 as Lots,
      priceTicks: 2 as PriceTicks,
      exchangeTime: told(940),
    }),
  )
  expect(orders).toEqual({})
})

test('a cancellation is under way until its order ends, and that end is none of the order', () => {
  const { orders, cancels } = measuredOf(
    intent(1, at(0)),
    { kind: 'cancel', time: at(50_000), clientOrderId: 1 },
    answer(1, at(58_000), {
      kind: 'cancelled',
      reason: 'asked',
      filledLots: 0 as Lots,
      exchangeTime: told(53),
    }),
    { kind: 'cancel', time: at(60_000), clientOrderId: 2 },
    answer(2, at(66_000), { ...fill, liquidity: 'maker', exchangeTime: told(64) }),
    { kind: 'cancel', time: at(70_000), clientOrderId: 3 },
    answer(3, at(71_000), {
      kind: 'cancelled',
      reason: 'venue',
      filledLots: 0 as Lots,
      exchangeTime: told(60),
    }),
  )
  // The second comes too late, after the fill; of the third the order was over before it was asked for.
  expect(cancels).toEqual({
    near: [
      [at(50_000), 3_500],
      [at(60_000), 5_000],
      [at(70_000), 3_500],
    ],
  })
  expect(orders).toEqual({})
})

test('trades and books are heard each as late as they are, of books what their messages tell', async () => {
  const meter = meterOf()
  let listener!: FeedListener
  const feed = {
    venue: 'near',
    start: (given: FeedListener) => {
      listener = given
      return Promise.resolve()
    },
  }
  const rows = new EventColumns()
  rows.begin(0, at(12_000), told(3), 1)
  rows.addLevel(eventSide.bid, 10, 1)
  rows.addLevel(eventSide.ask, 11, 1)
  rows.end()
  rows.begin(0, at(14_000), told(13), 2)
  rows.addTrade(eventSide.buy, 11, 1, Number.NaN)
  rows.end()
  await meter
    .feed(feed as unknown as MarketFeed)
    .start({ rows: () => undefined, notice: () => undefined })
  listener.rows(rows)
  const { feed: trades, books } = meter.measured(0, null)
  expect(books).toEqual({ 'near:BTC-USDT': [[told(3), 9_000]] })
  expect(trades).toEqual({ near: [[told(13) + 500, 500]] })
})
