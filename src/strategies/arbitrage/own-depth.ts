import type { BookLevels, BookTop } from '../../core/book-levels.ts'
import { eventSide, type BookSide } from '../../core/events/event-codes.ts'

/**
 * A book less what we have taken from it: a tape goes on as if we had not been there, and would sell us the same lots again.
 *
 * What was taken from a level is gone until the tape says another quantity for it.
 */
export class OwnDepth implements BookLevels {
  readonly #levelsOf: () => BookLevels
  readonly #taken: readonly [Map<number, Taken>, Map<number, Taken>] = [new Map(), new Map()]

  /** @param levelsOf the book as it stands: it may be replaced by a finer one */
  constructor(levelsOf: () => BookLevels) {
    this.#levelsOf = levelsOf
  }

  /** An order of ours took so many lots, best first, down to its limit. */
  take(side: BookSide, lots: number): void {
    let left = lots
    for (let price = this.best(side); left > 0; price = this.nextPrice(side, price)) {
      if (Number.isNaN(price)) return
      const here = Math.min(left, this.quantityAt(side, price))
      const seen = this.#levelsOf().quantityAt(side, price)
      const before = this.#taken[side].get(price)
      const already = before?.seen === seen ? before.lots : 0
      this.#taken[side].set(price, { seen, lots: already + here })
      left -= here
    }
  }

  /** Prices and lots are counted in finer steps from now on. */
  rescale(priceFactor: number, lotFactor: number): void {
    for (const side of [eventSide.bid, eventSide.ask]) {
      const before = [...this.#taken[side]]
      this.#taken[side].clear()
      for (const [price, { seen, lots }] of before) {
        this.#taken[side].set(price * priceFactor, {
          seen: seen * lotFactor,
          lots: lots * lotFactor,
        })
      }
    }
  }

  best(side: BookSide): number {
    const price = this.#levelsOf().best(side)
    return this.#isLeft(side, price) ? price : this.nextPrice(side, price)
  }

  quantityAt(side: BookSide, price: number): number {
    const seen = this.#levelsOf().quantityAt(side, price)
    const taken = this.#taken[side].get(price)
    if (taken === undefined) return seen
    if (taken.seen === seen) return seen - taken.lots
    this.#taken[side].delete(price)
    return seen
  }

  nextPrice(side: BookSide, price: number): number {
    const levels = this.#levelsOf()
    let next = levels.nextPrice(side, price)
    while (!this.#isLeft(side, next)) next = levels.nextPrice(side, next)
    return next
  }

  levelCount(side: BookSide): number {
    let count = 0
    for (let price = this.best(side); !Number.isNaN(price); price = this.nextPrice(side, price)) {
      count++
    }
    return count
  }

  top(side: BookSide, wanted: number): BookTop {
    const prices = new Float64Array(wanted)
    const quantities = new Float64Array(wanted)
    return { length: this.readTop(side, prices, quantities), prices, quantities }
  }

  readTop(side: BookSide, prices: Float64Array, quantities: Float64Array): number {
    let read = 0
    let price = this.best(side)
    for (; read < prices.length && !Number.isNaN(price); read++) {
      prices[read] = price
      quantities[read] = this.quantityAt(side, price)
      price = this.nextPrice(side, price)
    }
    return read
  }

  /** True past the last level too, so that a walk ends. */
  #isLeft(side: BookSide, price: number): boolean {
    return this.#taken[side].size === 0 || Number.isNaN(price) || this.quantityAt(side, price) !== 0
  }
}

interface Taken {
  /** What the tape said when we took. */
  readonly seen: number
  readonly lots: number
}
