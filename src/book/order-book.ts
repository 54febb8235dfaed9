import type { BookLevels } from '../core/book-levels.ts'
import type { BookSide } from '../core/events/event-codes.ts'

export type { BookLevels, BookTop } from '../core/book-levels.ts'

/**
 * Levels that can be set. A container and nothing more: whether its feed can be believed is the business of
 * `FollowedBook`, which empties the book it cannot believe.
 *
 * Every implementation runs `test/book/order-book-laws.ts`.
 */
export interface OrderBook extends BookLevels {
  /** Sets the whole quantity of a level; 0 removes it, and a level that is not there may be removed. */
  setLevel(side: BookSide, price: number, quantity: number): void
  /** Keeps the best levels of a side and forgets the rest: what a venue does with a feed of limited depth. */
  keepBest(side: BookSide, count: number): void
  /** Forgets every level. */
  clear(): void
}
