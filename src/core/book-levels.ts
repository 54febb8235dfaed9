import type { BookSide } from './events/event-codes.ts'

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
