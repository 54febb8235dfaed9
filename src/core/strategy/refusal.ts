/** A limit, and what an order would have made of it. */
interface Measured {
  /** In the unit of the limit. */
  readonly value: number
  readonly limit: number
}

/**
 * Why nothing more is risked on an instrument.
 *
 * `not-reconciled`: the venue and our journal do not agree, or were not compared yet; not even the way out is sure then.
 * `stream-down`: what the venue says of our orders does not reach us. `stale`: nothing was heard of its book for too long.
 * `distrusted`: its book scores below what is trusted. `depeg`: the currency it is quoted in has left its peg.
 * `rate-limit`: the venue had too many requests, and is left alone for as long as it says.
 */
export type HaltReason =
  | 'not-reconciled'
  | 'stream-down'
  | 'stale'
  | 'distrusted'
  | 'venue-halted'
  | 'withdrawals-frozen'
  | 'delisted'
  | 'depeg'
  | 'rate-limit'

/** Why risk did not approve an order. Notionals are in the reporting currency. */
export type Refusal =
  | (Measured & {
      readonly kind:
        | 'order-notional'
        | 'position-notional'
        | 'venue-notional'
        | 'currency-notional'
        | 'issuer-notional'
        | 'order-rate'
        | 'price-collar'
        | 'open-orders'
        | 'leverage'
        | 'daily-loss'
        | 'drawdown'
    })
  | { readonly kind: 'halted'; readonly reason: HaltReason }
  /** The kill switch is thrown. */
  | { readonly kind: 'killed' }
  /** The run comes to its end: no legs are begun any more, and nothing that would be left resting. */
  | { readonly kind: 'ending' }
  /** Of legs: too many were over at this instant, each begun in answer to the end of the one before. */
  | { readonly kind: 'legs-in-a-row' }
  /** There is no price to measure it by: a void book, or a currency without a quote. */
  | { readonly kind: 'no-price' }
  /** Less than what the venue takes at least. */
  | { readonly kind: 'least-order' }
  /** An order there is of unknown fate. */
  | { readonly kind: 'unknown-fate' }
  /** No order of this strategy by that id, or it has ended. */
  | { readonly kind: 'no-such-order' }
  /** Not a whole number of lots above zero or of ticks, or no such instrument. */
  | { readonly kind: 'malformed' }
