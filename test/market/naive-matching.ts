import { eventSide, type BookSide } from '../../src/core/events/event-codes.ts'

/** An order of the naive book. */
export interface NaiveOrder {
  readonly id: number
  readonly side: BookSide
  readonly price: number
  readonly owner: number
  readonly peak: number
  lots: number
  hidden: number
}

export interface NaiveTrade {
  readonly id: number
  readonly price: number
  readonly lots: number
}

/** Price and time priority as one would explain it: one list of orders in the order of their arrival. */
export class NaiveMatching {
  orders: NaiveOrder[] = []

  rest(order: NaiveOrder): void {
    this.orders.push(order)
  }

  remove(id: number): void {
    this.orders = this.orders.filter((order) => order.id !== id)
  }

  /** The trades of a taker, up to its limit; orders of its owner that stand in its way go. */
  take(aggressor: BookSide, wanted: number, limit: number, owner: number): NaiveTrade[] {
    const trades: NaiveTrade[] = []
    let left = wanted
    for (;;) {
      const first = this.#first(aggressor, limit)
      if (left === 0 || first === undefined) return trades
      if (owner !== 0 && first.owner === owner) {
        this.remove(first.id)
        continue
      }
      const lots = Math.min(left, first.lots)
      trades.push({ id: first.id, price: first.price, lots })
      left -= lots
      first.lots -= lots
      if (first.lots > 0) continue
      this.remove(first.id)
      if (first.hidden === 0) continue
      first.lots = Math.min(first.peak, first.hidden)
      first.hidden -= first.lots
      this.orders.push(first)
    }
  }

  /** Lots shown at a price. */
  shown(side: BookSide, price: number): number {
    const there = this.orders.filter((order) => order.side === side && order.price === price)
    return there.reduce((sum, order) => sum + order.lots, 0)
  }

  /** Lots shown before an order at its price. */
  ahead(order: NaiveOrder): number {
    const same = this.orders.filter(
      (each) => each.side === order.side && each.price === order.price,
    )
    return same.slice(0, same.indexOf(order)).reduce((sum, each) => sum + each.lots, 0)
  }

  best(side: BookSide): number {
    const prices = this.orders.filter((order) => order.side === side).map(({ price }) => price)
    if (prices.length === 0) return NaN
    return side === eventSide.bid ? Math.max(...prices) : Math.min(...prices)
  }

  #first(aggressor: BookSide, limit: number): NaiveOrder | undefined {
    const side = aggressor === eventSide.buy ? eventSide.ask : eventSide.bid
    const best = this.best(side)
    const isWithin = aggressor === eventSide.buy ? best <= limit : best >= limit
    return isWithin
      ? this.orders.find((order) => order.side === side && order.price === best)
      : undefined
  }
}
