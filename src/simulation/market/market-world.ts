import type { Currency } from '../../core/currency.ts'
import { InstrumentTable } from '../../core/events/instrument-table.ts'
import type { Instrument } from '../../core/instrument.ts'
import { microsecondsPerSecond, type Instant } from '../../core/time.ts'
import { invariant } from '../../math/invariant.ts'
import { Random } from '../../math/random.ts'
import { EfficientPrices } from './efficient-prices.ts'
import { InstrumentFeed } from './instrument-feed.ts'
import { InstrumentMarket, type OrderListener } from './instrument-market.ts'
import type { ListingPlan, MarketPlan, VenuePlan } from './market-plan.ts'
import { MatchingBook } from './matching-book.ts'
import { Perpetual } from './perpetual.ts'
import type { PlantedPlace } from './planted/planted-fact.ts'
import { VenueOutbox } from './venue-outbox.ts'

/** Ticks a side of a book within reach without a search: books here are a few hundred orders deep. */
const windowTicks = 4_096

/** One instrument of a market with what belongs to it. */
export interface ListedMarket {
  readonly market: InstrumentMarket
  readonly venue: number
  /** Of base and quote among the assets; -1 for dollars, whose price is one. */
  readonly base: number
  readonly quote: number
  /** Seconds. */
  readonly conflation: number
  /** Seconds; 0 for never. */
  readonly snapshotEvery: number
  readonly perpetual: Perpetual | undefined
  /** The spot markets its index is the mean of. */
  readonly index: readonly InstrumentMarket[]
}

/** Everything there is in a synthetic market: assets, venues, instruments. Who drives it is `SyntheticMarket`. */
export class MarketWorld {
  readonly plan: MarketPlan
  readonly instruments: InstrumentTable = new InstrumentTable()
  readonly prices: EfficientPrices
  readonly outboxes: readonly VenueOutbox[]
  /** By index of their instrument. */
  readonly listed: readonly ListedMarket[]

  readonly #random: Random

  constructor(plan: MarketPlan, listener: OrderListener) {
    this.plan = plan
    const random = new Random(plan.seed)
    this.#random = random
    this.prices = new EfficientPrices(plan.assets, random.fork('prices'))
    this.outboxes = plan.venues.map(
      ({ name, latencyMs, jitterMs }) =>
        new VenueOutbox(
          { least: Math.round(latencyMs * 1e3), jitter: jitterMs * 1e3 },
          random.fork(`latency ${name}`),
        ),
    )
    const listed: ListedMarket[] = []
    for (const listing of plan.listings) {
      listed.push(this.#list(listing, { listener, random, listed }))
    }
    this.listed = listed
  }

  /** The instant of so many seconds since the start. */
  instantAt(seconds: number): Instant {
    return (this.plan.start +
      // Multiples of a step are not quite whole in seconds.
      Math.floor(seconds * microsecondsPerSecond + 1e-3)) as Instant
  }

  /** Random numbers of one's own. */
  random(name: string): Random {
    return this.#random.fork(name)
  }

  /** Position of an asset; the dollar has none. */
  asset(name: Currency): number {
    const found = this.plan.assets.findIndex((asset) => asset.name === name)
    invariant(found >= 0, `no asset ${name} in the market`)
    return found
  }

  /** Logarithm of the efficient price of a listed instrument, in its quote currency. */
  efficient({ base, quote }: Pick<ListedMarket, 'base' | 'quote'>): number {
    return this.prices.log[base]! - (quote < 0 ? 0 : this.prices.log[quote]!)
  }

  /** The one instrument of a place. */
  at({ venue, base, quote, class: kind }: PlantedPlace): ListedMarket {
    const index = this.instruments.indexOf({ venue, class: kind, name: `${base}-${quote}` })
    invariant(index !== undefined, `no ${kind} ${base}-${quote} at ${venue}`)
    return this.listed[index]!
  }

  ofVenue(name: string): readonly ListedMarket[] {
    const found = this.listed.filter(({ market }) => market.instrument.venue === name)
    invariant(found.length > 0, `nothing is listed at ${name}`)
    return found
  }

  #list(
    listing: ListingPlan,
    around: {
      readonly listener: OrderListener
      readonly random: Random
      readonly listed: readonly ListedMarket[]
    },
  ): ListedMarket {
    const venue = this.plan.venues.findIndex(({ name }) => name === listing.venue)
    const plan = this.plan.venues[venue]
    invariant(plan !== undefined, `no venue ${listing.venue} in the market`)
    const instrument = instrumentOf(listing)
    const index = this.instruments.add(instrument)
    invariant(index === around.listed.length, `${instrument.name} is listed twice at ${plan.name}`)
    const random = around.random.fork(`${plan.name} ${listing.class} ${instrument.name}`)
    const outbox = this.outboxes[venue]!
    const book = new MatchingBook(windowTicks)
    const feed = new InstrumentFeed(index, book, outbox, styleOf(plan))
    const base = this.asset(listing.base)
    const quote = listing.quote === 'USD' ? -1 : this.asset(listing.quote)
    const { listener } = around
    const lag = plan.lagMs / 1e3
    const activity = plan.activity * listing.activity
    const { flow } = this.plan
    const { touchSize, spread, stickinessBps } = plan
    const setting = {
      index,
      instrument,
      listing,
      flow,
      touchSize,
      spread,
      stickinessBps,
      lag,
      activity,
      book,
      feed,
      random,
    }
    const market = new InstrumentMarket({ ...setting, listener }, this.efficient({ base, quote }))
    const perpetual =
      listing.class === 'spot'
        ? undefined
        : new Perpetual(index, market, outbox, random.fork('positions'))
    const spots = around.listed.filter((other) => isSpotOf(other.market.instrument, instrument))
    return {
      market,
      venue,
      base,
      quote,
      snapshotEvery: plan.snapshotSeconds,
      conflation: plan.feed === 'orders' ? 0 : plan.conflationMs / 1e3,
      perpetual,
      index: spots.map((other) => other.market),
    }
  }
}

function instrumentOf({ base, quote, ...listing }: ListingPlan): Instrument {
  const { venue, class: kind, tickSize, lotSize, contractSize } = listing
  const size = contractSize === undefined ? {} : { contractSize }
  return { name: `${base}-${quote}`, venue, base, quote, class: kind, tickSize, lotSize, ...size }
}

function styleOf({ feed, conflationMs, quotes }: VenuePlan): {
  readonly book: 'levels' | 'orders'
  readonly conflation: number
  readonly quotes: boolean
} {
  return { book: feed, conflation: Math.round(conflationMs * 1e3), quotes }
}

function isSpotOf(spot: Instrument, perpetual: Instrument): boolean {
  return spot.class === 'spot' && spot.base === perpetual.base && spot.quote === perpetual.quote
}
