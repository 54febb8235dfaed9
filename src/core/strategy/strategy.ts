import type { BookLevels } from '../book-levels.ts'
import type { EventRows } from '../events/event-columns.ts'
import type { Instrument } from '../instrument.ts'
import type { LeastOrder } from '../least-order.ts'
import type { AccountEvent } from '../orders/account-event.ts'
import type { OrderEvent } from '../orders/order-event.ts'
import type { OrderRequest } from '../orders/order.ts'
import type { Lots, PriceTicks } from '../price.ts'
import type { Instant } from '../time.ts'
import type { Intent } from './intent.ts'
import type { Refusal } from './refusal.ts'

/** Where an order of ours stands, as far as we know. */
export type OrderStage =
  | 'new'
  | 'sent'
  | 'accepted'
  | 'partly-filled'
  | 'pending-cancel'
  | 'pending-amend'
  | 'unknown'
  | 'ended'

/** An order of the strategy's own. */
export interface OrderView {
  readonly request: OrderRequest
  readonly label: number | undefined
  readonly stage: OrderStage
  /** The whole quantity, amendments included. */
  readonly lots: Lots
  /** Of a limit order, amendments included. */
  readonly priceTicks: PriceTicks | undefined
  /** The fills that were heard of. */
  readonly filledLots: Lots
  /** What the venue said was filled when it ended: fills up to it are on their way. */
  readonly claimedLots: Lots
}

/** What a strategy sees: everything heard up to now, nothing later. Of positions and orders, its own. */
export interface StrategyDesk {
  /** Local instant of the event at hand. */
  readonly time: Instant
  /** By their indexes. */
  readonly instruments: readonly Instrument[]
  /** Empty while nothing is known of it. */
  book(instrument: number): BookLevels
  /** Half way between best bid and best ask, ticks; NaN while a side is missing. */
  midTicks(instrument: number): number
  /** Mark price, as last heard; NaN before. */
  mark(instrument: number): number
  /** Funding rate, fraction per interval, as last heard; NaN before. */
  fundingRate(instrument: number): number
  /** Signed. */
  position(instrument: number): Lots
  /** Its orders that have not ended, oldest first. */
  orders(): readonly OrderView[]
  /** Labels of its legs that are not over: those that an earlier run left, and a restart took up again, among them. */
  legsUnderWay(): readonly number[]
  /** One of the currency in the reporting currency; NaN where there is no quote for it. */
  reportingRate(currency: string): number
  /** The next of its own seeded random numbers, in [0, 1). */
  uniform(): number
}

/** What a strategy is told. The record of a market event is the same one again and again: keep nothing of it. */
export type StrategyEvent =
  | { readonly kind: 'begun'; readonly time: Instant }
  | {
      /** A message of a venue ended: the books are as it left them. */
      readonly kind: 'market'
      readonly time: Instant
      /** Of its first row; a message may tell of several. */
      readonly instrument: number
      /** The message is rows `[start, end)`: its trades are there. */
      readonly rows: EventRows
      readonly start: number
      readonly end: number
    }
  | { readonly kind: 'woken'; readonly time: Instant; readonly key: number }
  /**
   * A venue has answered, an order was left without an answer for too long, or a search for it has come to an end:
   * `found` at the venue, or proven `absent`.
   */
  | {
      readonly kind: 'order'
      readonly time: Instant
      readonly order: OrderView
      readonly answer: OrderEvent | { readonly kind: 'timed-out' | 'found' | 'absent' }
    }
  /** Money came or went without an order of its own; all strategies that hold the instrument are told. */
  | { readonly kind: 'account'; readonly time: Instant; readonly event: AccountEvent }
  | {
      readonly kind: 'refused'
      readonly time: Instant
      readonly intent: Intent
      readonly refusal: Refusal
    }
  /** Legs have come to an end: whole units that are held, and whether some leg is left naked. */
  | {
      readonly kind: 'legs'
      readonly time: Instant
      readonly label: number
      readonly units: number
      readonly outcome: 'entered' | 'stopped' | 'stuck'
    }

/**
 * A strategy: a decision over what happened and what is seen, and nothing else. It reads no clock, draws no random
 * numbers but the desk's, and sends nothing; the same events give the same intents, in a backtest and live.
 *
 * @typeParam State what it remembers: a record of its own, changed in place by `decide` alone
 */
export interface Strategy<State = unknown> {
  readonly name: string
  /**
   * `false`: it is told of its timers, orders and account, and of no message of a market; it reads the desk when it is.
   * A run whose strategies all say so goes from one of those to the next.
   */
  readonly hearsMarkets?: false
  /** What it remembers at the beginning. */
  begin(desk: StrategyDesk): State
  /** What it wants done now that something happened; `noIntents` when nothing. */
  decide(state: State, event: StrategyEvent, desk: StrategyDesk): readonly Intent[]
  /** What it has done so far with the chances it saw; for who reads about a run, nothing is decided by it. */
  tally?(state: State): StrategyTally | undefined
}

/** Chances a strategy saw: how often one was taken up, and left alone, by why. */
export interface StrategyTally {
  readonly taken: number
  readonly leftAlone: Readonly<Record<string, number>>
  /** Of those that were not worth it the one that came nearest; absent where there was none, or the strategy does not tell. */
  readonly nearest?: NearestMiss
}

/** A chance that was not worth taking, and by how much. */
export interface NearestMiss {
  /** At the touch, after fees, basis points. */
  readonly edgeBps: number
  /** Above which it would have been expected to pay anything: infinite where it was certain to fail. */
  readonly neededBps: number
  /** Of getting all of it, and what it costs where not, basis points: both are in what was needed. */
  readonly captureProbability: number
  readonly failureBps: number
  /** Where it was expected to pay, and less than was asked for: both in the quote currency that is traded in. */
  readonly expectedProfit?: number
  readonly profitLeast?: number
}

/** What a strategy is made of: its part of the configuration, and what there is to trade. */
export interface StrategySetup {
  readonly settings: Readonly<Record<string, unknown>>
  /** By their indexes. */
  readonly instruments: readonly Instrument[]
  /** By their indexes: what their venues take at least, as far as they or the configuration tell. Absent: nobody was asked. */
  readonly leastOrders?: readonly LeastOrder[]
}

/** What a strategy's file exports under the name `strategy`. */
export type StrategyFactory = (setup: StrategySetup) => Strategy
