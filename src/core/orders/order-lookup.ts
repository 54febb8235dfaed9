import type { Lots } from '../price.ts'
import type { Instant } from '../time.ts'
import type { OrderEvent } from './order-event.ts'

/** What a venue answers when asked for an order by id and among fills. */
export interface OrderLookupAnswer {
  readonly clientOrderId: number
  readonly exchangeTime: Instant
  readonly localTime: Instant
  /** Undefined: it knows of none. */
  readonly order: { readonly isOpen: boolean; readonly filledLots: Lots } | undefined
  /** All its executions, those that were heard included; as of the answer's local time. */
  readonly fills: readonly Extract<OrderEvent, { readonly kind: 'filled' }>[]
}

/** A venue that can be asked what became of an order: an implementation of `ReplayVenue` may also be this. */
export interface OrderLookup {
  /** A question that leaves us at a local instant, on the same way as commands and behind those before it. */
  askFor(
    order: { readonly clientOrderId: number; readonly instrument: number },
    localTime: Instant,
  ): void
  /** Local time of the next answer to a question; Infinity while there is none. */
  nextLookupAt(): number
  takeLookup(): OrderLookupAnswer
}
