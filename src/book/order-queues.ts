import type { OrderBook } from './order-book.ts'
import type { BookSide } from '../core/events/event-codes.ts'
import { invariant } from '../math/invariant.ts'

/** What a row about an order did to the queues. */
export type OrderChange =
  | 'added'
  /** Less or as much as before, in its place. */
  | 'reduced'
  /** Another price, another side or more than before: it stands at the back again. */
  | 'requeued'
  | 'removed'
  /** Removed, and it was never seen: placed before the feed began, or a row is missing. */
  | 'unknown'

/** No order. */
const none = -1

/**
 * An order-by-order book: every level is a queue of orders, first come first, and the place of each is known exactly.
 *
 * The totals of the levels are kept in an `OrderBook` beside it. Priority is price and time: an order that shrinks
 * keeps its place, one that grows or moves loses it. Adding and removing cost a map access, the place of an order a
 * walk over those before it.
 *
 * @example
 * const levels = new DenseBook()
 * const queues = new OrderQueues(levels)
 * queues.setOrder(eventSide.bid, 99, 5, 1001)
 * queues.setOrder(eventSide.bid, 99, 3, 1002)
 * queues.quantityAhead(1002) // => 5
 * queues.setOrder(eventSide.bid, 99, 2, 1001) // => 'reduced'
 * queues.quantityAhead(1002) // => 2
 * levels.quantityAt(eventSide.bid, 99) // => 5
 */
export class OrderQueues {
  readonly #levels: OrderBook
  /** Slot of each order, by its id. */
  readonly #slots = new Map<number, number>()
  /** First and last slot of each level's queue, by side and price. */
  readonly #queues = [new Map<number, Queue>(), new Map<number, Queue>()] as const
  #ids: Float64Array = new Float64Array(64)
  #prices: Float64Array = new Float64Array(64)
  #quantities: Float64Array = new Float64Array(64)
  #arrivals: Float64Array = new Float64Array(64)
  #sides: Uint8Array = new Uint8Array(64)
  #previous: Int32Array = new Int32Array(64)
  #next: Int32Array = new Int32Array(64)
  /** First slot given back; the others hang behind it by `#next`. */
  #free = none
  #slotsEnd = 0
  #arrival = 0

  /** @param levels an empty book, which this alone writes from now on */
  constructor(levels: OrderBook) {
    this.#levels = levels
  }

  /**
   * Sets what an order has left; 0 removes it.
   *
   * @param id a safe integer: an order that cannot be told apart has no place
   */
  setOrder(side: BookSide, price: number, quantity: number, id: number): OrderChange {
    invariant(Number.isSafeInteger(id), `an order with the id ${id}`)
    const slot = this.#slots.get(id)
    if (slot === undefined) {
      if (quantity === 0) return 'unknown'
      this.#join(side, price, quantity, id)
      return 'added'
    }
    if (quantity === 0) {
      this.#leave(slot)
      return 'removed'
    }
    const before = this.#quantities[slot]!
    if (this.#prices[slot] === price && this.#sides[slot] === side && quantity <= before) {
      this.#quantities[slot] = quantity
      this.#addToLevel(side, price, quantity - before)
      return 'reduced'
    }
    this.#leave(slot)
    this.#join(side, price, quantity, id)
    return 'requeued'
  }

  /** Lots that stand before an order at its level; NaN when the order is not in the book. */
  quantityAhead(id: number): number {
    const slot = this.#slots.get(id)
    if (slot === undefined) return NaN
    let ahead = 0
    for (let at = this.#previous[slot]!; at !== none; at = this.#previous[at]!) {
      ahead += this.#quantities[at]!
    }
    return ahead
  }

  /** What an order has left; 0 when it is not in the book. */
  quantityOf(id: number): number {
    const slot = this.#slots.get(id)
    return slot === undefined ? 0 : this.#quantities[slot]!
  }

  /** How many orders have arrived so far: what an order that joined now would carry as its arrival. */
  arrivals(): number {
    return this.#arrival
  }

  /** Lots at a level of the orders that arrived before a count of arrivals: what stands before one that joined then. */
  quantityBefore(side: BookSide, price: number, arrival: number): number {
    let ahead = 0
    const first = this.#queues[side].get(price)?.first ?? none
    for (let at = first; at !== none && this.#arrivals[at]! < arrival; at = this.#next[at]!) {
      ahead += this.#quantities[at]!
    }
    return ahead
  }

  /** Writes the orders of a level, first in the queue first, as many as `ids` has room for; says how many. */
  readQueue(
    side: BookSide,
    price: number,
    into: { readonly ids: Float64Array; readonly quantities: Float64Array },
  ): number {
    let found = 0
    let at = this.#queues[side].get(price)?.first ?? none
    for (; at !== none && found < into.ids.length; at = this.#next[at]!) {
      into.ids[found] = this.#ids[at]!
      into.quantities[found] = this.#quantities[at]!
      found++
    }
    return found
  }

  orderCount(): number {
    return this.#slots.size
  }

  /** Forgets every order, and the levels with them. */
  clear(): void {
    this.#slots.clear()
    for (const queues of this.#queues) queues.clear()
    this.#free = none
    this.#slotsEnd = 0
    this.#levels.clear()
  }

  #join(side: BookSide, price: number, quantity: number, id: number): void {
    const slot = this.#takeSlot()
    this.#ids[slot] = id
    this.#sides[slot] = side
    this.#prices[slot] = price
    this.#quantities[slot] = quantity
    this.#arrivals[slot] = this.#arrival++
    this.#slots.set(id, slot)
    const queue = this.#queues[side].get(price)
    this.#next[slot] = none
    this.#previous[slot] = queue === undefined ? none : queue.last
    if (queue === undefined) this.#queues[side].set(price, { first: slot, last: slot })
    else {
      this.#next[queue.last] = slot
      queue.last = slot
    }
    this.#addToLevel(side, price, quantity)
  }

  #leave(slot: number): void {
    const side = this.#sides[slot] as BookSide
    const price = this.#prices[slot]!
    const queue = this.#queues[side].get(price)
    invariant(queue !== undefined, `an order without a queue at ${price}`)
    const previous = this.#previous[slot]!
    const next = this.#next[slot]!
    if (previous === none) queue.first = next
    else this.#next[previous] = next
    if (next === none) queue.last = previous
    else this.#previous[next] = previous
    if (queue.first === none) this.#queues[side].delete(price)
    this.#slots.delete(this.#ids[slot]!)
    this.#addToLevel(side, price, -this.#quantities[slot]!)
    this.#next[slot] = this.#free
    this.#free = slot
  }

  #addToLevel(side: BookSide, price: number, quantity: number): void {
    this.#levels.setLevel(side, price, this.#levels.quantityAt(side, price) + quantity)
  }

  #takeSlot(): number {
    if (this.#free !== none) {
      const slot = this.#free
      this.#free = this.#next[slot]!
      return slot
    }
    if (this.#slotsEnd === this.#ids.length) this.#grow()
    return this.#slotsEnd++
  }

  #grow(): void {
    const room = this.#ids.length * 2
    this.#ids = copied(this.#ids, new Float64Array(room))
    this.#prices = copied(this.#prices, new Float64Array(room))
    this.#quantities = copied(this.#quantities, new Float64Array(room))
    this.#arrivals = copied(this.#arrivals, new Float64Array(room))
    this.#sides = copied(this.#sides, new Uint8Array(room))
    this.#previous = copied(this.#previous, new Int32Array(room))
    this.#next = copied(this.#next, new Int32Array(room))
  }
}

interface Queue {
  first: number
  last: number
}

function copied<Column extends Float64Array | Uint8Array | Int32Array>(
  from: Column,
  to: Column,
): Column {
  to.set(from)
  return to
}
