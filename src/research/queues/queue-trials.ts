import type { BookSide } from '../../core/events/event-codes.ts'
import type { QueuePosition } from '../../book/queue/queue-model.ts'

/** How the order itself ended. */
type OrderFate = 'filled' | 'cancelled' | 'open'

/** Where it joined. */
export type QueuePlace =
  /** Nothing stood before it at its price, which was the best, or became it. */
  | 'front'
  /** At the best price, behind others. */
  | 'touch'
  /** Behind the best price. */
  | 'deeper'

/** A real order that stood in the book, how it ended, and when each model thinks it would have been filled. */
export interface QueueTrial {
  readonly id: number
  readonly side: BookSide
  readonly price: number
  readonly lots: number
  /** Microseconds. */
  readonly joinedAt: number
  /** Until when it could be followed: the feed broke there, or the log ends. */
  readonly knownUntil: number
  readonly place: QueuePlace
  /** Lots at its price when it joined. */
  readonly aheadLots: number
  fate: OrderFate
  /** When it ended, and by which row of the log: of what is told at one time, rows say what was first. NaN while open. */
  endedAt: number
  endedRow: number
  /** By model: when all of it would have been filled had it stayed; NaN when not yet. */
  readonly filledAt: Float64Array
  readonly filledRow: Float64Array
}

/** A trial under way. */
export interface FollowedTrial {
  readonly trial: QueueTrial
  /** What the order itself still has in the book. */
  ownLots: number
  readonly positions: readonly QueuePosition[]
  /** By model: lots that have reached it. */
  readonly reached: Float64Array
}
