import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { utf8Bytes } from '../../core/utf8.ts'
import { feedOf } from '../../../test/wire/feed-fixtures.ts'
import { protocols } from '../../wire/protocols.ts'
import { CapturedFeed } from './captured-feed.ts'

/** Ten levels a side, as Kraken keeps them for who has subscribed to ten. */
const bids = new Map(Array.from({ length: 10 }, (_, k) => [100 - k, k + 1]))
const asks = new Map(Array.from({ length: 10 }, (_, k) => [101 + k, k + 1]))

const digits = ([price, quantity]: readonly [number, number]): string =>
  `${(price * 10).toFixed(0)}${quantity}00000000`

/** Kraken's checksum of the ten best levels, worked out apart from ours. */
function checksumOf(): number {
  const best = [...bids].toSorted(([a], [b]) => b - a).slice(0, 10)
  const other = [...asks].toSorted(([a], [b]) => a - b).slice(0, 10)
  return crc32([...other, ...best].map(digits).join(''))
}

const pairs = (side: ReadonlyMap<number, number>): object[] =>
  [...side].map(([price, qty]) => ({ price, qty }))

function message(type: string, levels: object, checksum = checksumOf()): object {
  const data = { symbol: 'BTC/USD', ...levels, checksum, timestamp: '2025-10-09T08:53:20.123456Z' }
  return { channel: 'book', type, data: [data] }
}

/** A better bid, by which the tenth falls out without a word. */
function better(price: number): object {
  bids.set(price, 1)
  bids.delete(Math.min(...bids.keys()))
  return message('update', { bids: [{ price, qty: 1 }], asks: [] })
}

test('the depth is known by the snapshot, and checksums count where they were compared', () => {
  const { symbols } = feedOf('kraken', { 'BTC/USD': ['0.1', '0.00000001'] })
  const followed = new CapturedFeed(protocols.kraken, symbols)
  const out = new EventColumns()
  let now = 0
  const hear = (said: object): void => {
    const bytes = utf8Bytes(JSON.stringify(said))
    now += 1_000
    followed.read({ bytes, start: 0, end: bytes.length, localTime: now as Instant }, out)
  }
  hear(message('snapshot', { bids: pairs(bids), asks: pairs(asks) }))
  for (const price of [100.1, 100.2, 100.3]) hear(better(price))
  // A level goes: an eleventh that was kept would step into its place.
  bids.delete(100.3)
  bids.set(92, 5)
  const gone = [
    { price: 100.3, qty: 0 },
    { price: 92, qty: 5 },
  ]
  hear(message('update', { bids: gone, asks: [] }))
  const [book] = followed.books.values()
  expect(book!.book.levels.levelCount(eventSide.bid)).toBe(10)
  expect([followed.checksums(), followed.lost().checksum]).toEqual([5, 0])
  hear(message('update', { bids: [], asks: [] }, 1))
  hear(better(100.4))
  hear(better(100.5))
  // What comes while the book is void is compared with nothing.
  expect([followed.checksums(), followed.lost().checksum]).toEqual([6, 1])
})
