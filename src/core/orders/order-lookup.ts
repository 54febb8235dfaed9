import type { Lots } from '../price.ts'
import type { Duration, Instant } from '../time.ts'
import type { OrderEvent } from './order-event.ts'

/** A question for an order. */
export interface OrderQuestion {
  readonly clientOrderId: number
  readonly instrument: number
  /** The asker's number for this question, never used again: its answer has it too, however late it comes. */
  readonly question: number
}

/** What a venue answers when asked for an order by id and among fills. */
export interface OrderLookupAnswer {
  readonly clientOrderId: number
  readonly question: number
  readonly exchangeTime: Instant
  readonly localTime: Instant
  /** Undefined: it knows of none. */
  readonly order: { readonly isOpen: boolean; readonly filledLots: Lots } | undefined
  /** All its executions, those that were heard included; as of the answer's local time. */
  readonly fills: readonly Extract<OrderEvent, { readonly kind: 'filled' }>[]
}

/** A venue that can be asked what became of an order: an implementation of `ReplayVenue` may also be this. */
export interface OrderLookup {
  /** How long after it left an order is still taken; whatever arrives later is refused. Undefined: for ever. */
  readonly validityWindow: Duration | undefined
  /** A question that leaves us at a local instant: it arrives behind the commands before it, and holds up none after it. */
  askFor(order: OrderQuestion, localTime: Instant): void
  /** Local time of the next answer to a question; Infinity while there is none. */
  nextLookupAt(): number
  takeLookup(): OrderLookupAnswer
}
