import type { Intent, OrderWish } from '../core/strategy/intent.ts'
import type { EventRows } from '../core/events/event-columns.ts'
import type { Instrument } from '../core/instrument.ts'
import type { LeastOrder } from '../core/least-order.ts'
import type { OrderCommand } from '../core/orders/order.ts'
import type { CancelReason } from '../core/orders/order-event.ts'
import type { Refusal } from '../core/strategy/refusal.ts'
import type { Strategy, StrategyDesk } from '../core/strategy/strategy.ts'
import type { Duration, Instant } from '../core/time.ts'
import type { RiskLimits } from '../risk/limits.ts'
import type { RiskView } from '../risk/risk-view.ts'
import type { RiskState } from '../risk/risk-state.ts'
import type { TradingAccount } from './account.ts'
import type { Audit, AuditRows } from './audit.ts'
import type { LegsDesk } from './legs-desk.ts'
import type { LateMessages } from './late-messages.ts'
import type { MarketView } from './market-view.ts'
import type { Markouts } from './markouts.ts'
import type { OwnOrders } from './own-orders.ts'
import type { Reporting } from './reporting.ts'
import type { RunTrack } from './run-track.ts'
import type { Timers } from './timers.ts'

/** What a run is made of. */
export interface EngineSetup {
  /** By the indexes of the run. */
  readonly instruments: readonly Instrument[]
  /** By the same: what orders do not go below. Absent: nothing is known. */
  readonly leastOrders?: readonly LeastOrder[]
  readonly strategies: readonly Strategy[]
  readonly reporting: Reporting
  /** What equity begins with, in the reporting currency. */
  readonly capital: number
  readonly limits: RiskLimits
  /** Of all that is random in a strategy. */
  readonly seed: number
  /** An order or a change without an answer for so long is of unknown fate. */
  readonly answerWithin: Duration
  /** Equity is looked at no more often than this. */
  readonly watchEvery: Duration
  /** Gets the audit in pieces. */
  readonly audit?: (rows: AuditRows) => void
  /** Hears of each refusal, with the index of the strategy. */
  readonly refused?: (strategy: number, refused: Refused) => void
}

/** What a strategy wanted and may not do, and why; an order of its legs is told as one it wanted placed. */
export interface Refused {
  readonly intent: Intent
  readonly refusal: Refusal
}

/** A strategy at work. */
export interface Runner {
  readonly strategy: Strategy
  readonly desk: StrategyDesk
  state: unknown
  readonly legs: Map<number, LegsDesk>
  /** By instrument, signed. */
  readonly lots: Float64Array
  /** What is its own of the run's account; none where it is alone, for then all of it is. */
  readonly book: StrategyBook | undefined
  refusals: number
  /** By kind of limit. */
  readonly refusalsBy: Map<Refusal['kind'], number>
  /** What asked for orders: to be woken is not counted. */
  intents: number
}

/** The accounts of one strategy of several. */
interface StrategyBook {
  readonly account: TradingAccount
  readonly markouts: Markouts
}

/** Something to be done at an instant. */
type TimerItem =
  | { readonly kind: 'wake'; readonly runner: number; readonly key: number }
  | DeadlineItem
  | LegItem

/** When an order that undoes a leg, and that came to nothing, is proposed again. */
export interface LegItem {
  readonly kind: 'leg'
  readonly runner: number
  /** Themselves: their label may be another's by then. */
  readonly legs: LegsDesk
  readonly leg: number
  readonly order: OrderWish
  /** How often risk has refused it, or it ended without a fill. */
  readonly failures: number
}

/** When the answer to a command is to have come. */
export interface DeadlineItem {
  readonly kind: 'deadline'
  readonly clientOrderId: number
  /** How often in a row it was asked to be cancelled already. */
  readonly chases: number
  /** Of a cancellation: which one of its order it was. */
  readonly cancel: number | undefined
}

/** The record strategies are told of a message by: one for the whole run. */
interface MarketTold {
  readonly kind: 'market'
  time: Instant
  instrument: number
  rows: EventRows
  start: number
  end: number
}

/** Everything a run knows. `process` alone changes it. */
export interface Engine {
  readonly setup: EngineSetup
  time: Instant
  /** Strategies are told of nothing before they have begun. */
  hasBegun: boolean
  /** The run comes to rest: no legs are begun any more, and nothing that would be left resting. */
  isEnding: boolean
  /** It has come to rest: nothing is begun any more, whatever is still heard. */
  isOver: boolean
  /** Nothing is sent any more because of that, and not because somebody threw the switch. */
  isStoppedByEnd: boolean
  /** How the switch closes what is held; undefined while it closes nothing. */
  closing: Closing | undefined
  readonly market: MarketView
  readonly orders: OwnOrders
  readonly account: TradingAccount
  readonly risk: RiskState
  readonly view: RiskView
  readonly runners: readonly Runner[]
  readonly timers: Timers<TimerItem>
  readonly markouts: Markouts
  readonly late: LateMessages
  readonly audit: Audit
  /** How many ends of legs, each in answer to the one before, are being told right now. */
  legReplies: number
  /** What is to be sent: the driver takes it. */
  readonly outbox: OrderCommand[]
  readonly told: MarketTold
  readonly equity: EquityPath
  readonly track: RunTrack
  nextWatchAt: number
  messages: number
  events: number
  strays: number
  /** Orders and changes that venues did not take, by reason. */
  readonly rejections: Map<string, number>
  /** By instrument and reason, orders that ended with a rest. */
  readonly cancellations: readonly Map<CancelReason, Cancelled>[]
}

/** What the switch remembers of its closing. */
export interface Closing {
  /** Its orders that are not known to be over, by when they were sent. */
  readonly sentAt: Map<number, Instant>
  /** By instrument, what its venue has refused to close. */
  readonly refused: Map<number, RefusedClosing>
}

interface RefusedClosing {
  /** What was held then, signed. */
  readonly lots: number
  /** In a row, while that was held. */
  readonly times: number
  /** When it is asked again, where that much is held still. */
  readonly nextAt: number
}

/** Orders that a venue ended, and what they left. */
interface Cancelled {
  orders: number
  lots: number
}

/** Equity as it was seen, for drawdown and charts. */
interface EquityPath {
  /** Microseconds. */
  readonly times: number[]
  readonly values: number[]
  peak: number
  least: number
  maxDrawdown: number
}
