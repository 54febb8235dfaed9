import type { BookTop, LevelRows, OrderBook } from '../../src/book/order-book.ts'
import { eventSide, type BookSide } from '../../src/core/events/event-codes.ts'

/** The book as one would explain it: a map from price to quantity for each side, sorted when it is read. */
export class NaiveBook implements OrderBook {
  readonly #levels = [new Map<number, number>(), new Map<number, number>()] as const

  setLevel(side: BookSide, price: number, quantity: number): void {
    if (quantity === 0) this.#levels[side].delete(price)
    else this.#levels[side].set(price, quantity)
  }

  setLevels(side: BookSide, rows: LevelRows, start: number, end: number): void {
    for (let row = start; row < end; row++)
      this.setLevel(side, rows.price[row]!, rows.quantity[row]!)
  }

  best(side: BookSide): number {
    return this.#prices(side)[0] ?? NaN
  }

  quantityAt(side: BookSide, price: number): number {
    return this.#levels[side].get(price) ?? 0
  }

  nextPrice(side: BookSide, price: number): number {
    const isWorse = (level: number): boolean =>
      side === eventSide.bid ? level < price : level > price
    return this.#prices(side).find(isWorse) ?? NaN
  }

  levelCount(side: BookSide): number {
    return this.#levels[side].size
  }

  top(side: BookSide, wanted: number): BookTop {
    const prices = new Float64Array(wanted)
    const quantities = new Float64Array(wanted)
    return { length: this.readTop(side, prices, quantities), prices, quantities }
  }

  readTop(side: BookSide, prices: Float64Array, quantities: Float64Array): number {
    const best = this.#prices(side).slice(0, prices.length)
    prices.set(best)
    quantities.set(best.map((price) => this.quantityAt(side, price)))
    return best.length
  }

  keepBest(side: BookSide, count: number): void {
    for (const price of this.#prices(side).slice(count)) this.#levels[side].delete(price)
  }

  clear(): void {
    for (const levels of this.#levels) levels.clear()
  }

  #prices(side: BookSide): number[] {
    const sign = side === eventSide.bid ? -1 : 1
    return [...this.#levels[side].keys()].toSorted((a, b) => sign * (a - b))
  }
}
