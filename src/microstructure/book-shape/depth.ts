import { DenseBook } from '../../book/dense-book.ts'
import type { BookLevels, BookTop } from '../../core/book-levels.ts'
import type { BookSide } from '../../core/events/event-codes.ts'

/**
 * Quantity within distances of the mid on one side.
 *
 *   D(x) = sum of q over levels with |p - mid| <= x mid / 10,000
 *
 * @param mid   in the unit of the book's prices (ticks)
 * @param bps   distances in hundredths of a percent of the mid, ascending
 * @param depth one value a distance, written in the unit of the book (lots): 0 where the touch is farther away; NaN where
 *   the side is empty, the mid is not known, or the book ends within the distance: of a feed of limited depth nobody knows
 *   what lies behind
 * Cost: one step a level within the farthest. Batch: the same function on every state. Checked by hand.
 *
 * @example
 * const book = new DenseBook()
 * book.setLevel(eventSide.bid, 9_990, 4)
 * book.setLevel(eventSide.bid, 9_980, 9)
 * const depth = new Float64Array(2)
 * depthsWithin(book, eventSide.bid, { mid: 10_000, bps: [10, 30] }, depth)
 * Array.from(depth) // => [4, NaN]
 */
export function depthsWithin(
  book: BookLevels,
  side: BookSide,
  { mid, bps }: { readonly mid: number; readonly bps: readonly number[] },
  depth: Float64Array,
): void {
  let sum = 0
  let price = book.best(side)
  for (let k = 0; k < bps.length; k++) {
    const reach = (mid * bps[k]!) / 10_000
    while (Math.abs(price - mid) <= reach) {
      sum += book.quantityAt(side, price)
      price = book.nextPrice(side, price)
    }
    depth[k] = Number.isNaN(price) || Number.isNaN(mid) ? Number.NaN : sum
  }
}

/**
 * `depthsWithin` for readers that ask again and again: a `DenseBook` is asked for all distances at once. The same numbers to the
 * bit; nothing is allocated.
 *
 * @example
 * const book = new DenseBook()
 * book.setLevel(eventSide.bid, 9_990, 4)
 * book.setLevel(eventSide.bid, 9_980, 9)
 * const depth = new Float64Array(2)
 * new DepthReader([10, 30]).read(book, eventSide.bid, 10_000, depth)
 * Array.from(depth) // => [4, NaN]
 */
export class DepthReader {
  readonly #bps: readonly number[]
  readonly #distances: Float64Array

  /** @param bps ascending */
  constructor(bps: readonly number[]) {
    this.#bps = bps
    this.#distances = new Float64Array(bps.length)
  }

  /** As `depthsWithin`. */
  read(book: BookLevels, side: BookSide, mid: number, depth: Float64Array): void {
    if (!(book instanceof DenseBook))
      return depthsWithin(book, side, { mid, bps: this.#bps }, depth)
    const distances = this.#distances
    for (let k = 0; k < distances.length; k++) distances[k] = (mid * this.#bps[k]!) / 10_000
    book.readDepth(side, mid, distances, depth)
  }
}

/**
 * Slope of one side of a book: quantity to be had for every hundredth of a percent one is ready to move the price.
 *
 *   s = argmin_s sum_m (Q_m - s d_m)^2 = sum Q_m d_m / sum d_m^2,   Q_m quantity up to level m, d_m its distance, bps
 *
 * The density of a book that has the same one everywhere (Obizhaeva and Wang 2013, Journal of Financial Markets 16),
 * fitted through the origin over the best levels.
 *
 * @param levels how many of them, all of which must be there: else NaN
 * @returns quantity per bps; NaN where a distance is not positive (a mid outside the touch). Checked by hand and numpy.
 *
 * @example
 * bookSlope(topOf([[9_999, 4], [9_998, 4]]), { mid: 10_000, levels: 2 }) // => 4
 */
export function bookSlope(
  side: BookTop,
  { mid, levels }: { readonly mid: number; readonly levels: number },
): number {
  if (side.length < levels) return Number.NaN
  let quantity = 0
  let products = 0
  let squares = 0
  for (let m = 0; m < levels; m++) {
    quantity += side.quantities[m]!
    const distance = (Math.abs(side.prices[m]! - mid) / mid) * 10_000
    products += quantity * distance
    squares += distance * distance
  }
  return squares > 0 ? products / squares : Number.NaN
}

/**
 * Slope of one side as an elasticity: relative growth of depth over relative distance, averaged over levels.
 *
 *   s = (1 / M) [ v_1 / |p_1 / mid - 1| + sum_{m=1}^{M-1} (v_{m+1} / v_m - 1) / |p_{m+1} / p_m - 1| ],   v_m = ln Q_m
 *
 * with Q_m the quantity up to level m. Its logarithm makes it depend on the unit of quantity: compare it with itself
 * only, in one unit, with Q_1 above 1.
 *
 * @returns NaN where a side has fewer levels, or Q_1 is at most 1. Source: Naes and Skjeltorp (2006), Journal of
 * Financial Markets 9, 408-432, equation 3. Checked against numpy.
 *
 * @example
 * bookElasticity(topOf([[99, 10], [98, 10]]), { mid: 100, levels: 2 }) // => 130.03
 */
export function bookElasticity(
  side: BookTop,
  { mid, levels }: { readonly mid: number; readonly levels: number },
): number {
  if (side.length < levels || !(side.quantities[0]! > 1)) return Number.NaN
  let depth = side.quantities[0]!
  let sum = Math.log(depth) / Math.abs(side.prices[0]! / mid - 1)
  for (let m = 1; m < levels; m++) {
    const before = Math.log(depth)
    depth += side.quantities[m]!
    sum += (Math.log(depth) / before - 1) / Math.abs(side.prices[m]! / side.prices[m - 1]! - 1)
  }
  return sum / levels
}
