import { expect, test } from 'vitest'
import { InstrumentBook } from '../../book/instrument-book.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { utf8Bytes } from '../../core/utf8.ts'
import { feedOf } from '../../../test/wire/feed-fixtures.ts'
import { protocols, type FeedName } from '../../wire/protocols.ts'
import { CapturedFeed } from './captured-feed.ts'

// Venues send one book by several streams: changes of all of it beside the best levels whole. Where their numbers fit
// one another, what one says put upon what the other says is a book that never was.

type Pair = readonly [price: string, quantity: string]

const deep: readonly Pair[] = [9, 8, 7, 6, 5, 4, 3].map((price) => [`${price}`, '1'])
const asks: readonly Pair[] = [11, 12, 13, 14, 15, 16, 17].map((price) => [`${price}`, '1'])
const [bids5, asks5] = [deep.slice(0, 5), asks.slice(0, 5)]

/** A feed followed over messages: what is in its book as it was told, and what was counted. */
function heard(name: FeedName, symbol: string, messages: readonly object[]): object {
  const { symbols } = feedOf(name, { [symbol]: ['1', '1'] })
  const followed = new CapturedFeed(protocols[name], symbols)
  const out = new EventColumns()
  for (const [k, message] of messages.entries()) {
    const bytes = utf8Bytes(JSON.stringify(message))
    const localTime = (k * 1000) as Instant
    const frame = { bytes, start: 0, end: bytes.length, localTime, instrument: 1 }
    const outcome = followed.read(frame, out)
    expect(outcome.kind, JSON.stringify(outcome)).toBe('decoded')
  }
  const [book] = followed.books.values()
  const replayed = new InstrumentBook()
  for (let row = 0; row < out.length; row++) replayed.apply(out, row)
  const { levels } = replayed
  return {
    bids: levels.levelCount(eventSide.bid),
    atNine: levels.quantityAt(eventSide.bid, 9),
    leftOut: book!.counts.leftOut,
    gaps: followed.gaps,
  }
}

const okx = (channel: string, numbers: object, bids: readonly Pair[], other = asks): object => ({
  arg: { channel, instId: 'BTC-USDT' },
  ...(channel === 'books5' ? {} : { action: 'prevSeqId' in numbers ? 'update' : 'snapshot' }),
  data: [{ asks: other, bids, ts: '1', ...numbers }],
})

const bybit = (levels: number, type: string, u: number, bids: readonly Pair[]): object => ({
  topic: `orderbook.${levels}.BTCUSDT`,
  type,
  ts: 1,
  data: { s: 'BTCUSDT', b: bids, a: type === 'snapshot' ? asks : [], u, seq: u },
  cts: 1,
})

const depth = (U: number, u: number, b: readonly Pair[], pu?: number): object => ({
  e: 'depthUpdate',
  E: 1,
  ...(pu === undefined ? {} : { T: 1 }),
  s: 'BTCUSDT',
  U,
  u,
  ...(pu === undefined ? {} : { pu }),
  b,
  a: pu === undefined || b.length < 5 ? [] : asks5,
})

const streamed = (stream: string, data: object): object => ({ stream: `btcusdt@${stream}`, data })

const bitstamp = (channel: string, microtimestamp: number, bids: readonly Pair[]): object => ({
  data: { timestamp: '1', microtimestamp: `${microtimestamp}`, bids, asks },
  channel: `${channel}_btcusd`,
  event: 'data',
})

const orderCreated = (microtimestamp: number): object => ({
  data: {
    id: 77,
    id_str: '77',
    order_type: 0,
    datetime: '1',
    microtimestamp: `${microtimestamp}`,
    amount: 5,
    amount_str: '5',
    price: 9,
    price_str: '9',
  },
  channel: 'live_orders_btcusd',
  event: 'order_created',
})

const gateLevels = (pairs: readonly Pair[]): object => pairs.map(([p, s]) => ({ p, s: Number(s) }))

const gate = (channel: string, result: object): object => ({
  time: 1,
  time_ms: 1,
  channel: `futures.${channel}`,
  event: channel === 'order_book' ? 'all' : 'update',
  result,
})

const bitget = (channel: string, action: string, data: object): object => ({
  action,
  arg: { instType: 'SPOT', channel, instId: 'BTCUSDT' },
  data: [data],
  ts: 1,
})

const two: readonly Pair[] = [['9', '2']]

test.each<[string, FeedName, string, number, readonly object[]]>([
  [
    'OKX books and books5',
    'okx',
    'BTC-USDT',
    2,
    [
      okx('books5', { seqId: 9 }, bids5, asks5),
      okx('books', { seqId: 10 }, deep),
      okx('books5', { seqId: 10 }, bids5, asks5),
      okx('books', { prevSeqId: 10, seqId: 12 }, two, []),
      okx('books5', { seqId: 12 }, bids5, asks5),
    ],
  ],
  [
    'Bybit orderbook.50 and orderbook.1',
    'bybit',
    'BTCUSDT',
    2,
    [
      bybit(50, 'snapshot', 7, deep),
      bybit(1, 'snapshot', 8, deep.slice(0, 1)),
      bybit(1, 'delta', 9, [['9', '4']]),
      bybit(50, 'delta', 8, two),
    ],
  ],
  [
    'Binance spot @depth and @depth5',
    'binance-spot',
    'BTCUSDT',
    2,
    [
      { lastUpdateId: 10, bids: deep, asks },
      streamed('depth@100ms', depth(10, 11, two)),
      streamed('depth5@100ms', { lastUpdateId: 11, bids: bids5, asks: asks5 }),
      { lastUpdateId: 11, bids: bids5, asks: asks5 },
    ],
  ],
  [
    'Binance USD-M @depth and @depth5',
    'binance-usd-margined',
    'BTCUSDT',
    1,
    [
      { lastUpdateId: 10, E: 1, T: 1, bids: deep, asks },
      streamed('depth5@100ms', depth(9, 12, bids5, 8)),
      streamed('depth', depth(9, 12, two, 8)),
    ],
  ],
  [
    'Bitstamp diff_order_book, order_book, detail_order_book and live_orders',
    'bitstamp',
    'btcusd',
    2,
    [
      { timestamp: '1', microtimestamp: '1', bids: deep, asks },
      bitstamp('order_book', 2, bids5),
      orderCreated(3),
      bitstamp('diff_order_book', 4, two),
    ],
  ],
  [
    'Gate futures order_book_update and order_book',
    'gateio-futures',
    'BTC_USDT',
    1,
    [
      { id: 10, asks: gateLevels(asks), bids: gateLevels(deep) },
      gate('order_book', {
        t: 1,
        id: 10,
        contract: 'BTC_USDT',
        asks: gateLevels(asks5),
        bids: gateLevels(bids5),
      }),
      gate('order_book_update', { t: 1, s: 'BTC_USDT', U: 11, u: 12, b: gateLevels(two), a: [] }),
    ],
  ],
  [
    'Bitget books and books5',
    'bitget-spot',
    'BTCUSDT',
    1,
    [
      bitget('books', 'snapshot', { asks, bids: deep, ts: '1', seq: 10, pseq: 0 }),
      bitget('books5', 'snapshot', { asks: asks5, bids: bids5, ts: '1', seq: 10 }),
      bitget('books', 'update', { asks: [], bids: two, ts: '1', seq: 11, pseq: 10 }),
    ],
  ],
])(
  '%s: one is followed, the others are left out and counted',
  (...[, name, symbol, leftOut, all]) => {
    expect(heard(name, symbol, all)).toEqual({ bids: 7, atNine: 2, leftOut, gaps: 0 })
  },
)

const best = (u: number, b: readonly Pair[]): object =>
  streamed('depth5@100ms', depth(u, u, b, u - 1))

test('best levels alone are a book each, also where only the name of the stream tells them', () => {
  const lower = [8, 7, 6, 5, 4].map((price): Pair => [`${price}`, '1'])
  const told = { leftOut: 0, gaps: 0 }
  expect(heard('binance-usd-margined', 'BTCUSDT', [best(5, bids5), best(9, lower)])).toEqual({
    bids: 5,
    atNine: 0,
    ...told,
  })
  // What a snapshot over REST says is more: from it on the best levels are left out.
  const rest = { lastUpdateId: 10, E: 1, T: 1, bids: deep, asks }
  const both = [best(5, bids5), rest, best(12, lower)]
  expect(heard('binance-usd-margined', 'BTCUSDT', both)).toMatchObject({ bids: 7, leftOut: 1 })
  expect(
    heard('okx', 'BTC-USDT', [okx('books5', { seqId: 1 }, deep), okx('books5', { seqId: 2 }, two)]),
  ).toEqual({ bids: 1, atNine: 2, ...told })
})

test('changes that wait for their snapshot do not disturb the best levels before it', () => {
  expect(
    heard('binance-spot', 'BTCUSDT', [
      streamed('depth5', { lastUpdateId: 10, bids: bids5, asks: asks5 }),
      streamed('depth', depth(11, 12, two)),
    ]),
  ).toEqual({ bids: 5, atNine: 1, leftOut: 0, gaps: 0 })
})
