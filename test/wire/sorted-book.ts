import { eventKind, eventSide } from '../../src/core/events/event-codes.ts'
import type { EventRows } from '../../src/core/events/event-columns.ts'
import type { TopLevels } from '../../src/wire/checksum.ts'

/** A book of levels as two sorted lists: the plainest follower there is, to hold recordings against. */
export class SortedBook {
  readonly bids = new SortedSide(-1)
  readonly asks = new SortedSide(1)

  /** Follows the rows of one message about one instrument. */
  apply(rows: EventRows & { readonly length: number }): void {
    for (let row = 0; row < rows.length; row++) {
      if (rows.kind[row] === eventKind.clear) {
        this.bids.clear()
        this.asks.clear()
      } else if (rows.kind[row] === eventKind.level) {
        const side = rows.side[row] === eventSide.bid ? this.bids : this.asks
        side.set(rows.price[row]!, rows.quantity[row]!)
      }
    }
  }

  /** Drops what a venue does not tell of: levels beyond the depth subscribed to. */
  cutTo(depth: number): void {
    this.bids.cutTo(depth)
    this.asks.cutTo(depth)
  }

  isCrossed(): boolean {
    return (
      this.bids.count > 0 && this.asks.count > 0 && this.bids.prices[0]! >= this.asks.prices[0]!
    )
  }
}

/** One side, best first. */
class SortedSide implements TopLevels {
  readonly prices: number[] = []
  readonly quantities: number[] = []
  /** 1 when the best price is the lowest, -1 when it is the highest. */
  readonly #sign: 1 | -1

  constructor(sign: 1 | -1) {
    this.#sign = sign
  }

  get count(): number {
    return this.prices.length
  }

  set(price: number, quantity: number): void {
    let low = 0
    let high = this.prices.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.prices[middle]! * this.#sign < price * this.#sign) low = middle + 1
      else high = middle
    }
    const isThere = this.prices[low] === price
    if (quantity > 0 && isThere) this.quantities[low] = quantity
    else if (quantity > 0) {
      this.prices.splice(low, 0, price)
      this.quantities.splice(low, 0, quantity)
    } else if (isThere) {
      this.prices.splice(low, 1)
      this.quantities.splice(low, 1)
    }
  }

  clear(): void {
    this.cutTo(0)
  }

  cutTo(depth: number): void {
    if (this.prices.length <= depth) return
    this.prices.length = depth
    this.quantities.length = depth
  }
}
