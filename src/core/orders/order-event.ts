import type { Atoms, Currency } from '../currency.ts'
import type { Lots, PriceTicks, Step } from '../price.ts'
import type { Instant } from '../time.ts'

/** Why a venue did not take an order. */
export type RejectReason =
  | 'off-grid'
  | 'too-small'
  | 'too-large'
  | 'would-take'
  | 'no-fill-or-kill'
  | 'no-liquidity'
  | 'no-position-to-reduce'
  | 'insufficient-margin'
  | 'insufficient-balance'
  | 'price-band'
  | 'duplicate-id'
  | 'rate-limit'
  /** It arrived after its validity had passed. */
  | 'too-late'
  | 'halted'

/** Why an order ended before it was filled. */
export type CancelReason =
  | 'asked'
  | 'not-filled-at-once'
  | 'expired'
  | 'self-trade'
  | 'reduce-only'
  | 'liquidation'
  | 'venue'

/** What every answer of a venue carries. */
interface AnswerBase {
  readonly clientOrderId: number
  readonly instrument: number
  /** When it happened, the venue's clock; undefined where it does not say, as of what it refuses. */
  readonly exchangeTime: Instant | undefined
  /** When we heard of it. */
  readonly localTime: Instant
}

/** Something a venue says of an order of ours. Answers may come late, twice, out of order or never. */
export type OrderEvent =
  | (AnswerBase & { readonly kind: 'accepted' | 'triggered' })
  | (AnswerBase & { readonly kind: 'rejected'; readonly reason: RejectReason })
  | (AnswerBase & OrderFill & { readonly kind: 'filled'; readonly exchangeTime: Instant })
  | (AnswerBase & {
      readonly kind: 'cancelled'
      readonly reason: CancelReason
      /** Filled in its whole life. */
      readonly filledLots: Lots
    })
  | (AnswerBase & {
      readonly kind: 'amended'
      readonly lots: Lots
      readonly priceTicks: PriceTicks
    })
  | (AnswerBase & {
      /** The order was filled, had ended or was never there. */
      readonly kind: 'cancel-rejected' | 'amend-rejected'
      readonly reason: 'unknown-order' | RejectReason
    })

/** An event of which it is known when it happened: a simulated venue says it of each. */
export type Stamped<Event> = Event & { readonly exchangeTime: Instant }

/** A venue's name for an execution: of one instrument no two are alike. Some venues count, some write texts. */
export type TradeId = number | string

/** One execution. */
export interface OrderFill {
  /** What tells a repeated message from a second fill. */
  readonly tradeId: TradeId
  /** Above zero. */
  readonly lots: Lots
  readonly priceTicks: PriceTicks
  /** The grid of `priceTicks` where it is finer than the instrument's: bars fill between ticks. */
  readonly priceStep?: Step
  readonly liquidity: 'maker' | 'taker'
  /** Paid when positive, a rebate when negative. */
  readonly feeAtoms: Atoms
  readonly feeCurrency: Currency
  /** Of the order, after this fill. */
  readonly leavesLots: Lots
}
