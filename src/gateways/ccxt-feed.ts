import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../core/clock.ts'
import { eventSide } from '../core/events/event-codes.ts'
import { EventColumns } from '../core/events/event-columns.ts'
import type { FeedListener, MarketFeed } from '../core/events/market-feed.ts'
import { Backoff } from './backoff.ts'
import { BookDiffer, wholeSteps } from './book-differ.ts'
import { worldMessage, type CcxtBook, type CcxtClient, type CcxtExchange } from './ccxt-exchange.ts'
import { timeOf, type TradedListing } from './read-orders.ts'

/** Levels a side that are followed. */
const depth = 50
/** Trades that one message may bring; a cache that holds more was not looked at for too long. */
const tradesMost = 1_000

interface Followed {
  readonly listing: TradedListing
  readonly differ: BookDiffer
  lastTrade: unknown
  /** Whose connection its book came over last; undefined before. */
  client: TappedClient | undefined
}

interface PublicTrade {
  readonly id?: string
  readonly symbol?: string
  readonly side?: 'buy' | 'sell'
  readonly price?: number
  readonly amount?: number
  readonly timestamp?: number
}

/** A connection that can be closed, and asked whether it lives. */
type TappedClient = CcxtClient & {
  close(): void
  readonly connection?: { readonly readyState: number; ping(): void }
  onMessage?(...args: readonly unknown[]): unknown
  onPong?(...args: readonly unknown[]): unknown
}

/** What the standard calls a connection that is open. */
const openState = 1

/** Between two ping frames by which a connection shows that it lives. */
const pingEveryMs = 1_000

/**
 * Books and trades of one exchange of ccxt, event by event: its `watch` calls wake up now and then and find what has
 * piled up (200,000 changes, 786 wake-ups), so that every connection is tapped where it hands over what a message made.
 * Whether a message is missing, ccxt says where it looks; venues that our own decoders read do not come through here.
 */
export class CcxtFeed implements MarketFeed {
  readonly venue: string
  readonly #exchange: CcxtExchange
  readonly #clock: Pick<Clock, 'now'>
  readonly #followed = new Map<string, Followed>()
  readonly #rows = new EventColumns()
  readonly #control = new AbortController()
  readonly #clients = new Set<TappedClient>()
  /** When anything came over a connection. */
  readonly #heardAt = new WeakMap<TappedClient, number>()
  #listener: FeedListener | undefined

  /** @param clock by which its rows are stamped: that of whoever listens */
  constructor(
    venue: string,
    exchange: CcxtExchange,
    listings: readonly TradedListing[],
    clock: Pick<Clock, 'now'>,
  ) {
    this.venue = venue
    this.#exchange = exchange
    this.#clock = clock
    for (const listing of listings) {
      const differ = new BookDiffer(listing.instrument, depth)
      this.#followed.set(listing.symbol, {
        listing,
        differ,
        lastTrade: undefined,
        client: undefined,
      })
    }
    // Gaps are told where ccxt can see them: off by default.
    exchange.options['watchOrderBook'] = {
      ...(exchange.options['watchOrderBook'] as object),
      checksum: true,
    }
  }

  start(listener: FeedListener): Promise<void> {
    this.#listener = listener
    this.#tap()
    for (const [symbol, followed] of this.#followed) {
      void this.#follow(followed, () => this.#exchange.watchOrderBook(symbol))
      if (this.#exchange.has['watchTrades'] === true)
        void this.#follow(followed, () => this.#exchange.watchTrades(symbol))
    }
    void this.#keepAsking()
    return Promise.resolve()
  }

  heardAt(instrument: number): number {
    const { client } = this.#of(instrument)
    return client === undefined ? -Infinity : (this.#heardAt.get(client) ?? -Infinity)
  }

  async touch(instrument: number): Promise<{ readonly bid: number; readonly ask: number }> {
    const { listing } = this.#of(instrument)
    const { bids, asks } = await this.#exchange.fetchOrderBook(listing.symbol, 5)
    const { tickSize } = listing.instrument
    const best = (side: CcxtBook['bids']): number =>
      side[0] === undefined ? Number.NaN : wholeSteps(side[0][0]!, tickSize)
    return { bid: best(bids), ask: best(asks) }
  }

  resync(instruments: readonly number[]): void {
    for (const instrument of instruments) this.#gap(this.#of(instrument))
    // The next connection begins with snapshots.
    for (const client of this.#clients) client.close()
    this.#clients.clear()
  }

  async close(): Promise<void> {
    this.#control.abort()
    await this.#exchange.close().catch(() => undefined)
  }

  #of(instrument: number): Followed {
    return [...this.#followed.values()].find(({ listing }) => listing.index === instrument)!
  }

  #tap(): void {
    const open = this.#exchange.client.bind(this.#exchange)
    const known = new WeakSet<CcxtClient>()
    this.#exchange.client = (url) => {
      const client = open(url) as TappedClient
      if (known.has(client)) return client
      known.add(client)
      const resolve = client.resolve.bind(client)
      client.resolve = (result, hash) => {
        this.#hear(client, result, hash)
        return resolve(result, hash)
      }
      for (const name of ['onMessage', 'onPong'] as const) {
        const inner = client[name]?.bind(client)
        if (inner === undefined) continue
        client[name] = (...args) => {
          this.#heardAt.set(client, this.#clock.now())
          return inner(...args)
        }
      }
      return client
    }
  }

  /** A ping frame now and then to each connection that brings books: ccxt's own come every half a minute. */
  async #keepAsking(): Promise<void> {
    const { signal } = this.#control
    while (!signal.aborted) {
      await pause(pingEveryMs, undefined, { signal, ref: false }).catch(() => undefined)
      const bringing = new Set([...this.#followed.values()].map(({ client }) => client))
      for (const client of bringing) {
        const { connection } = client ?? {}
        if (!signal.aborted && connection?.readyState === openState) connection.ping()
      }
    }
  }

  /** What a message made, at once: the book as it left it, or the trades it brought. */
  #hear(client: TappedClient, result: unknown, hash: unknown): void {
    if (typeof result !== 'object' || result === null || this.#control.signal.aborted) return
    if ('bids' in result && 'asks' in result) {
      this.#clients.add(client)
      this.#heardAt.set(client, this.#clock.now())
      return this.#hearBook(result as CcxtBook, client)
    }
    // Trades of our own look alike; they are the account's.
    if (
      Array.isArray(result) &&
      typeof hash === 'string' &&
      /trade/i.test(hash) &&
      !/my/i.test(hash)
    )
      this.#hearTrades(result as readonly PublicTrade[])
  }

  #hearBook(book: CcxtBook, client: TappedClient): void {
    const followed = this.#followed.get(book.symbol ?? '')
    if (followed === undefined || book.bids.length + book.asks.length === 0) return
    followed.client = client
    const { listing, differ } = followed
    const offGrid = differ.offGrid
    this.#rows.empty()
    const at = this.#clock.now()
    this.#rows.begin(listing.index, at, microseconds(book.timestamp), wholeNumber(book.nonce))
    differ.write(book.bids, book.asks, this.#rows)
    this.#rows.end()
    if (this.#rows.length > 0) this.#listener?.rows(this.#rows)
    if (differ.offGrid > offGrid)
      this.#tell('malformed', 'a level is not on the grid of its instrument', listing.index)
  }

  #hearTrades(cache: readonly PublicTrade[]): void {
    const followed = this.#followed.get(cache.at(-1)?.symbol ?? '')
    if (followed === undefined) return
    const { listing, lastTrade } = followed
    const { tickSize, lotSize } = listing.instrument
    let from = cache.length
    while (from > 0 && cache[from - 1] !== lastTrade && cache.length - from < tradesMost) from--
    // What a cache held when we came is history.
    if (lastTrade === undefined && cache.length > 1) from = cache.length
    followed.lastTrade = cache.at(-1)
    this.#rows.empty()
    this.#rows.begin(listing.index, this.#clock.now(), Number.NaN, Number.NaN)
    for (const { id, side, price = Number.NaN, amount = Number.NaN, timestamp } of cache.slice(
      from,
    )) {
      const ticks = wholeSteps(price, tickSize)
      const lots = wholeSteps(amount, lotSize)
      if (Number.isNaN(ticks) || Number.isNaN(lots)) continue
      const aggressor =
        side === undefined ? eventSide.unknown : side === 'buy' ? eventSide.buy : eventSide.sell
      this.#rows.stamp(microseconds(timestamp))
      this.#rows.addTrade(aggressor, ticks, lots, numberOf(id))
    }
    this.#rows.end()
    if (this.#rows.length > 0) this.#listener?.rows(this.#rows)
  }

  /** Keeps a subscription alive: again after every loss, with growing patience. */
  async #follow(followed: Followed, watch: () => Promise<unknown>): Promise<void> {
    const { signal } = this.#control
    const backoff = new Backoff()
    while (!signal.aborted) {
      try {
        await watch()
        backoff.reset()
      } catch (cause) {
        if (signal.aborted) return
        this.#gap(followed)
        this.#tell('disconnected', worldMessage(cause), followed.listing.index)
        await pause(backoff.nextMs(), undefined, { signal }).catch(() => undefined)
      }
    }
  }

  #gap({ listing, differ }: Followed): void {
    differ.forget()
    this.#rows.empty()
    this.#rows.begin(listing.index, this.#clock.now(), Number.NaN, Number.NaN)
    this.#rows.addGap()
    this.#rows.end()
    this.#listener?.rows(this.#rows)
  }

  #tell(kind: 'disconnected' | 'malformed', detail: string, instrument?: number): void {
    const instruments = instrument === undefined ? {} : { instruments: [instrument] }
    this.#listener?.notice({ venue: this.venue, kind, detail, ...instruments })
  }
}

function microseconds(stamp: number | undefined): number {
  return stamp === undefined ? Number.NaN : timeOf(stamp)
}

/** NaN where there is none that a double counts. */
function wholeNumber(value: number | undefined): number {
  return value !== undefined && Number.isSafeInteger(value) ? value : Number.NaN
}

/** An id that is a number a double counts; NaN for others. */
function numberOf(id: string | undefined): number {
  const number = id !== undefined && /^\d{1,16}$/.test(id) ? Number(id) : Number.NaN
  return Number.isSafeInteger(number) ? number : Number.NaN
}
