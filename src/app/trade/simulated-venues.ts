import type { QueueModel } from '../../book/queue/queue-model.ts'
import { atomsOf } from '../../core/currency.ts'
import { UsageError } from '../../core/errors.ts'
import { plainFees } from '../../core/fee-plan.ts'
import { flatFees } from '../../core/fee-schedule.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { MarginSchedule } from '../../core/margin-schedule.ts'
import { plainRules } from '../../core/trading-rules.ts'
import type { Instant } from '../../core/time.ts'
import { Random } from '../../math/random.ts'
import { noFaults } from '../../simulation/venue/faults/fault-terms.ts'
import { constantFeed, exchangeFeed } from '../../simulation/venue/latency/feed-clock.ts'
import type { LatencyModel } from '../../simulation/venue/latency/latency-model.ts'
import { constantLatency, lognormalLatency } from '../../simulation/venue/latency/order-latency.ts'
import { freedByChange } from '../../simulation/venue/matching/taken-liquidity.ts'
import { SimulatedVenue } from '../../simulation/venue/simulated-venue.ts'
import type { TradedInstrument } from '../../simulation/venue/venue-terms.ts'
import { queueOf } from './queue-of.ts'
import type { SimulationConfig, TradeConfig } from './trade-config.ts'

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
  config: Pick<TradeConfig, 'venues' | 'seed' | 'reporting'>,
): SimulatedVenues {
  const names = [...new Set(instruments.map(({ venue }) => venue))]
  const unknown = [...config.venues.keys()].find((name) => name !== '*' && !names.includes(name))
  if (unknown !== undefined) {
    throw new UsageError(`venues: no ${unknown} in the recordings; there are ${names.join(', ')}`)
  }
  const termsOf = (name: string): SimulationConfig => {
    const terms = config.venues.get(name) ?? config.venues.get('*')
    if (terms === undefined) throw new UsageError(`venues: nothing is said of ${name}, nor of '*'`)
    return terms
  }
  const venues = names.map((name, at) => {
    const own = instruments.flatMap((instrument, index) =>
      instrument.venue === name ? [{ instrument, index }] : [],
    )
    return newVenue(own, termsOf(name), config.seed + at)
  })
  return {
    venues,
    venueOf: instruments.map(({ venue }) => names.indexOf(venue)),
    assumptions: names.map((name) => inWords(name, termsOf(name))),
  }
}

interface Placed {
  readonly instrument: Instrument
  readonly index: number
}

function newVenue(
  placed: readonly Placed[],
  terms: SimulationConfig,
  seed: number,
): SimulatedVenue {
  const random = new Random(seed)
  const currencies = new Set(
    placed.flatMap(({ instrument }) => [instrument.base, instrument.quote]),
  )
  return new SimulatedVenue({
    seed,
    instruments: placed.map((each) => traded(each, terms)),
    feed:
      terms.feedMs === 'exchange'
        ? exchangeFeed({ times: new Float64Array(0), latencies: new Float64Array(0) }, 0)
        : constantFeed(Math.round(terms.feedMs * 1_000)),
    orderLatency: latencyOf(terms.orderMs, terms.latencySigma, random.fork('orders')),
    answerLatency: latencyOf(terms.answerMs, terms.latencySigma, random.fork('answers')),
    selfTrade: 'cancel-newest',
    idReuse: 'never',
    deposits: [...currencies].map((currency) => ({
      currency,
      atoms: atomsOf(terms.deposits[currency] ?? plenty),
    })),
    ...(terms.faults === 0 ? {} : { faults: faultsOf(terms.faults) }),
  })
}

/** Where nothing is said the account lacks nothing, so that risk alone says what is too much. */
const plenty = 1e9

function traded({ instrument, index }: Placed, terms: SimulationConfig): TradedInstrument {
  const { makerFeeBps, takerFeeBps, leverage, impactShare, impactHalfLifeMs } = terms
  return {
    index,
    instrument,
    rules: plainRules,
    fees: plainFees(flatFees(takerFeeBps, makerFeeBps)),
    queue: queueNamed(terms.queue),
    taken: freedByChange,
    ...(impactShare === 0
      ? {}
      : { impact: { share: impactShare, halfLifeUs: impactHalfLifeMs * 1_000 } }),
    ...(instrument.class === 'spot'
      ? {}
      : {
          margin: {
            schedule: usualMargin(leverage),
            mode: 'cross' as const,
            leverage,
            liquidationFeeBps: 0,
            fundingOn: 'mark' as const,
          },
        }),
  }
}

/** One tier: half of what opens a position keeps it. */
function usualMargin(leverage: number): MarginSchedule {
  const tier = { notionalFrom: 0, maintenanceRate: 0.5 / leverage, leverageMax: leverage }
  return [{ from: -Infinity as Instant, tiers: [tier] }]
}

function queueNamed(text: string): QueueModel | 'order-by-order' {
  if (text === 'order-by-order') return text
  const model = queueOf(text)
  if (model !== undefined) return model
  throw new UsageError(
    `queue: expected risk-averse, power:N, log:N, front:N or order-by-order, got ${text}`,
  )
}

function latencyOf(ms: number, sigma: number, random: Random): LatencyModel {
  const microseconds = Math.max(1, Math.round(ms * 1_000))
  if (sigma === 0) return constantLatency(microseconds)
  // Half of it is the wire, which nothing undercuts.
  const floorUs = Math.round(microseconds / 2)
  return lognormalLatency({ floorUs, medianUs: microseconds - floorUs, sigma }, random)
}

function faultsOf(share: number): typeof noFaults {
  return {
    ...noFaults,
    lostCommand: share,
    rejected: share,
    lostAnswer: share,
    duplicatedAnswer: share,
    lateAnswer: share,
    lateUsMax: 500_000,
    slowCancel: share,
    slowCancelUsMax: 500_000,
  }
}

function inWords(name: string, terms: SimulationConfig): string {
  const { feedMs, orderMs, answerMs, latencySigma, queue, makerFeeBps, takerFeeBps } = terms
  const drawn = latencySigma === 0 ? '' : ` (lognormal, sigma ${latencySigma})`
  const feed = feedMs === 'exchange' ? 'by its exchange times' : `${feedMs} ms`
  const impact =
    terms.impactShare === 0
      ? 'no impact beyond what is taken'
      : `impact of ${terms.impactShare} lots a lot`
  return (
    `${name}: feed ${feed}, orders ${orderMs} ms and answers ${answerMs} ms${drawn}, queue ${queue}, ` +
    `fees ${makerFeeBps} / ${takerFeeBps} bps maker / taker, ${impact}, faults ${terms.faults}`
  )
}
