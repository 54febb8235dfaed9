import type { QueueModel } from '../../book/queue/queue-model.ts'
import { atomsOf } from '../../core/currency.ts'
import { UsageError } from '../../core/errors.ts'
import type { Instrument } from '../../core/instrument.ts'
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
import { SimulatedVenue } from '../../simulation/venue/simulated-venue.ts'
import type { TradedInstrument } from '../../simulation/venue/venue-terms.ts'
import type { InstrumentConfig } from './instrument-config.ts'
import type { LatencyConfig } from './latency-config.ts'
import { queueOf } from './queue-of.ts'
import { tradingRules } from './trading-rules.ts'
import type { TradeConfig } from './trade-config.ts'
import type { VenueConfig } from './venue-config.ts'
import { isNamed, requireNamed } from './venue-faults-config.ts'
import { venueInWords } from './venue-words.ts'

/** The venues of a run, and which of them each instrument is traded at. */
export interface SimulatedVenues {
  readonly venues: readonly SimulatedVenue[]
  /** By instrument. */
  readonly venueOf: readonly number[]
  /** What is supposed of each, in words. */
  readonly assumptions: readonly string[]
}

/** Venues as a configuration supposes them, for the instruments of a run. */
export function simulatedVenues(
  instruments: readonly Instrument[],
  config: Pick<TradeConfig, 'venues' | 'seed'>,
): SimulatedVenues {
  const names = [...new Set(instruments.map(({ venue }) => venue))]
  const unknown = [...config.venues.keys()].find((name) => name !== '*' && !names.includes(name))
  if (unknown !== undefined) {
    throw new UsageError(`venues: no ${unknown} in the recordings; there are ${names.join(', ')}`)
  }
  const termsOf = (name: string): VenueConfig => {
    const terms = config.venues.get(name) ?? config.venues.get('*')
    if (terms === undefined) throw new UsageError(`venues: nothing is said of ${name}, nor of '*'`)
    return terms
  }
  const venues = names.map((name, at) => {
    const terms = termsOf(name)
    const placed = instruments.flatMap((instrument, index) =>
      instrument.venue === name ? [{ instrument, index, own: ownTerms(terms, instrument) }] : [],
    )
    // What is said of every venue may be of instruments that some of them list.
    if (config.venues.has(name)) requireListed(terms, name, placed)
    return newVenue(placed, terms, config.seed + at)
  })
  return {
    venues,
    venueOf: instruments.map(({ venue }) => names.indexOf(venue)),
    assumptions: names.flatMap((name) => {
      const isPerpetual = ({ venue, class: kind }: Instrument): boolean =>
        venue === name && kind !== 'spot'
      return venueInWords(name, termsOf(name), instruments.some(isPerpetual))
    }),
  }
}

interface Placed {
  readonly instrument: Instrument
  readonly index: number
  readonly own: InstrumentConfig
}

/** What is supposed of an instrument: what is said of its class, of its name, or of its venue. */
function ownTerms({ instruments, usual }: VenueConfig, instrument: Instrument): InstrumentConfig {
  const { name, class: kind } = instrument
  return instruments.get(`${name}:${kind}`) ?? instruments.get(name) ?? usual
}

function requireListed(terms: VenueConfig, name: string, placed: readonly Placed[]): void {
  const listed = placed.map(({ instrument }) => instrument)
  for (const wanted of terms.instruments.keys()) {
    requireNamed(wanted, `venues, ${name}, instruments`, listed)
  }
  for (const { instrument } of terms.deleveragings) {
    requireNamed(instrument, `venues, ${name}, deleveragings`, listed)
  }
}

function newVenue(placed: readonly Placed[], terms: VenueConfig, seed: number): SimulatedVenue {
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
    orderLatency: latencyOf(terms.orders, sigma, random.fork('orders')),
    answerLatency: latencyOf(terms.answers, sigma, random.fork('answers')),
    selfTrade: terms.selfTrade,
    idReuse: terms.idReuse,
    volumeBefore: terms.volumeBefore,
    deposits: [...currencies].map((currency) => ({
      currency,
      atoms: atomsOf(terms.deposits[currency] ?? plenty),
    })),
    ...(insurance === undefined ? {} : { insurance: atomsBy(insurance) }),
    rateLimits: terms.rateLimits.map((limit) => limit()),
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

function feedOf(placed: readonly Placed[], { feed }: VenueConfig, seed: number): FeedClock {
  if (feed === 'exchange') {
    const clocks: FeedClock[] = []
    for (const { index, own } of placed) clocks[index] = exchangeFeed(own.clockSkew, 0)
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
