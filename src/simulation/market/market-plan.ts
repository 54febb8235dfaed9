import type { Currency } from '../../core/currency.ts'
import type { InstrumentClass } from '../../core/instrument.ts'
import type { Step } from '../../core/price.ts'
import type { Instant } from '../../core/time.ts'
import type { PlantedFact } from './planted/planted-fact.ts'

/** What a synthetic market is made of; from the same plan come the same rows. */
export interface MarketPlan {
  readonly seed: number
  readonly start: Instant
  readonly assets: readonly AssetPlan[]
  readonly venues: readonly VenuePlan[]
  readonly listings: readonly ListingPlan[]
  readonly flow: FlowPlan
  /** Put in on purpose, told in the truth table. */
  readonly planted: readonly PlantedFact[]
}

/** An asset and how its price in dollars moves. */
export interface AssetPlan {
  readonly name: Currency
  /** Dollars at the start. */
  readonly price: number
  /** Standard deviation of a day's log return, jumps left out. */
  readonly dailyVolatility: number
  /** How much of a move of the market as a whole it makes. */
  readonly marketBeta: number
  readonly jumpsPerDay: number
  /** Mean size of a jump; both ways alike. */
  readonly jumpBps: number
  /** A stablecoin comes back to its price; absent: it does not. */
  readonly pegHalfLifeSeconds?: number
}

export interface VenuePlan {
  readonly name: string
  /** Mean time after which it has followed the efficient price. */
  readonly lagMs: number
  /** Least time from the venue to us. */
  readonly latencyMs: number
  /** Mean of the (exponential) rest. */
  readonly jitterMs: number
  /** What its book channel tells. */
  readonly feed: 'levels' | 'orders'
  /** Between two messages of a book of levels; 0 tells every change at once. */
  readonly conflationMs: number
  /** Whole seconds between two snapshots of its books; 0: only at the start and after an outage. */
  readonly snapshotSeconds: number
  /** Does it also tell best prices? */
  readonly quotes: boolean
  /** How much larger orders at the best price are than those behind: what makes a book stand on its first level. */
  readonly touchSize: number
  /**
   * By how much its makers let the price move before their quotes follow: what keeps a touch in its place for seconds,
   * and lets orders gather there.
   */
  readonly stickinessBps: number
  /** Half spreads of its makers against the listings'; no spread is less than a tick. */
  readonly spread: number
  /** Rates of its order flow against the plan's. */
  readonly activity: number
  readonly makerFeeBps: number
  readonly takerFeeBps: number
}

/** An asset listed at a venue. */
export interface ListingPlan {
  readonly venue: string
  readonly base: Currency
  readonly quote: Currency
  readonly class: InstrumentClass
  readonly tickSize: Step
  readonly lotSize: Step
  /** Of perpetuals: what one unit of quantity is, in base units (linear) or quote units (inverse); absent: 1. */
  readonly contractSize?: Step
  /** Rates of its order flow against its venue's. */
  readonly activity: number
  /**
   * Half of the bid-ask spread makers are content with, and by how much a quote is wrong before it is taken or taken back
   * as fast as the flow says: spreads may be tighter than what the next moment is known by.
   */
  readonly halfSpreadBps: number
}

/** How orders come, go and trade. Rates are per second and side, at activity 1, before excitation. */
export interface FlowPlan {
  readonly marketRate: number
  readonly limitRate: number
  /** Of a single order at the touch; it falls with the distance. */
  readonly cancelRate: number
  /** Distance at which an order is cancelled half as often as at the touch, and depth of the profile. */
  readonly depthBps: number
  /** Tail exponent of the distance at which orders are placed. */
  readonly depthTail: number
  /** Dollars of a limit order, median, and the deviation of its logarithm. */
  readonly limitNotional: number
  readonly limitSpread: number
  /** Dollars of a market order, median, deviation of the logarithm of its body, and exponent of its tail. */
  readonly marketNotional: number
  readonly marketSpread: number
  readonly marketTail: number
  /** Share of market orders that take no more than stands at the best price. */
  readonly touchShare: number
  /** Per second and half spread by which a quote is wrong: how often it is taken by those who know. */
  readonly informedRate: number
  /** Per second and half spread by which a quote is wrong: how often its maker takes it back. */
  readonly staleRate: number
  /** Lasting move of the price by a market order of the median size; it grows with the root of the size. */
  readonly impactBps: number
}
