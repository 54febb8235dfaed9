import { expect, test } from 'vitest'
import { wallClock } from '../../src/app/live/wall-clock.ts'
import { InstrumentBook } from '../../src/book/instrument-book.ts'
import type { Clock } from '../../src/core/clock.ts'
import { eventKind, eventSide } from '../../src/core/events/event-codes.ts'
import type { FeedNotice } from '../../src/core/events/market-feed.ts'
import type { Instant } from '../../src/core/time.ts'
import { CcxtFeed } from '../../src/gateways/ccxt-feed.ts'
import type { CcxtClient } from '../../src/gateways/ccxt-exchange.ts'
import { btc, stubExchange } from './stub-exchange.ts'
import { until } from '../until.ts'

/** A feed over a connection that a test speaks for. */
async function feedOf(clock: Pick<Clock, 'now'> = wallClock): Promise<{
  feed: CcxtFeed
  client: CcxtClient & {
    closed: number
    pings: number
    onPong: () => void
    onMessage: () => void
  }
  kinds: number[]
  trades: number[]
  times: number[]
  heard: number[]
  book: InstrumentBook
  notices: FeedNotice[]
  fail: (cause: Error) => void
}> {
  const watching: { reject?: (cause: Error) => void } = {}
  const client = {
    url: 'ws://x',
    closed: 0,
    resolve: (result: unknown) => result,
    close: () => void client.closed++,
    pings: 0,
    onPong: () => undefined,
    onMessage: () => undefined,
    connection: { readyState: 1, ping: () => void client.pings++ },
  }
  const exchange = stubExchange({
    id: 'gate',
    client: () => client,
    watchOrderBook: () => new Promise((_, reject) => (watching.reject = reject)),
  })
  const feed = new CcxtFeed('gate', exchange, [btc], clock)
  const kinds: number[] = []
  const trades: number[] = []
  const times: number[] = []
  const heard: number[] = []
  const book = new InstrumentBook()
  const notices: FeedNotice[] = []
  await feed.start({
    rows: (rows) => {
      for (let row = 0; row < rows.length; row++) {
        kinds.push(rows.kind[row]!)
        times.push(rows.exchangeTime[row]!)
        heard.push(rows.localTime[row]!)
        if (rows.kind[row] === eventKind.trade) trades.push(rows.id[row]!)
        book.apply(rows, row)
      }
    },
    notice: (notice) => notices.push(notice),
  })
  exchange.client('ws://x')
  return {
    feed,
    client,
    kinds,
    trades,
    times,
    heard,
    book,
    notices,
    fail: (cause) => watching.reject?.(cause),
  }
}

test('that its connection lives is told by whatever comes over it, of the one that brings the book', async () => {
  let now = 1_000 as Instant
  const { feed, client } = await feedOf({ now: () => now })
  expect(feed.heardAt(btc.index)).toBe(-Infinity)
  client.resolve({ symbol: 'BTC/USDT', bids: [[100, 1]], asks: [[101, 1]] }, 'orderbook:BTC/USDT')
  expect(feed.heardAt(btc.index)).toBe(1_000)
  await until(() => client.pings > 0)
  now = 2_000 as Instant
  client.onPong()
  expect(feed.heardAt(btc.index)).toBe(2_000)
  now = 3_000 as Instant
  client.onMessage()
  expect(feed.heardAt(btc.index)).toBe(3_000)
  await feed.close()
})

test('every message is an event, however many come before anyone wakes up', async () => {
  const { feed, client, kinds, book } = await feedOf()
  // ccxt's own book: one object that changes.
  const bids: [number, number][] = [[100, 1]]
  const held = { symbol: 'BTC/USDT', bids, asks: [[101, 1]], timestamp: 5 }
  for (let message = 1; message <= 1_000; message++) {
    bids[0] = [100, message / 1_000]
    client.resolve(held, 'orderbook:BTC/USDT')
  }
  expect(kinds.filter((kind) => kind === eventKind.clear)).toHaveLength(1)
  expect(kinds.filter((kind) => kind === eventKind.level)).toHaveLength(2 + 999)
  expect(book.levels.quantityAt(eventSide.bid, 10_000)).toBe(100_000)
  await feed.close()
})

const trade = (id: number): object => ({
  id: String(id),
  symbol: 'BTC/USDT',
  side: 'sell',
  price: 100,
  amount: 0.5,
  timestamp: id,
})

test('trades are told once each, those of our own not at all, and history is no news', async () => {
  const { feed, client, trades } = await feedOf()
  const cache = [trade(1), trade(2)]
  client.resolve(cache, 'trade:BTC/USDT')
  cache.push(trade(3), trade(4))
  client.resolve(cache, 'trade:BTC/USDT')
  cache.push(trade(5))
  client.resolve(cache, 'trade:BTC/USDT')
  client.resolve(cache, 'trade:BTC/USDT')
  client.resolve([trade(99)], 'myTrades')
  expect(trades).toEqual([3, 4, 5])
  await feed.close()
})

test('a venue that counts microseconds is understood', async () => {
  const { feed, client, times } = await feedOf()
  const held = { symbol: 'BTC/USDT', bids: [[100, 1]], asks: [[101, 1]] }
  client.resolve({ ...held, timestamp: 1_700_000_000_123 }, 'orderbook')
  client.resolve({ ...held, asks: [[102, 1]], timestamp: 1_700_000_000_123_456 }, 'orderbook')
  expect([times[0], times.at(-1)]).toEqual([1_700_000_000_123_000, 1_700_000_000_123_456])
  await feed.close()
})

test('what is heard is stamped by the clock of whoever listens', async () => {
  let at = 5
  const { feed, client, heard } = await feedOf({ now: () => at as Instant })
  client.resolve({ symbol: 'BTC/USDT', bids: [[100, 1]], asks: [[101, 1]] }, 'orderbook')
  at = 3_600_000_005
  client.resolve([trade(1)], 'trade:BTC/USDT')
  feed.resync([0])
  expect([...new Set(heard)]).toEqual([5, 3_600_000_005])
  expect(heard.slice(-2)).toEqual([3_600_000_005, 3_600_000_005])
  await feed.close()
})

test('a lost connection voids the book until the next one is whole', async () => {
  const { feed, client, book, notices, fail } = await feedOf()
  const held = { symbol: 'BTC/USDT', bids: [[100, 1]], asks: [[101, 1]] }
  client.resolve(held, 'orderbook')
  expect(book.isVoid).toBe(false)
  fail(new Error('connection closed'))
  await until(() => notices.at(-1)?.kind === 'disconnected')
  expect(book.isVoid).toBe(true)
  client.resolve(held, 'orderbook')
  expect(book.isVoid).toBe(false)
  feed.resync([0])
  expect([book.isVoid, client.closed]).toEqual([true, 1])
  await feed.close()
})
