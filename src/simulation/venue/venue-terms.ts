import type { Atoms, Currency } from '../../core/currency.ts'
import type { FeePlan } from '../../core/fee-plan.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { MarginSchedule } from '../../core/margin-schedule.ts'
import type { TradingRules } from '../../core/trading-rules.ts'
import type { Duration, Instant } from '../../core/time.ts'
import type { QueueModel } from '../../book/queue/queue-model.ts'
import type { FaultTerms } from './faults/fault-terms.ts'
import type { RateLimit } from './faults/rate-limit.ts'
import type { FeedClock, FeedLanes } from './latency/feed-clock.ts'
import type { LatencyModel } from './latency/latency-model.ts'
import type { SelfTrade } from './matching/match-host.ts'
import type { TakenAfterChange } from './matching/taken-liquidity.ts'
import type { ImpactTerms } from './matching/transient-impact.ts'

/** How a perpetual is margined at a venue. */
export interface MarginTerms {
  readonly schedule: MarginSchedule
  /** `cross`: backed by all of the currency it settles in; `isolated`: by what it was opened with. */
  readonly mode: 'cross' | 'isolated'
  readonly leverage: number
  /** On top of the taker's fee when a position is closed by force. */
  readonly liquidationFeeBps: number
  /**
   * What is closed by force at once: all of a position, or down to where its next lower tier begins, and again while what
   * is left is not backed. Default: all.
   */
  readonly closing?: 'whole' | 'by-tier'
  /** The price funding is settled at. */
  readonly fundingOn: 'mark' | 'index'
}

/** One instrument of a simulated venue, with the model of each thing about it. */
export interface TradedInstrument {
  /** Index in the run's `InstrumentTable`. */
  readonly index: number
  readonly instrument: Instrument
  readonly rules: TradingRules
  readonly fees: FeePlan
  readonly queue: QueueModel | 'order-by-order'
  readonly taken: TakenAfterChange
  readonly impact?: ImpactTerms
  /** How much later than the book change it made a trade may print. Default 0: prints come first. */
  readonly printsLagUs?: number
  /** Perpetuals have it, spot has not. */
  readonly margin?: MarginTerms
}

/** Part of a position closed at the mark by decree: what befalls the winners when others' margin does not last. */
export interface Deleveraging {
  readonly at: Instant
  readonly instrument: number
  /** In (0, 1]; nothing happens to a position that is not in profit. */
  readonly share: number
}

/** As it is asked of most real venues (Binance's and Bybit's own default). */
export const usualValidityWindow: Duration = 5_000_000 as Duration

/** A simulated venue: every assumption of it by name. */
export interface VenueTerms {
  /** Of everything drawn; the same seed, the same run. */
  readonly seed: number
  readonly instruments: readonly TradedInstrument[]
  readonly feed: FeedClock
  /** `books-apart` where the feed tells when each row was, so that a trade may be heard before what was displayed earlier. */
  readonly feedLanes?: FeedLanes
  /** Of commands on their way to the venue. */
  readonly orderLatency: LatencyModel
  /** Of cancellations; default: as that of all commands. They wait for no disk on their way out. */
  readonly cancelLatency?: LatencyModel
  /** Of answers on their way back. */
  readonly answerLatency: LatencyModel
  readonly selfTrade: SelfTrade
  /** `never`: a client order id is refused for ever; `once-ended`: it is taken again when its order has ended. */
  readonly idReuse: 'never' | 'once-ended'
  readonly deposits: readonly { readonly currency: Currency; readonly atoms: Atoms }[]
  /** Traded in the thirty days before the run. Default 0. */
  readonly volumeBefore?: number
  /** What the venue's fund can pay, by currency. Default: all. */
  readonly insurance?: ReadonlyMap<Currency, Atoms>
  /** Each must let a command through. */
  readonly rateLimits?: readonly RateLimit[]
  readonly faults?: FaultTerms
  /** How long after it left an order is still taken. Default: `usualValidityWindow`. */
  readonly validityWindow?: Duration
  readonly deleveragings?: readonly Deleveraging[]
}
