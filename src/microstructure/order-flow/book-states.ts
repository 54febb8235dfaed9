import { invariant } from '../../math/invariant.ts'
import type { BookTop } from '../../core/book-levels.ts'

/**
 * The best levels of a book, state after state, in columns: what the batch twins of the book's measures read.
 *
 * Level m (0 is the best) of state n stands at `n * levels + m`; a level that was not there is NaN.
 */
export interface BookStates {
  readonly length: number
  readonly levels: number
  readonly bidPrices: Float64Array
  readonly bidQuantities: Float64Array
  readonly askPrices: Float64Array
  readonly askQuantities: Float64Array
}

/** Prices and quantities of one state, best first. */
export interface BookStateRow {
  readonly bids: readonly (readonly [price: number, quantity: number])[]
  readonly asks: readonly (readonly [price: number, quantity: number])[]
}

/**
 * Book states in columns from rows a person can read.
 *
 * @example
 * bookStates([{ bids: [[99, 5]], asks: [[101, 3]] }], 1).askPrices[0] // => 101
 */
export function bookStates(rows: readonly BookStateRow[], levels: number): BookStates {
  invariant(Number.isInteger(levels) && levels > 0, `${levels} levels`)
  const column = (): Float64Array => new Float64Array(rows.length * levels).fill(Number.NaN)
  const states = {
    length: rows.length,
    levels,
    bidPrices: column(),
    bidQuantities: column(),
    askPrices: column(),
    askQuantities: column(),
  }
  for (const [n, { bids, asks }] of rows.entries()) {
    for (let m = 0; m < levels; m++) {
      states.bidPrices[n * levels + m] = bids[m]?.[0] ?? Number.NaN
      states.bidQuantities[n * levels + m] = bids[m]?.[1] ?? Number.NaN
      states.askPrices[n * levels + m] = asks[m]?.[0] ?? Number.NaN
      states.askQuantities[n * levels + m] = asks[m]?.[1] ?? Number.NaN
    }
  }
  return states
}

/**
 * One side of a state as a book shows it: what the updaters read.
 *
 * @example
 * topOf([[99, 5], [98, 7]]).length // => 2
 */
export function topOf(levels: readonly (readonly [price: number, quantity: number])[]): BookTop {
  return {
    length: levels.length,
    prices: Float64Array.from(levels, ([price]) => price),
    quantities: Float64Array.from(levels, ([, quantity]) => quantity),
  }
}
