import type { Clock } from '../../core/clock.ts'
import type { Currency } from '../../core/currency.ts'
import { UsageError } from '../../core/errors.ts'
import type { MarketFeed } from '../../core/events/market-feed.ts'
import { priceOf, type PriceTicks } from '../../core/price.ts'
import type { Duration, Instant } from '../../core/time.ts'
import { exactDecimalOfNumber, type ExactDecimal } from '../../execution/router/exact-decimal.ts'
import type { MarketBook } from '../../execution/router/market-book.ts'
import { MarketTape, type TapeMember } from '../../execution/schedule/market-tape.ts'
import { medianRate } from '../../strategies/arbitrage/quote-rates.ts'
import { feesOf, type FeesEntry, type FeesFile } from '../arb/fees-file.ts'
import { rest } from '../live/rest.ts'
import type { LeastOrder } from '../../core/least-order.ts'
import type { LiveListing } from '../market/live-venue.ts'
import { marketRules } from './market-rules.ts'

/** What is said of venues whose books are followed. */
export interface LiveTerms {
  readonly fees: FeesFile
  /** Where no fees file says it. */
  readonly takerFeeBps: number | undefined
  /** Currencies whose own books tell what they are worth in `quote`. */
  readonly rated: ReadonlySet<Currency>
  readonly quote: Currency | undefined
}

const lookEvery = 20_000 as Duration

/** Books of several venues as they stand now. A class, for it follows feeds that have to be ended. */
export class LiveBooks {
  readonly #listings: readonly LiveListing[]
  readonly #terms: LiveTerms
  readonly #tape: MarketTape
  #feeds: readonly MarketFeed[] = []

  /** @throws UsageError naming an instrument whose fee nobody tells */
  constructor(listings: readonly LiveListing[], terms: LiveTerms) {
    this.#listings = listings
    this.#terms = terms
    this.#tape = new MarketTape({
      members: listings.map((listing) => memberOf(listing, terms)),
      stops: [],
      from: Infinity as Instant,
      sampleEvery: 1,
      depthBps: 1,
    })
  }

  async start(feeds: readonly MarketFeed[]): Promise<void> {
    this.#feeds = feeds
    await Promise.all(
      feeds.map((feed) =>
        feed.start({ rows: (rows) => this.#tape.apply(rows), notice: () => undefined }),
      ),
    )
  }

  /** Settles when every book has come, or so much time has passed. @returns those that are missing then */
  async wait(within: Duration, clock: Clock, signal: AbortSignal): Promise<readonly LiveListing[]> {
    const until = clock.now() + within
    for (;;) {
      const there = new Set(
        this.#tape.books().map(({ venue, instrument }) => `${venue} ${instrument}`),
      )
      const missing = this.#listings.filter(
        ({ instrument: { venue, name } }) => !there.has(`${venue} ${name}`),
      )
      if (missing.length === 0 || clock.now() >= until || signal.aborted) return missing
      await rest(clock, lookEvery, signal)
    }
  }

  /** The books that are to be had now, without those that only tell rates. */
  books(): readonly MarketBook[] {
    return this.#tape.books().filter((book) => !this.#isRate(book))
  }

  /** What quote currencies are worth as their own books say it. @throws UsageError where none does */
  rates(): ReadonlyMap<Currency, ExactDecimal> {
    const { rated, quote } = this.#terms
    return ratesOf(this.#tape.books(), rated, quote)
  }

  async close(): Promise<void> {
    await Promise.all(this.#feeds.map((feed) => feed.close()))
  }

  #isRate({ base, quote, class: kind }: MarketBook): boolean {
    return kind === 'spot' && this.#terms.rated.has(base) && quote === this.#terms.quote
  }
}

/** What currencies are worth in another by their own spot books. @throws UsageError where none tells it */
export function ratesOf(
  books: readonly MarketBook[],
  rated: ReadonlySet<Currency>,
  quote: Currency | undefined,
): ReadonlyMap<Currency, ExactDecimal> {
  return new Map(
    [...rated].map((from) => {
      const own = books.filter(
        (book) => book.base === from && book.quote === quote && book.class === 'spot',
      )
      const rate = medianRate(own.map(middleOf))
      if (Number.isNaN(rate))
        throw new UsageError(`--quote-map: no venue tells what a ${from} is in ${quote}`)
      return [from, exactDecimalOfNumber(rate)]
    }),
  )
}

function memberOf({ instrument, symbol, least }: LiveListing, terms: LiveTerms): TapeMember {
  const { venue, name, base, quote, tickSize } = instrument
  if (instrument.class === 'inverse')
    throw new UsageError(`${venue}:${name}: inverse contracts are counted in quote and not routed`)
  const own = feesOf(terms.fees, venue, [symbol, name])
  const isRate = terms.rated.has(base) && quote === terms.quote
  const takerFeeBps = own.takerFeeBps ?? terms.takerFeeBps ?? (isRate ? 0 : undefined)
  if (takerFeeBps === undefined) {
    throw new UsageError(
      `the taker fee of ${venue} is not told; give --taker-fee-bps, or --fees FILE`,
    )
  }
  const { makerFeeBps } = own
  const rules = marketRules(instrument, { ...least, ...told(own), takerFeeBps, makerFeeBps })
  return { ...rules, tickSize, rate: 1 }
}

/** The least order that a fees file tells. */
function told({ minNotional, minQuantity }: FeesEntry): LeastOrder {
  return {
    ...(minNotional === undefined ? {} : { minNotional }),
    ...(minQuantity === undefined ? {} : { minQuantity }),
  }
}

/** NaN where a side is missing, or the book is crossed in itself. */
function middleOf({ bids, asks }: MarketBook): number {
  if (bids.count === 0 || asks.count === 0) return NaN
  const [bid, ask] = [bestOf(bids), bestOf(asks)]
  return bid > ask ? NaN : (bid + ask) / 2
}

function bestOf({ prices, priceStep }: MarketBook['bids']): number {
  return priceOf(prices[0]! as PriceTicks, priceStep)
}
