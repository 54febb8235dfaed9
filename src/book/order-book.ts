import type { BookLevels } from '../core/book-levels.ts'
import type { BookSide } from '../core/events/event-codes.ts'
import type { EventRows } from '../core/events/event-columns.ts'

export type { BookLevels, BookTop } from '../core/book-levels.ts'

/** Levels row by row: ticks, and lots of which 0 removes. */
export type LevelRows = Pick<EventRows, 'price' | 'quantity'>

/**
 * Levels that can be set. A container and nothing more: whether its feed can be believed is the business of
 * `FollowedBook`, which empties the book it cannot believe.
 *
 * Every implementation runs `test/book/order-book-laws.ts`.
 */
export interface OrderBook extends BookLevels {
  /** Sets the whole quantity of a level; 0 removes it, and a level that is not there may be removed. */
  setLevel(side: BookSide, price: number, quantity: number): void
  /** Sets the levels of one side that stand in the rows `[start, end)`, one after the other. */
  setLevels(side: BookSide, rows: LevelRows, start: number, end: number): void
  /** Keeps the best levels of a side and forgets the rest: what a venue does with a feed of limited depth. */
  keepBest(side: BookSide, count: number): void
  /** Forgets every level. */
  clear(): void
}
