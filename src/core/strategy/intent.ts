import type { OrderPricing, OrderSide, TimeInForce } from '../orders/order.ts'
import type { Lots, PriceTicks } from '../price.ts'
import type { Instant } from '../time.ts'

/** An order a strategy wishes for; it gets its id once risk has approved it. */
export interface OrderWish {
  /** Index in `desk.instruments`. */
  readonly instrument: number
  readonly side: OrderSide
  /** Above zero. */
  readonly lots: Lots
  readonly pricing: OrderPricing
  /** Until cancelled, where nothing is said. */
  readonly timeInForce?: TimeInForce
  /** Never opens a position or turns one round. */
  readonly isReduceOnly?: boolean
  /** The strategy's own number for it, found again in `OrderView`; need not be unique. */
  readonly label?: number
}

/** One leg of a position that only makes sense whole. */
export interface LegWish {
  readonly instrument: number
  readonly side: OrderSide
  /** Lots of this leg in one unit of the position. */
  readonly lotsPerUnit: Lots
  /** Worst price of entering; at market where absent. */
  readonly limitTicks?: PriceTicks
}

/** Two legs or more, entered in slices so that what one leg can be ahead of another stays small. */
export interface LegsWish {
  /** The strategy's own number for it. */
  readonly label: number
  readonly legs: readonly LegWish[]
  /** Units of the whole position, above zero. */
  readonly units: number
  /** Units entered at once: what a leg can be naked by, at most, whatever is lost on the way. */
  readonly unitsAtOnce: number
  /** How often legs that fell short are sent again before what is uneven is undone; twice where nothing is said. */
  readonly mendsMost?: number
}

/** What a strategy wants done. It sends nothing itself. */
export type Intent =
  | { readonly kind: 'place'; readonly order: OrderWish }
  | { readonly kind: 'cancel'; readonly clientOrderId: number }
  | {
      readonly kind: 'amend'
      readonly clientOrderId: number
      /** The whole quantity, filled part included. */
      readonly lots: Lots
      readonly priceTicks: PriceTicks
    }
  | { readonly kind: 'enter-legs'; readonly wish: LegsWish }
  /** Enter no more of these legs and undo what is uneven. */
  | { readonly kind: 'stop-legs'; readonly label: number }
  /** To be woken at a local instant, with a number of the strategy's own. */
  | { readonly kind: 'wake'; readonly at: Instant; readonly key: number }

/** Nothing wanted: what a strategy answers to most events, without making a list for it. */
export const noIntents: readonly Intent[] = []
