import type { Instant } from '../core/time.ts'
import type { OrderState } from './order-state.ts'

/** An order as its journal knows it. */
export interface JournalledOrder {
  readonly wireId: string
  readonly venue: string
  readonly strategy: number
  readonly label: number | null
  readonly arrivalMid: number | null
  readonly isOfLegs: boolean
  /** When it was decided. */
  readonly time: Instant
  /** Is there any sign that it left? */
  readonly wasSent: boolean
  /** When its fate became unknown; absent: it is known, or an older version did not note it. */
  readonly unknownSince?: Instant | undefined
  readonly state: OrderState
}
