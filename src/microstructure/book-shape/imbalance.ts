import type { BookTop } from '../../core/book-levels.ts'

/**
 * Queue imbalance: how much more stands at the bid than at the ask, as a share of both.
 *
 *   I = (q - r) / (q + r),   q bid quantity, r ask quantity
 *
 * @returns between -1 and 1; NaN where either is not known or both are 0
 * Stateless: the column is this function on every row. Source: Gould and Bonart (2016), Market Microstructure and
 * Liquidity 2. Checked by hand.
 *
 * @example
 * queueImbalance(3, 1) // => 0.5
 */
export function queueImbalance(bidQuantity: number, askQuantity: number): number {
  return (bidQuantity - askQuantity) / (bidQuantity + askQuantity)
}

/**
 * The same over the best levels of both sides together.
 *
 * @param levels how many; NaN where a side has fewer: a sum over what is there would look like depth
 *
 * @example
 * depthImbalance(topOf([[99, 1], [98, 5]]), topOf([[101, 1], [102, 1]]), 2) // => 0.5
 */
export function depthImbalance(bids: BookTop, asks: BookTop, levels: number): number {
  if (bids.length < levels || asks.length < levels) return Number.NaN
  let bidSum = 0
  let askSum = 0
  for (let m = 0; m < levels; m++) {
    bidSum += bids.quantities[m]!
    askSum += asks.quantities[m]!
  }
  return queueImbalance(bidSum, askSum)
}

/** Best price and quantity of both sides, in one unit each. */
export interface Touch {
  readonly bidPrice: number
  readonly bidQuantity: number
  readonly askPrice: number
  readonly askQuantity: number
}

/**
 * Weighted mid: the best prices, each weighed by the quantity on the other side.
 *
 *   W = (P r + A q) / (q + r)
 *
 * @returns between bid and ask; NaN where something is not known or both quantities are 0. Of a crossed book it lies
 * between the two as well, and means nothing.
 * Jumps when a queue is replaced at another price; `microprice` is what was made of it. Checked by hand.
 *
 * @example
 * weightedMid({ bidPrice: 100, bidQuantity: 3, askPrice: 104, askQuantity: 1 }) // => 103
 */
export function weightedMid({ bidPrice, bidQuantity, askPrice, askQuantity }: Touch): number {
  return (bidPrice * askQuantity + askPrice * bidQuantity) / (bidQuantity + askQuantity)
}
