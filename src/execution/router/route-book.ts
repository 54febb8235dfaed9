import type { Step } from '../../core/price.ts'
import type { ExactDecimal } from './exact-decimal.ts'

/** One side of a book, best level first, as an order that takes it finds it. */
export interface RouteLevels {
  readonly count: number
  /** Whole steps of `priceStep`, as many rows as `count` or more. */
  readonly prices: Float64Array
  /** Whole steps of `quantityStep`. */
  readonly quantities: Float64Array
  readonly priceStep: Step
  readonly quantityStep: Step
  /** The same two columns where their numbers have more digits than a double counts. */
  readonly exact?: { readonly prices: readonly bigint[]; readonly quantities: readonly bigint[] }
}

/** A book an order may be sent to, and what its venue asks of orders. */
export interface RouteBook {
  readonly venue: string
  readonly instrument: string
  /** The side that the order takes: asks for a buy. */
  readonly levels: RouteLevels
  /** Orders are whole multiples of it. */
  readonly lotSize: Step
  /** Least notional of an order before fees, in the book's quote currency. */
  readonly minNotional: ExactDecimal
  /** Least quantity of an order, base units. Default: one lot. */
  readonly minQuantity?: ExactDecimal
  /** Of notional, above -10,000 and below 10,000; below zero a rebate. */
  readonly takerFeeBps: number
  /** What a buy's fee is taken from. Default quote. */
  readonly feeCurrency?: 'quote' | 'base'
  /** What one unit of the book's quote currency is worth in that of the plan. Default 1. */
  readonly quoteRate?: ExactDecimal
  /** What the account holds there of the currency an order spends: quote for a buy, base for a sell. Default: enough. */
  readonly balance?: ExactDecimal
}

/** What is to be bought or sold. */
export interface RouteRequest {
  readonly side: 'buy' | 'sell'
  /** Base units. */
  readonly quantity: ExactDecimal
  /** The worst price of a level that is taken, in the plan's quote currency and before fees. Default: any. */
  readonly limitPrice?: ExactDecimal
  /** At how many venues at most. Default: any number. */
  readonly maxVenues?: number
  /**
   * `cost`: what a buy pays, or minus what a sell receives, in quote. `value`: the same and, at the price paid, what a
   * fee taken in base keeps from arriving. Default `cost`.
   */
  readonly objective?: 'cost' | 'value'
  /** `fast` stops at a small budget of work and tells the gap; `exact` goes on to the optimum. Default `fast`. */
  readonly effort?: 'fast' | 'exact'
}
