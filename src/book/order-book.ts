import type { BookSide } from '../core/events/event-codes.ts'

/** The best levels of one side, best first, to be read where they lie: they hold until the book is touched again. */
export interface BookTop {
  /** How many rows of the columns are levels. */
  readonly length: number
  /** Ticks. */
  readonly prices: Float64Array
  /** Lots. */
  readonly quantities: Float64Array
}

/** The levels of one instrument at one venue, in whole ticks and lots, to be read; nothing is allocated by reading. */
export interface BookLevels {
  /** Best price in ticks; NaN when the side is empty. */
  best(side: BookSide): number
  /** Quantity of a level in lots; 0 where there is none. */
  quantityAt(side: BookSide, price: number): number
  /** Price of the next level worse than `price` (which need not be a level); NaN when there is none. */
  nextPrice(side: BookSide, price: number): number
  /** How many levels a side has. */
  levelCount(side: BookSide): number
  /** The best levels of a side where they lie, at least `wanted` (up to 32) of them where there are as many. */
  top(side: BookSide, wanted: number): BookTop
  /**
   * Writes the best levels of a side, best first, as many as `prices` has room for, and says how many those are.
   * What stands behind them in the arrays is left as it was.
   */
  readTop(side: BookSide, prices: Float64Array, quantities: Float64Array): number
}

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
