import { expect, test } from 'vitest'
import {
  bitgetChecksum,
  BookChecksum,
  krakenChecksum,
  okxChecksum,
  type ChecksumLayout,
} from '../../src/book/checksum/book-checksum.ts'
import { touchOf } from '../../src/book/crossing.ts'
import { FollowedBook, type FeedRules } from '../../src/book/followed-book.ts'
import { FollowedFeed } from '../../src/book/followed-feed.ts'
import { ConnectionNumber } from '../../src/book/sequence/connection-number.ts'
import { ascendingRule, contiguousRule, unnumberedRule } from '../../src/book/sequence/numbered.ts'
import { linkedRangeRule, updateRangeRule } from '../../src/book/sequence/update-range.ts'
import { needs } from '../need.ts'
import {
  capturedBooks,
  cryptofeedMessages,
  rawBinanceMessages,
  type CapturedBook,
  type CapturedExchange,
} from './captured-feeds.ts'

// Every rule against a feed of the venue it is for, as it was recorded.

const neverLost = { gap: 0, checksum: 0, crossed: 0, disconnected: 0 }

/** A captured book followed to its end; a message may be left out. */
function followed(captured: CapturedBook, rules: FeedRules, leftOut = NaN): FollowedBook {
  const book = new FollowedBook(rules)
  for (const [row, { start, end, sequence }] of captured.messages.entries()) {
    if (row !== leftOut) book.follow(captured.rows, start, end, sequence)
  }
  return book
}

/** A message of changes in the middle of the live part. */
function middleOf(captured: CapturedBook): number {
  const { messages } = captured
  return Math.floor(
    (messages.findIndex(({ sequence }) => sequence.isSnapshot) + messages.length) / 2,
  )
}

test.for<[CapturedExchange, ChecksumLayout, number]>([
  ['OKX', okxChecksum, 400],
  ['BITGET', bitgetChecksum, 500],
  ['KRAKEN', krakenChecksum, 1000],
])('%s: every checksum is reproduced from ticks and lots', ([exchange, layout, depth], context) => {
  needs('data', context)
  const books = capturedBooks(cryptofeedMessages(exchange))
  expect(books.length).toBeGreaterThan(2)
  for (const captured of books) {
    const checksum = new BookChecksum(layout, captured)
    const { counts, book } = followed(captured, { sequence: unnumberedRule, checksum, depth })
    expect(counts, captured.symbol).toMatchObject({ lost: neverLost, stale: 0 })
    expect(counts.applied).toBe(captured.messages.length)
    expect(book.isVoid).toBe(false)
  }
})

test('a message lost from a feed with checksums voids the book', (context) => {
  needs('data', context)
  const captured = capturedBooks(cryptofeedMessages('KRAKEN')).find(
    ({ symbol }) => symbol === 'SC/EUR',
  )!
  // A change past the tenth level is in no checksum until it comes within it: not every loss is seen.
  const checksum = new BookChecksum(krakenChecksum, captured)
  const rules: FeedRules = { sequence: unnumberedRule, checksum, depth: 1000 }
  const losses = Array.from({ length: 20 }, (_, row) => 20 + row * 25)
  const seen = losses.filter((row) => followed(captured, rules, row).voidReason === 'checksum')
  expect(seen.length).toBeGreaterThan(losses.length / 2)
})

test.for<[CapturedExchange, FeedRules]>([
  ['BINANCE', { sequence: updateRangeRule }],
  ['BINANCE_FUTURES', { sequence: linkedRangeRule }],
  ['BINANCE_DELIVERY', { sequence: linkedRangeRule }],
  ['BYBIT', { sequence: contiguousRule }],
  ['BITSTAMP', { sequence: ascendingRule }],
])('%s: followed to its end without a gap or a crossed book', ([exchange, rules], context) => {
  needs('data', context)
  const books = capturedBooks(cryptofeedMessages(exchange))
  expect(books.length).toBeGreaterThan(3)
  for (const captured of books) {
    const { counts, book } = followed(captured, rules)
    expect(counts.lost, captured.symbol).toEqual(neverLost)
    expect(counts.applied + counts.stale).toBe(captured.messages.length)
    expect(book.isVoid).toBe(false)
    expect(touchOf(book.levels)).not.toBe('crossed')
  }
  const longest = books.reduce((a, b) => (b.messages.length > a.messages.length ? b : a))
  const broken = followed(longest, rules, middleOf(longest))
  // Times only ascend: of what Bitstamp loses nobody knows.
  expect(broken.counts.lost.gap).toBe(exchange === 'BITSTAMP' ? 0 : 1)
  expect(broken.book.isVoid).toBe(exchange !== 'BITSTAMP')
})

test.for<[string, FeedRules]>([
  ['spot_btcusdt_20240808.txt.gz', { sequence: updateRangeRule }],
  ['usdm_ethusdt_20240808.txt.gz', { sequence: linkedRangeRule }],
])('%s: the snapshot over REST meets the stream that was held for it', ([file, rules], context) => {
  needs('data', context)
  const [captured] = capturedBooks(rawBinanceMessages(file, 1_000))
  const { counts, book } = followed(captured!, rules)
  expect(counts.lost).toEqual(neverLost)
  expect(counts.held).toBeGreaterThan(0)
  expect(book.isVoid).toBe(false)
  expect(touchOf(book.levels)).toBe('open')
})

test('COINBASE: one number counts the whole connection, and a lost heartbeat voids every book', (context) => {
  needs('data', context)
  const captured = capturedBooks(cryptofeedMessages('COINBASE'))
  const byNumber = captured
    .flatMap((book) => book.messages.map((message) => ({ ...message, book })))
    .toSorted((a, b) => a.sequence.last - b.sequence.last)
  const follow = (leftOut: number): FollowedFeed => {
    const feed = new FollowedFeed(new ConnectionNumber())
    for (const [index, { symbol }] of captured.entries()) {
      if (symbol !== '') feed.add(index, new FollowedBook({ sequence: unnumberedRule }))
    }
    for (const [row, { book, start, end, sequence }] of byNumber.entries()) {
      if (row !== leftOut) feed.follow(book.rows, start, end, sequence)
    }
    return feed
  }
  const indexes = captured.flatMap(({ symbol }, index) => (symbol === '' ? [] : [index]))
  expect(indexes).toHaveLength(2)
  const whole = follow(NaN)
  for (const index of indexes) expect(whole.bookOf(index)!.book.isVoid).toBe(false)
  const heartbeat = byNumber.findLastIndex(({ book }) => book.symbol === '') - 1
  const broken = follow(heartbeat)
  for (const index of indexes) expect(broken.bookOf(index)!.voidReason).toBe('gap')
})
