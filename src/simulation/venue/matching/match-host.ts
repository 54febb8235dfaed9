import type { CancelReason } from '../../../core/orders/order-event.ts'
import type { VenueOrder } from './venue-order.ts'

/** How an order came to trade. */
export interface Execution {
  /** Above zero. */
  readonly lots: number
  readonly priceTicks: number
  readonly liquidity: 'maker' | 'taker'
}

/** Who is told what happens to orders in a market: the desk that keeps them, and through it the account. */
export interface MatchHost {
  /** How many of so many lots an order may fill as the account stands: less than asked where it only reduces. */
  fillable(order: VenueOrder, lots: number): number
  /** The order's own count is up to date. */
  filled(order: VenueOrder, execution: Execution): void
  /** Ended before it was filled. */
  ended(order: VenueOrder, reason: CancelReason): void
  /** A stop's trigger is reached, and the book is between two messages. */
  triggered(order: VenueOrder): void
  /** The mark of the market's instrument has changed. */
  marked(): void
}

/** The host of a market nobody trades in. */
export const nobody: MatchHost = {
  fillable: (_order, lots) => lots,
  filled: () => undefined,
  ended: () => undefined,
  triggered: () => undefined,
  marked: () => undefined,
}

/** What an order that would trade with another of ours ends: itself, the one that rests, or both. */
export type SelfTrade = 'cancel-newest' | 'cancel-oldest' | 'cancel-both'
