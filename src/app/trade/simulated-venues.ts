import type { QueueModel } from '../../book/queue/queue-model.ts'
import { atomsOf, type Currency } from '../../core/currency.ts'
import { UsageError } from '../../core/errors.ts'
import { settlementCurrency, type Instrument } from '../../core/instrument.ts'
import { Random } from '../../math/random.ts'
import { invariant } from '../../math/invariant.ts'
import { noFaults } from '../../simulation/venue/faults/fault-terms.ts'
import {
  constantFeed,
  drawnFeed,
  exchangeFeed,
  recordedFeed,
  type FeedClock,
} from '../../simulation/venue/latency/feed-clock.ts'
import type { LatencyModel } from '../../simulation/venue/latency/latency-model.ts'
import {
  constantLatency,
  lognormalLatency,
  recordedLatency,
} from '../../simulation/venue/latency/order-latency.ts'
import { freedByChange, freedByDeletion } from '../../simulation/venue/matching/taken-liquidity.ts'
import type { SelfTrade } from '../../simulation/venue/matching/match-host.ts'
import { SimulatedVenue } from '../../simulation/venue/simulated-venue.ts'
import { usualSelfTrade } from '../../simulation/venue/usual-self-trade.ts'
import type { TradedInstrument } from '../../simulation/venue/venue-terms.ts'
import type { InstrumentConfig } from './instrument-config.ts'
import type { LatencyConfig } from './latency-config.ts'
import { requireNames } from '../../core/required-names.ts'
import { queueOf } from './queue-of.ts'
import { tradingRules } from './trading-rules.ts'
import type { TradeConfig } from './trade-config.ts'
import type { VenueConfig } from './venue-config.ts'
import { isNamed, requireNamed } from './venue-faults-config.ts'
import { venuesInWords } from './venue-words.ts'

/** The venues of a run, and which of them each instrument is traded at. */
export interface SimulatedVenues {
  readonly venues: readonly SimulatedVenue[]
  /** By instrument. */
  readonly venueOf: readonly number[]
  /** By instrument: when a row happened by its venue's own times, where those are followed; before any mending. */
  readonly exchangeClocks: readonly (FeedClock | undefined)[]
  /** What is supposed of each, in words. */
  readonly assumptions: readonly string[]
  /** What fees may be paid in beside what is traded. */
  readonly feeTokens: readonly FeeCurrency[]
}

/** A currency of fees, and what one is supposed to be worth in what its instrument settles in. */
export interface FeeCurrency {
  readonly currency: Currency
  readonly unitPrice: number
  readonly settlement: Currency
}

/**
 * Venues as a configuration supposes them, for the instruments of a run.
 *
 * @param known of which something may be said, though the run is not over all of them
 */
export function simulatedVenues(
  instruments: readonly Instrument[],
  config: Pick<TradeConfig, 'venues' | 'seed'>,
  known: readonly Instrument[] = instruments,
): SimulatedVenues {
  const names = [...new Set(instruments.map(({ venue }) => venue))]
  requireKnown(config, known)
  const termsOf = (name: string): SupposedVenue => {
    const terms = config.venues.get(name) ?? config.venues.get('*')
    if (terms === undefined) throw new UsageError(`venues: nothing is said of ${name}, nor of '*'`)
    const exchange = terms.connection.exchange || name
    const selfTrade = terms.selfTrade === 'venue' ? usualSelfTrade(exchange) : terms.selfTrade
    return { ...terms, selfTrade }
  }
  const random = new Random(config.seed)
  const venues = names.map((name) => {
    const terms = termsOf(name)
    const placed = instruments.flatMap((instrument, index) =>
      instrument.venue === name ? [{ instrument, index, own: ownTerms(terms, instrument) }] : [],
    )
    // By name: a venue is what it is beside any others, and no seed is another's of the next run.
    return newVenue(placed, terms, random.fork(`venue ${name}`).bits())
  })
  return {
    venues,
    venueOf: instruments.map(({ venue }) => names.indexOf(venue)),
    exchangeClocks: instruments.map((instrument) => {
      const terms = termsOf(instrument.venue)
      return terms.feed === 'exchange'
        ? exchangeClock(terms, ownTerms(terms, instrument))
        : undefined
    }),
    feeTokens: instruments.flatMap((instrument) => {
      const { token } = ownTerms(termsOf(instrument.venue), instrument).fees
      return token === undefined ? [] : [{ ...token, settlement: settlementCurrency(instrument) }]
    }),
    assumptions: venuesInWords(
      names.map((name) => {
        const isPerpetual = ({ venue, class: kind }: Instrument): boolean =>
          venue === name && kind !== 'spot'
        return { name, terms: termsOf(name), hasPerpetuals: instruments.some(isPerpetual) }
      }),
    ),
  }
}

interface Placed {
  readonly instrument: Instrument
  readonly index: number
  readonly own: InstrumentConfig
}

/** What is supposed of an instrument: what is said of its class, of its name, or of its venue. */
export function ownTerms(
  { instruments, usual }: VenueConfig,
  instrument: Instrument,
): InstrumentConfig {
  const { name, class: kind } = instrument
  return instruments.get(`${name}:${kind}`) ?? instruments.get(name) ?? usual
}

/** What is said by name is said of something that is there; of every venue it may be of what some of them list. */
function requireKnown({ venues }: Pick<TradeConfig, 'venues'>, known: readonly Instrument[]): void {
  const names = [...new Set(known.map(({ venue }) => venue))]
  for (const [name, terms] of venues) {
    if (name === '*') {
      requireCurrencies(terms, name, known)
      continue
    }
    if (!names.includes(name)) {
      throw new UsageError(`venues: no ${name} in the recordings; there are ${names.join(', ')}`)
    }
    const listed = known.filter(({ venue }) => venue === name)
    requireListed(terms, name, listed)
    requireCurrencies(terms, name, listed)
  }
}

/** What is deposited is a currency of something that is traded, or one that fees are paid in. */
function requireCurrencies(terms: VenueConfig, name: string, listed: readonly Instrument[]): void {
  const tokens = [terms.usual, ...terms.instruments.values()].flatMap(({ fees }) =>
    fees.token === undefined ? [] : [fees.token.currency],
  )
  const known = [...listed.flatMap(({ base, quote }) => [base, quote]), ...tokens]
  requireNames(`venues, ${name}, deposits`, Object.keys(terms.deposits), known)
  requireNames(`venues, ${name}, insurance`, Object.keys(terms.insurance ?? {}), known)
}

function requireListed(terms: VenueConfig, name: string, listed: readonly Instrument[]): void {
  for (const wanted of terms.instruments.keys()) {
    requireNamed(wanted, `venues, ${name}, instruments`, listed)
  }
  for (const { instrument } of terms.deleveragings) {
    requireNamed(instrument, `venues, ${name}, deleveragings`, listed)
  }
}

/** A venue as it is simulated. */
type SupposedVenue = VenueConfig & { readonly selfTrade: SelfTrade }

function newVenue(placed: readonly Placed[], terms: SupposedVenue, seed: number): SimulatedVenue {
  const random = new Random(seed)
  const named = placed.flatMap(({ instrument: { base, quote }, own }) => [
    base,
    quote,
    ...(own.fees.token === undefined ? [] : [own.fees.token.currency]),
  ])
  const currencies = new Set([...named, ...Object.keys(terms.deposits)])
  const { latencySigma: sigma, insurance } = terms
  return new SimulatedVenue({
    seed,
    instruments: placed.map(traded),
    feed: feedOf(placed, terms, seed),
    feedLanes: terms.feed === 'exchange' ? 'books-apart' : 'one',
    orderLatency: latencyOf(terms.orders, sigma, random.fork('orders')),
    ...(terms.cancels === undefined
      ? {}
      : { cancelLatency: latencyOf(terms.cancels, sigma, random.fork('cancels')) }),
    answerLatency: latencyOf(terms.answers, sigma, random.fork('answers')),
    selfTrade: terms.selfTrade,
    idReuse: terms.idReuse,
    volumeBefore: terms.volumeBefore,
    deposits: [...currencies].map((currency) => ({
      currency,
      atoms: atomsOf(terms.deposits[currency] ?? plenty),
    })),
    ...(insurance === undefined ? {} : { insurance: atomsBy(insurance) }),
    rateLimits: terms.rateLimits.map(({ begin }) => begin()),
    ...(terms.faults === noFaults ? {} : { faults: terms.faults }),
    deleveragings: terms.deleveragings.flatMap(({ at, share, instrument: wanted }) =>
      placed.flatMap(({ instrument, index }) =>
        isNamed(instrument, wanted) && instrument.class !== 'spot'
          ? [{ at, share, instrument: index }]
          : [],
      ),
    ),
  })
}

/** Where nothing is said the account lacks nothing, so that risk alone says what is too much. */
const plenty = 1e9

function atomsBy(units: Readonly<Record<string, number>>): ReadonlyMap<string, bigint> {
  return new Map(Object.entries(units).map(([currency, each]) => [currency, atomsOf(each)]))
}

function traded({ instrument, index, own }: Placed): TradedInstrument {
  const { impactShare, impactHalfLifeMs, printsLagMs } = own
  return {
    index,
    instrument,
    rules: tradingRules(own.rules, instrument),
    fees: own.fees,
    queue: queueNamed(own.queue),
    taken: own.taken === 'change' ? freedByChange : freedByDeletion,
    ...(printsLagMs === 0 ? {} : { printsLagUs: Math.round(printsLagMs * 1_000) }),
    ...(impactShare === 0
      ? {}
      : { impact: { share: impactShare, halfLifeUs: impactHalfLifeMs * 1_000 } }),
    ...(instrument.class === 'spot' ? {} : { margin: own.margin }),
  }
}

function queueNamed(text: string): QueueModel | 'order-by-order' {
  if (text === 'order-by-order') return text
  const model = queueOf(text)
  invariant(model !== undefined, `${text} was read as a queue model`)
  return model
}

function latencyOf(config: LatencyConfig, sigma: number, random: Random): LatencyModel {
  switch (config.kind) {
    case 'recorded':
      return recordedLatency(config.latencies)
    case 'drawn': {
      const { floorMs, medianMs, sigma: own } = config
      return lognormalLatency(
        { floorUs: floorMs * 1_000, medianUs: medianMs * 1_000, sigma: own },
        random,
      )
    }
    case 'constant': {
      const microseconds = Math.max(1, Math.round(config.ms * 1_000))
      if (sigma === 0) return constantLatency(microseconds)
      // Half of it is the wire, which nothing undercuts.
      const floorUs = Math.round(microseconds / 2)
      return lognormalLatency({ floorUs, medianUs: microseconds - floorUs, sigma }, random)
    }
  }
}

function exchangeClock({ feedFallbackMs }: VenueConfig, own: InstrumentConfig): FeedClock {
  return exchangeFeed(own.clockSkew, Math.round(feedFallbackMs * 1_000))
}

function feedOf(placed: readonly Placed[], terms: VenueConfig, seed: number): FeedClock {
  const { feed } = terms
  if (feed === 'exchange') {
    const clocks: FeedClock[] = []
    for (const { index, own } of placed) clocks[index] = exchangeClock(terms, own)
    return (rows, row) => clocks[rows.instrument[row]!]!(rows, row)
  }
  switch (feed.kind) {
    case 'recorded':
      return recordedFeed(feed.latencies)
    case 'drawn': {
      const { floorMs, medianMs, sigma } = feed
      return drawnFeed({ floorUs: floorMs * 1_000, medianUs: medianMs * 1_000, sigma }, seed)
    }
    case 'constant':
      return constantFeed(Math.round(feed.ms * 1_000))
  }
}
