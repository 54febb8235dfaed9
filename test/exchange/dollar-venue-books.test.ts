import { expect, test } from 'vitest'
import { FollowedBook } from '../../src/book/followed-book.ts'
import { feedRulesOf } from '../../src/book/feed-rules.ts'
import { ConnectionNumber } from '../../src/book/sequence/connection-number.ts'
import { EventColumns } from '../../src/core/events/event-columns.ts'
import { SymbolTable } from '../../src/core/events/symbol-table.ts'
import type { WireCodec } from '../../src/core/events/wire-codec.ts'
import type { Instant } from '../../src/core/time.ts'
import { utf8Bytes } from '../../src/core/utf8.ts'
import { feedOf, numbered } from '../../src/exchanges/coinbase/coinbase-feeds.ts'
import { coinbaseProducts } from '../../src/exchanges/coinbase/products.ts'
import { bookFeed } from '../../src/exchanges/kraken/kraken-feeds.ts'
import { krakenMarket } from '../../src/exchanges/kraken/kraken-market.ts'
import { ExchangeWorld } from '../../src/exchanges/world/exchange-world.ts'
import type { PublicState } from '../../src/exchanges/world/public-state.ts'
import { syntheticSource } from '../../src/exchanges/world/synthetic-source.ts'
import { Random } from '../../src/math/random.ts'
import { codecOf } from '../../src/wire/codec.ts'
import { protocols } from '../../src/wire/protocols.ts'
import { topOf } from './top-of-book.ts'

/** Book messages of the market: a campaign sets more (docs/results/served-exchanges.md). */
const updatesWanted = Number(process.env['ISOBAR_SERVED_BOOK_UPDATES'] ?? 2_000)
const start = 1_800_000_000_000_000 as Instant
/** Share of messages that never arrive. */
const lost = 0.01

/** One book, followed from the texts that a client would get. */
class Follower {
  readonly followed: FollowedBook
  readonly #state: PublicState
  readonly #codec: WireCodec
  readonly #rows = new EventColumns(4_096)
  /** Of Coinbase: the numbers of the connection. */
  readonly #numbers = new ConnectionNumber()
  compared = 0

  constructor(state: PublicState, feed: 'kraken' | 'coinbase', symbol: string, depth?: number) {
    const symbols = new SymbolTable()
    const { index, instrument } = state
    symbols.add({ symbol, index, instrument })
    this.#state = state
    this.#codec = codecOf(protocols[feed], symbols)
    this.followed = new FollowedBook(feedRulesOf(protocols[feed], instrument, depth))
  }

  hear(text: string): void {
    const rows = this.#rows
    rows.empty()
    const bytes = utf8Bytes(text)
    const { index } = this.#state
    const place = { bytes, start: 0, end: bytes.length, localTime: 1 as Instant, instrument: index }
    const outcome = this.#codec.decode(place, rows)
    if (outcome.kind !== 'decoded') throw new Error(`${outcome.kind}: ${text.slice(0, 200)}`)
    const { sequence } = outcome
    if (this.#numbers.judge(sequence.last) === 'gap' && !sequence.isSnapshot) {
      return this.followed.lose('gap')
    }
    this.followed.follow(rows, 0, rows.length, sequence)
  }

  /** Right after a message the book is the venue's, as deep as it is told, or it is void. */
  compare(depth: number): void {
    if (this.followed.book.isVoid) return
    this.compared++
    if (topOf(this.followed.book, depth) !== topOf(this.#state.book, depth)) {
      throw new Error(`${this.#state.instrument.name} is not as it is at the venue`)
    }
  }
}

function worldOf(venue: string): ExchangeWorld {
  return new ExchangeWorld(syntheticSource({ seed: 5, venues: [venue], start }), start)
}

/** Lets the market run until it has told so much. */
function run(world: ExchangeWorld, stepUs: number, stepped: (at: Instant) => void): void {
  const updates = (): number => world.states.reduce((sum, { bookId }) => sum + bookId, 0)
  for (let at = start + stepUs; updates() < updatesWanted; at += stepUs) {
    world.advance(at as Instant)
    stepped(at as Instant)
  }
}

test('Kraken: a book whose checksum holds is the true one, whatever was lost', () => {
  const depth = 10
  const world = worldOf('kraken')
  const market = krakenMarket(world.states)
  const random = new Random(9)
  const books = market.pairs.map((pair) => ({
    feed: bookFeed(market, pair, depth),
    follower: new Follower(pair.state, 'kraken', pair.symbol, depth),
  }))
  let gone = 0
  world.told = (message) => {
    const { feed, follower } = books[message.state.index]!
    for (const text of feed.told(message)) {
      if (random.uniform() < lost) gone++
      else {
        follower.hear(text)
        if (follower.followed.book.isVoid) follower.hear(feed.snapshot(world.now)[0]!)
        follower.compare(depth)
      }
    }
  }
  run(world, 25_000, () => undefined)
  const noticed = books.reduce(
    (sum, { follower }) => sum + follower.followed.counts.lost.checksum,
    0,
  )
  const compared = books.reduce((sum, { follower }) => sum + follower.compared, 0)
  expect(compared).toBeGreaterThan(updatesWanted / 4)
  // What the next message tells again, or takes back, is not noticed and makes no difference.
  expect(noticed).toBeGreaterThan(0)
  expect(noticed).toBeLessThanOrEqual(gone)
  report('kraken', { gone, noticed, compared })
})

test('Coinbase: a number tells of every message that is lost, and a book without a gap is the true one', () => {
  const world = worldOf('coinbase')
  const products = coinbaseProducts(world.states)
  const random = new Random(9)
  const books = world.states.map((state) => ({
    feed: feedOf(products, 'level2', state)!,
    follower: new Follower(state, 'coinbase', state.instrument.name),
    next: 0,
    isMissing: false,
  }))
  let gone = 0
  world.told = (message) => books[message.state.index]!.feed.told?.(message)
  run(world, 50_000, (at) => {
    for (const book of books) {
      const { feed, follower } = book
      for (const text of feed.due(at)) {
        const message = numbered(text, book.next++)
        if (random.uniform() < lost) {
          gone += Number(!book.isMissing)
          book.isMissing = true
          continue
        }
        book.isMissing = false
        follower.hear(message)
        if (follower.followed.book.isVoid) follower.hear(numbered(feed.snapshot(at), book.next++))
        follower.compare(5_000)
      }
    }
  })
  const noticed = books.reduce((sum, { follower }) => sum + follower.followed.counts.lost.gap, 0)
  const compared = books.reduce((sum, { follower }) => sum + follower.compared, 0)
  expect(compared).toBeGreaterThan(updatesWanted / 20)
  // Before the first that came nothing is missed, and after the last no other tells of it.
  expect(noticed).toBeGreaterThan(0)
  expect(noticed).toBeLessThanOrEqual(gone)
  expect(noticed).toBeGreaterThanOrEqual(gone - 2 * books.length)
  report('coinbase', { gone, noticed, compared })
})

function report(name: string, seen: Readonly<Record<string, number>>): void {
  if (process.env['ISOBAR_SERVED_BOOK_UPDATES'] === undefined) return
  process.stderr.write(`${name}: ${JSON.stringify(seen)}\n`)
}
