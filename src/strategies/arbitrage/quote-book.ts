import type { BookLevels, BookTop } from '../../core/book-levels.ts'
import { eventSide, type BookSide } from '../../core/events/event-codes.ts'

/** A book of which only the best bid and ask are told: one level a side at most. */
export class QuoteBook implements BookLevels {
  readonly #prices = new Float64Array(2).fill(NaN)
  readonly #lots = new Float64Array(2)

  /** @param price NaN, or not above zero: nobody is there; @param lots NaN where the quote is indicative */
  set(side: BookSide, price: number, lots: number): void {
    this.#prices[side] = price > 0 && lots !== 0 ? price : NaN
    this.#lots[side] = lots
  }

  /** Brings both sides to finer steps. */
  rescale(priceFactor: number, lotFactor: number): void {
    for (const side of [eventSide.bid, eventSide.ask]) {
      this.#prices[side]! *= priceFactor
      this.#lots[side]! *= lotFactor
    }
  }

  best(side: BookSide): number {
    return this.#prices[side]!
  }

  quantityAt(side: BookSide, price: number): number {
    return price === this.#prices[side] ? this.#lots[side]! : 0
  }

  nextPrice(side: BookSide, price: number): number {
    const own = this.#prices[side]!
    const isWorse = side === eventSide.bid ? own < price : own > price
    return isWorse ? own : NaN
  }

  levelCount(side: BookSide): number {
    return Number.isNaN(this.#prices[side]) ? 0 : 1
  }

  top(side: BookSide): BookTop {
    return {
      length: this.levelCount(side),
      prices: this.#prices.subarray(side, side + 1),
      quantities: this.#lots.subarray(side, side + 1),
    }
  }

  readTop(side: BookSide, prices: Float64Array, quantities: Float64Array): number {
    if (prices.length === 0 || this.levelCount(side) === 0) return 0
    prices[0] = this.#prices[side]!
    quantities[0] = this.#lots[side]!
    return 1
  }
}
