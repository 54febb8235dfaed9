import type { Atoms, Currency } from '../currency.ts'
import type { Lots, PriceTicks } from '../price.ts'
import type { Instant } from '../time.ts'
import type { OrderEvent } from './order-event.ts'

interface AccountEventBase {
  readonly instrument: number
  /** When it happened, the venue's clock. */
  readonly exchangeTime: Instant
  /** When we heard of it. */
  readonly localTime: Instant
}

/** Something that happened to an account at a venue and answers no order of ours. */
export type AccountEvent =
  | (AccountEventBase & {
      readonly kind: 'funding'
      /** Received when positive. */
      readonly atoms: Atoms
      readonly currency: Currency
      readonly fundingRate: number
      /** The mark, index or oracle price it was settled at, quote units. */
      readonly price: number
    })
  | (AccountEventBase & {
      /** `liquidated`: closed by force on the mark. `deleveraged`: closed against others whose margin did not last. */
      readonly kind: 'liquidated' | 'deleveraged'
      readonly tradeId: number
      /** Signed: bought above zero. */
      readonly lots: Lots
      readonly priceTicks: PriceTicks
      readonly feeAtoms: Atoms
      readonly feeCurrency: Currency
    })
  | (AccountEventBase & {
      /** The cost of a borrowed coin; paid, so below zero. */
      readonly kind: 'borrow'
      readonly atoms: Atoms
      readonly currency: Currency
    })
  | (AccountEventBase & {
      /** What the venue's fund paid so that the account is not below zero. */
      readonly kind: 'insured'
      readonly atoms: Atoms
      readonly currency: Currency
    })

/** What comes down the stream of one account: what became of orders, and what befell the account without one. */
export type AccountMessage = OrderEvent | AccountEvent

export function isOfOrder(message: AccountMessage): message is OrderEvent {
  return 'clientOrderId' in message
}
