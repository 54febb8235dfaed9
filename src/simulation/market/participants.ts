import type { RejectReason } from '../../core/orders/order-event.ts'
import type { OrderSide } from '../../core/orders/order.ts'
import type { Lots, PriceTicks } from '../../core/price.ts'
import type { Instant } from '../../core/time.ts'

/** An order from outside, as a matching engine understands it. What stops, margin or balances need stands before it. */
export interface OutsideOrder {
  /** Whose it is, above zero: orders of one participant do not trade with one another, the one that rests goes. */
  readonly participant: number
  readonly instrument: number
  readonly side: OrderSide
  /** Above zero. */
  readonly lots: Lots
  /** Absent: at market, which rests never. */
  readonly limitTicks?: PriceTicks
  /** Rejected instead of taking. */
  readonly isPostOnly: boolean
  readonly timeInForce: 'gtc' | 'ioc' | 'fok'
}

/** One execution of an order from outside. */
interface OutsideFill {
  readonly kind: 'filled'
  readonly participant: number
  readonly instrument: number
  readonly orderId: number
  /** The id the trade has in the feed too. */
  readonly tradeId: number
  readonly lots: Lots
  readonly priceTicks: PriceTicks
  readonly liquidity: 'maker' | 'taker'
  readonly leavesLots: Lots
  readonly exchangeTime: Instant
}

/** An order from outside has ended without its owner asking: its participant's other order ran into it. */
interface OutsideCancel {
  readonly kind: 'cancelled'
  readonly participant: number
  readonly instrument: number
  readonly orderId: number
  readonly leavesLots: Lots
  readonly exchangeTime: Instant
}

export type OutsideReport = OutsideFill | OutsideCancel

/** What became of an order as it arrived; its fills so far are among the reports. */
export type PlaceOutcome =
  | {
      readonly kind: 'accepted'
      readonly orderId: number
      readonly filledLots: Lots
      /** Resting now; what was neither filled nor rests is cancelled. */
      readonly restingLots: Lots
      readonly exchangeTime: Instant
    }
  | { readonly kind: 'rejected'; readonly reason: RejectReason }

/** What became of a cancellation or an amendment. */
export type ChangeOutcome =
  | { readonly kind: 'done'; readonly leavesLots: Lots; readonly exchangeTime: Instant }
  | { readonly kind: 'rejected'; readonly reason: 'unknown-order' | RejectReason }
