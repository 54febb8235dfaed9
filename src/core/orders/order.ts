import type { Lots, PriceTicks } from '../price.ts'
import type { Instant } from '../time.ts'

/** Which way an order goes. */
export type OrderSide = 'buy' | 'sell'

/**
 * When an order is given up: `gtc` when cancelled, `ioc` what does not fill at once, `fok` all of it unless it fills at
 * once, `gtd` at its instant.
 */
export type TimeInForce =
  | { readonly kind: 'gtc' | 'ioc' | 'fok' }
  | { readonly kind: 'gtd'; readonly until: Instant }

/**
 * At what price. A stop waits until a trade is at its trigger or beyond (at or above for a buy, at or below for a
 * sell), or the mark price where it says so, and then becomes the market or limit order it stands for.
 */
export type OrderPricing =
  | { readonly kind: 'market' }
  | {
      readonly kind: 'limit'
      readonly priceTicks: PriceTicks
      /** Rejected instead of taking. */
      readonly isPostOnly: boolean
    }
  | {
      readonly kind: 'stop'
      readonly triggerTicks: PriceTicks
      readonly triggeredBy: 'trade' | 'mark'
      /** The limit once triggered; absent: at market. */
      readonly limitTicks?: PriceTicks
    }

/**
 * How a trigger follows the price: at a distance behind the best there was, as a share of that or in ticks, and never
 * back. Its stop's own trigger is where it is at first.
 */
export interface Trail {
  readonly kind: 'share' | 'ticks'
  /** Above zero; a share below 1. */
  readonly by: number
  /** It follows once the price was there, and waits for nothing before; absent: at once. */
  readonly fromTicks?: PriceTicks
}

/** An order as it is asked for. */
export interface OrderRequest {
  /** Ours, unique within a run and never used again; what it is called on a venue's wire is derived from it. */
  readonly clientOrderId: number
  /** Index in the run's `InstrumentTable`. */
  readonly instrument: number
  readonly side: OrderSide
  /** Above zero. */
  readonly lots: Lots
  readonly pricing: OrderPricing
  /**
   * Which way a stop's price has to go; absent: up for a buy, down for a sell. The other way takes a profit, which is
   * for clients of served exchanges: a strategy cannot wish for it.
   */
  readonly reachedBy?: 'rise' | 'fall'
  /** A stop whose trigger follows the price; also for clients of served exchanges alone. */
  readonly trail?: Trail
  readonly timeInForce: TimeInForce
  /** Never opens or turns a position round; what would is cut or rejected, as the venue does. */
  readonly isReduceOnly: boolean
}

/** What a venue is told. */
export type OrderCommand =
  | { readonly kind: 'place'; readonly order: OrderRequest }
  | { readonly kind: 'cancel'; readonly clientOrderId: number; readonly instrument: number }
  | {
      /** Loses its place in the queue unless only the quantity falls. */
      readonly kind: 'amend'
      readonly clientOrderId: number
      readonly instrument: number
      /** The whole quantity, filled part included. */
      readonly lots: Lots
      readonly priceTicks: PriceTicks
    }
