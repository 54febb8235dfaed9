import { expect, test } from 'vitest'
import { FollowedBook } from '../../src/book/followed-book.ts'
import { feedRulesOf } from '../../src/book/feed-rules.ts'
import { EventColumns } from '../../src/core/events/event-columns.ts'
import { eventSide } from '../../src/core/events/event-codes.ts'
import { SymbolTable } from '../../src/core/events/symbol-table.ts'
import type { WireCodec } from '../../src/core/events/wire-codec.ts'
import type { Instant } from '../../src/core/time.ts'
import { utf8Bytes } from '../../src/core/utf8.ts'
import { depthText } from '../../src/exchanges/binance/market-routes.ts'
import { binanceMarket, type BinanceMarket } from '../../src/exchanges/binance/market.ts'
import { OpenStreams } from '../../src/exchanges/binance/streams.ts'
import type { Connection } from '../../src/exchanges/serving/connection.ts'
import { Topics } from '../../src/exchanges/serving/topics.ts'
import { ExchangeWorld } from '../../src/exchanges/world/exchange-world.ts'
import type { PublicState } from '../../src/exchanges/world/public-state.ts'
import { syntheticSource } from '../../src/exchanges/world/synthetic-source.ts'
import { Random } from '../../src/math/random.ts'
import { codecOf } from '../../src/wire/codec.ts'
import { protocols, type FeedName } from '../../src/wire/protocols.ts'
import { unitsOf } from '../../src/core/currency.ts'
import type { AccountEvent } from '../../src/core/orders/account-event.ts'
import type { Lots } from '../../src/core/price.ts'
import { futuresPlan } from '../../src/exchanges/binance/futures/futures-terms.ts'
import { usualSwitches } from '../../src/exchanges/faults/fault-switches.ts'
import { marginFacts, positionFacts } from '../../src/exchanges/world/position-facts.ts'

/** Book messages of the market: a campaign sets more (docs/results/served-exchanges.md). */
const updatesWanted = Number(process.env['ISOBAR_SERVED_BOOK_UPDATES'] ?? 4_000)
const stepUs = 25_000
const start = 1_800_000_000_000_000 as Instant
/** Share of messages that never arrive. */
const lost = 0.01

/** One book, followed from the texts that a client would get. */
class Follower {
  readonly #state: PublicState
  readonly #market: BinanceMarket
  readonly #codec: WireCodec
  readonly #followed: FollowedBook
  readonly #rows = new EventColumns(4_096)
  compared = 0

  constructor(state: PublicState, market: BinanceMarket, feed: FeedName) {
    const symbols = new SymbolTable()
    const { index, instrument } = state
    symbols.add({ symbol: market.symbolOf.get(index)!, index, instrument })
    this.#state = state
    this.#market = market
    this.#codec = codecOf(protocols[feed], symbols)
    this.#followed = new FollowedBook(feedRulesOf(protocols[feed], instrument))
  }

  get gaps(): number {
    return this.#followed.counts.lost.gap
  }

  hear(text: string): void {
    const rows = this.#rows
    rows.empty()
    const bytes = utf8Bytes(text)
    const frame = {
      bytes,
      start: 0,
      end: bytes.length,
      localTime: 1 as Instant,
      instrument: this.#state.index,
    }
    const outcome = this.#codec.decode(frame, rows)
    if (outcome.kind !== 'decoded') throw new Error(`${outcome.kind}: ${text.slice(0, 200)}`)
    this.#followed.follow(rows, 0, rows.length, outcome.sequence)
  }

  /** Asks for a snapshot where nothing is known, as a client does. */
  mend(at: Instant): void {
    if (this.#followed.book.isVoid) this.hear(depthText(this.#market, this.#state, 5_000, at))
  }

  /** Right after its stream has told everything, the book is the venue's, level by level, or it is void. */
  compare(): void {
    if (this.#followed.book.isVoid) return
    this.compared++
    for (const side of [eventSide.bid, eventSide.ask] as const) {
      const truth = this.#state.book.levels
      const own = this.#followed.book.levels
      if (own.levelCount(side) !== truth.levelCount(side))
        throw new Error('another count of levels')
      for (
        let price = truth.best(side);
        !Number.isNaN(price);
        price = truth.nextPrice(side, price)
      ) {
        if (own.quantityAt(side, price) !== truth.quantityAt(side, price)) {
          throw new Error(`${this.#state.instrument.name}: ${price} is not as it is at the venue`)
        }
      }
    }
  }
}

test.each<['spot' | 'futures', FeedName, 'spot' | 'linear']>([
  ['spot', 'binance-spot', 'spot'],
  ['futures', 'binance-usd-margined', 'linear'],
])(
  '%s: a book followed by its sequence rule is the true one whenever it is believed',
  (kind, feed, instrumentClass) => {
    const world = new ExchangeWorld(syntheticSource({ seed: 5, venues: ['binance'], start }), start)
    const states = world.states.filter(({ instrument }) => instrument.class === instrumentClass)
    const market = binanceMarket(kind, states, protocols[feed])
    const topics = new Topics()
    const streams = new OpenStreams(market, topics)
    const random = new Random(9)
    const heard: {
      readonly follower: Follower
      readonly text: string
      readonly isLost: boolean
    }[] = []
    const followers = states.map((state) => new Follower(state, market, feed))
    world.told = (message) => streams.told(message)
    for (const [k, state] of states.entries()) {
      const follower = followers[k]!
      const connection: Connection = {
        reply: () => undefined,
        stream: (text) => heard.push({ follower, text, isLost: random.uniform() < lost }),
        close: () => undefined,
      }
      const name = `${market.symbolOf.get(state.index)!.toLowerCase()}@depth@100ms`
      expect(streams.open(name)).toBe(true)
      topics.subscribe(streams.topic(name), connection)
    }
    const updates = (): number => states.reduce((sum, { bookId }) => sum + bookId, 0)
    for (let at = start + stepUs; updates() < updatesWanted; at += stepUs) {
      world.advance(at as Instant)
      streams.tick(at as Instant)
      // Whose message is lost will only know by the next.
      const told = new Set(heard.filter(({ isLost }) => !isLost).map(({ follower }) => follower))
      for (const { follower, text, isLost } of heard) if (!isLost) follower.hear(text)
      heard.length = 0
      for (const follower of told) {
        // A snapshot between two messages: it holds what the next one tells again.
        if (random.uniform() < 0.2) follower.mend(at as Instant)
        follower.compare()
      }
      if (random.uniform() < 0.05) followers[0]!.mend(at as Instant)
    }
    const compared = followers.reduce((sum, each) => sum + each.compared, 0)
    const gaps = followers.reduce((sum, each) => sum + each.gaps, 0)
    if (process.env['ISOBAR_SERVED_BOOK_UPDATES'] !== undefined) {
      process.stderr.write(
        `${kind}: ${updates()} updates, ${gaps} gaps, ${compared} books compared\n`,
      )
    }
    expect(gaps).toBeGreaterThan(0)
    expect(compared).toBeGreaterThan(updatesWanted / 1_000)
  },
)

const eightHours = 8 * 3_600_000_000
/** Ten seconds before a settlement. */
const beforeSettlement = (Math.ceil(1_800_000_000_000_000 / eightHours) * eightHours -
  10_000_000) as Instant

/** A world of futures with a million in it, some seconds after its start. */
function openedFutures(): {
  readonly world: ExchangeWorld
  readonly index: number
  readonly account: ReturnType<ExchangeWorld['open']>
} {
  const world = new ExchangeWorld(
    syntheticSource({ seed: 2, venues: ['binance'], start: beforeSettlement }),
    beforeSettlement,
  )
  const account = world.open('binance', futuresPlan, { seed: 1, switches: usualSwitches })
  world.advance((beforeSettlement + 5_000_000) as Instant)
  const index = world.states.findIndex(
    ({ instrument: { class: kind, base } }) => kind === 'linear' && base === 'BTC',
  )
  return { world, index, account }
}

const atMarket = {
  pricing: { kind: 'market' },
  timeInForce: { kind: 'ioc' },
  isReduceOnly: false,
} as const

test('funding is settled once, at the rate and mark that were told, and the venue lists it', async () => {
  const { world, index, account } = openedFutures()
  const heard: AccountEvent[] = []
  account.listener = { updated: () => undefined, happened: (event) => heard.push(event) }
  const request = { ...atMarket, instrument: index, side: 'buy', lots: 10_000 as Lots } as const
  expect((await account.place({ request, clientId: undefined, words: {} })).kind).toBe('done')
  world.advance((beforeSettlement + 20_000_000) as Instant)
  const [settled] = world.state(index).settled
  expect(settled!.at).toBe(beforeSettlement + 10_000_000)
  expect(heard.map(({ kind }) => kind)).toEqual(['funding'])
  const [paid] = heard as [Extract<AccountEvent, { kind: 'funding' }>]
  expect(paid.fundingRate).toBe(settled!.fundingRate)
  // 10,000 lots are 0.1 BTC.
  expect(unitsOf(paid.atoms)).toBeCloseTo(-0.1 * paid.price * paid.fundingRate, 9)
})

test.each([
  [50, 1_000_000],
  [20, 100_000],
])(
  'at leverage %d the price told for its forced closing is where an isolated position meets its maintenance',
  async (leverage, lots) => {
    const { world, index, account } = openedFutures()
    Object.assign(account.marginOf(index), { leverage, mode: 'isolated' })
    const request = { ...atMarket, instrument: index, side: 'buy', lots: lots as Lots } as const
    await account.place({ request, clientId: undefined, words: {} })
    const facts = positionFacts(account, index, world.now)
    const { unrealised, maintenance } = marginFacts(account, 'USDT', world.now)
    const quantity = facts.lots / 1e5
    expect(quantity).toBeGreaterThan(0)
    expect(unrealised).toBeCloseTo(quantity * (facts.mark - facts.entryPrice), 6)
    const { tiers } = account.plan.margin!(world.state(index).instrument).schedule[0]!
    const needed = (notional: number): number =>
      tiers.reduce((sum, { notionalFrom, maintenanceRate }, k) => {
        const end = Math.min(notional, tiers[k + 1]?.notionalFrom ?? Infinity)
        return sum + maintenanceRate * Math.max(0, end - notionalFrom)
      }, 0)
    expect(maintenance).toBeCloseTo(needed(quantity * facts.mark), 6)
    const { liquidationPrice, entryPrice } = facts
    const backing = (quantity * entryPrice) / leverage + quantity * (liquidationPrice - entryPrice)
    expect(liquidationPrice).toBeGreaterThan(entryPrice * (1 - 1 / leverage))
    expect(backing).toBeCloseTo(needed(quantity * liquidationPrice), 4)
  },
)
