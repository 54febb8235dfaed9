import { expect, test } from 'vitest'
import { FollowedBook } from '../../src/book/followed-book.ts'
import { feedRulesOf } from '../../src/book/feed-rules.ts'
import { EventColumns } from '../../src/core/events/event-columns.ts'
import { eventSide } from '../../src/core/events/event-codes.ts'
import { SymbolTable } from '../../src/core/events/symbol-table.ts'
import type { Instrument } from '../../src/core/instrument.ts'
import type { WireCodec } from '../../src/core/events/wire-codec.ts'
import type { Instant } from '../../src/core/time.ts'
import { utf8Bytes } from '../../src/core/utf8.ts'
import { BookCounts } from '../../src/exchanges/bybit/book-counts.ts'
import { channelOf as bybitChannel } from '../../src/exchanges/bybit/bybit-channels.ts'
import { bybitMarkets } from '../../src/exchanges/bybit/bybit-market.ts'
import { channelOf as okxChannel } from '../../src/exchanges/okx/okx-channels.ts'
import { okxMarkets } from '../../src/exchanges/okx/okx-market.ts'
import type { Connection } from '../../src/exchanges/serving/connection.ts'
import { OpenChannels, type Channel } from '../../src/exchanges/serving/open-channels.ts'
import { Topics } from '../../src/exchanges/serving/topics.ts'
import { ExchangeWorld } from '../../src/exchanges/world/exchange-world.ts'
import type { PublicState } from '../../src/exchanges/world/public-state.ts'
import { syntheticSource } from '../../src/exchanges/world/synthetic-source.ts'
import { Random } from '../../src/math/random.ts'
import { codecOf } from '../../src/wire/codec.ts'
import { protocols, type FeedName } from '../../src/wire/protocols.ts'

/** Book messages of the market: a campaign sets more (docs/results/served-exchanges.md). */
const updatesWanted = Number(process.env['ISOBAR_SERVED_BOOK_UPDATES'] ?? 4_000)
const stepUs = 20_000
const start = 1_800_000_000_000_000 as Instant
/** Share of messages that never arrive. */
const lost = 0.01

/** A book as its venue tells it: where it is told, under what name, and how its quantities are counted there. */
interface Told {
  readonly state: PublicState
  readonly name: string
  readonly symbol: string
  readonly instrument: Instrument
  readonly depth: number
}

/** One book, followed from the texts that a client would get; who finds it broken subscribes anew. */
class Follower implements Connection {
  readonly #told: Told
  readonly #codec: WireCodec
  readonly #followed: FollowedBook
  readonly #rows = new EventColumns(4_096)
  readonly #isLost: () => boolean
  #isBehind = false
  compared = 0

  constructor(told: Told, feed: FeedName, isLost: () => boolean) {
    const { state, symbol, instrument } = told
    const symbols = new SymbolTable()
    symbols.add({ symbol, index: state.index, instrument })
    this.#told = told
    this.#codec = codecOf(protocols[feed], symbols)
    this.#followed = new FollowedBook(feedRulesOf(protocols[feed], instrument))
    this.#isLost = isLost
  }

  get gaps(): number {
    return this.#followed.counts.lost.gap
  }

  get isVoid(): boolean {
    return this.#followed.book.isVoid
  }

  reply(text: string): void {
    this.#hear(text)
  }

  stream(text: string): void {
    this.#isBehind = this.#isLost()
    if (!this.#isBehind) this.#hear(text)
  }

  close(): void {}

  /** Right after its channel has told everything, its levels are the venue's best, or it is void. */
  compare(): void {
    // Whose message is lost will only know by the next.
    if (this.isVoid || this.#isBehind) return
    this.compared++
    const { state, depth, name } = this.#told
    const own = this.#followed.book.levels
    for (const side of [eventSide.bid, eventSide.ask] as const) {
      const best = state.top(side, depth)
      if (own.levelCount(side) !== best.length) throw new Error(`${name}: another count of levels`)
      for (const { ticks, lots } of best) {
        if (own.quantityAt(side, ticks) !== lots) {
          throw new Error(`${name}: ${ticks} is not as it is at the venue`)
        }
      }
    }
  }

  #hear(text: string): void {
    const rows = this.#rows
    rows.empty()
    const bytes = utf8Bytes(text)
    const { index } = this.#told.state
    const end = bytes.length
    const frame = { bytes, start: 0, end, localTime: 1 as Instant, instrument: index }
    const outcome = this.#codec.decode(frame, rows)
    if (outcome.kind !== 'decoded') throw new Error(`${outcome.kind}: ${text.slice(0, 200)}`)
    this.#followed.follow(rows, 0, rows.length, outcome.sequence)
  }
}

const venues: readonly {
  readonly name: string
  readonly feed: FeedName
  readonly venue: string
  open(states: readonly PublicState[]): {
    readonly channelOf: (name: string) => Channel | undefined
    readonly told: readonly Told[]
  }
}[] = [
  ...(['spot', 'linear'] as const).map((category) => ({
    name: `bybit ${category}: u goes up by one`,
    feed: 'bybit' as const,
    venue: 'bybit',
    open(states: readonly PublicState[]) {
      const market = bybitMarkets(states)[category]
      const counts = new BookCounts()
      const told = [...market.symbols].map(([symbol, state]) => ({
        state,
        symbol,
        instrument: state.instrument,
        name: `orderbook.50.${symbol}`,
        depth: 50,
      }))
      return { channelOf: (name: string) => bybitChannel(market, counts, name), told }
    },
  })),
  {
    name: 'okx: each message says which it follows, and the checksum is 0',
    feed: 'okx',
    venue: 'okx',
    open(states) {
      const markets = okxMarkets(states)
      const told = markets.listings.map(({ state, instId, lotSize, contract }) => ({
        state,
        symbol: instId,
        instrument: { ...state.instrument, lotSize, contractSize: contract },
        name: JSON.stringify({ channel: 'books', instId }),
        depth: 400,
      }))
      return { channelOf: (name: string) => okxChannel(markets, name), told }
    },
  },
]

test.each(venues)('$name: a followed book is the true one whenever it is believed', (each) => {
  const { feed, venue } = each
  const world = new ExchangeWorld(syntheticSource({ seed: 5, venues: [venue], start }), start)
  const { channelOf, told } = each.open(world.statesOf(venue))
  const channels = new OpenChannels(new Topics(), 'books', channelOf)
  const random = new Random(9)
  const isLost = (): boolean => random.uniform() < lost
  const followers = told.map((one) => new Follower(one, feed, isLost))
  const join = (k: number, at: Instant): void => {
    expect(channels.join(told[k]!.name, followers[k]!)).toBe(true)
    channels.greet(told[k]!.name, followers[k]!, at)
  }
  world.told = (message) => channels.told(message)
  world.advance((start + 1_000_000) as Instant)
  for (const k of told.keys()) join(k, world.now)
  const updates = (): number => told.reduce((sum, { state }) => sum + state.bookId, 0)
  for (let at = world.now + stepUs; updates() < updatesWanted; at += stepUs) {
    world.advance(at as Instant)
    channels.tick(at as Instant)
    for (const [k, follower] of followers.entries()) {
      if (follower.isVoid) join(k, at as Instant)
    }
    // Every channel here is told on this grid.
    if (at % 100_000 !== 0) continue
    for (const follower of followers) follower.compare()
  }
  const compared = followers.reduce((sum, one) => sum + one.compared, 0)
  const gaps = followers.reduce((sum, one) => sum + one.gaps, 0)
  if (process.env['ISOBAR_SERVED_BOOK_UPDATES'] !== undefined) {
    process.stderr.write(
      `${each.name}: ${updates()} updates, ${gaps} gaps, ${compared} books compared\n`,
    )
  }
  expect(gaps).toBeGreaterThan(0)
  expect(compared).toBeGreaterThan(updatesWanted / 1_000)
})
