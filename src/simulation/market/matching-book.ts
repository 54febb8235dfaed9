import { DenseBook } from '../../book/dense-book.ts'
import type { BookLevels } from '../../book/order-book.ts'
import { eventSide, type BookSide } from '../../core/events/event-codes.ts'
import { invariant } from '../../math/invariant.ts'
import { BookJournal, bookChange, type BookChange } from './book-journal.ts'
import { noSlot, OrderSlots } from './order-slots.ts'

/** The owner of the orders that the market makes up by itself. */
export const marketOwner = 0

/** An order of an owner, about to rest. */
interface RestingOrder {
  readonly side: BookSide
  /** Ticks. */
  readonly price: number
  readonly lots: number
  readonly owner: number
}

/** An order that shows only its peak: each time that is used up, it shows as much again, at the back of its level. */
export interface Iceberg extends RestingOrder {
  /** Shown at once, at most; `lots` is what is shown and kept back together. */
  readonly peak: number
}

/**
 * Orders of one instrument matched by price and time: a venue from the inside.
 *
 * What comes first at the best price is filled first, at its own price. Two orders of one owner do not trade with one
 * another: the one that rests is taken out. Whole ticks and lots; ids count up from 1 and are never given twice.
 * Every operation tells what it did in `journal`, which is the caller's to empty.
 *
 * @example
 * const book = new MatchingBook()
 * const first = book.add(eventSide.ask, 101, 5, 0)
 * book.add(eventSide.ask, 101, 5, 0)
 * book.take(eventSide.buy, 7, 101, 0) // => 7
 * book.levels.quantityAt(eventSide.ask, 101) // => 3
 */
export class MatchingBook {
  readonly journal: BookJournal = new BookJournal()
  readonly #book: DenseBook
  readonly #orders = new OrderSlots()
  /** Level of each price, by side. */
  readonly #levelOf = [new Map<number, number>(), new Map<number, number>()] as const
  #first: Int32Array = new Int32Array(64)
  #last: Int32Array = new Int32Array(64)
  #total: Float64Array = new Float64Array(64)
  readonly #freeLevels: number[] = []
  #levelsEnd = 0
  #lastId = 0
  /** Slots of orders that have an owner, by id: only those are asked for by id. */
  readonly #owned = new Map<number, number>()

  constructor(windowTicks?: number) {
    this.#book = new DenseBook(windowTicks)
  }

  /** Prices with what rests there, to be read. */
  get levels(): BookLevels {
    return this.#book
  }

  orderCount(side: BookSide): number {
    return this.#orders.count(side)
  }

  /** The slot of the order at a place of the list of its side, which is in no order: to draw one at random. */
  slotAt(side: BookSide, place: number): number {
    return this.#orders.at(side, place)
  }

  /** The slot of the order that is served first at a price; -1 when nothing rests there. */
  frontSlot(side: BookSide, price: number): number {
    const level = this.#levelOf[side].get(price)
    return level === undefined ? noSlot : this.#first[level]!
  }

  /** The slot of the order behind another at its level; -1 when it is the last. */
  slotBehind(slot: number): number {
    return this.#orders.next[slot]!
  }

  /** The slot of an owner's order; -1 when it does not rest. */
  slotOf(id: number): number {
    return this.#owned.get(id) ?? noSlot
  }

  idOf(slot: number): number {
    return this.#orders.id[slot]!
  }

  sideOf(slot: number): BookSide {
    return this.#orders.side[slot] as BookSide
  }

  priceOf(slot: number): number {
    return this.#orders.price[slot]!
  }

  /** Lots shown. */
  lotsOf(slot: number): number {
    return this.#orders.lots[slot]!
  }

  /** Lots shown and kept back. */
  leavesOf(slot: number): number {
    return this.#orders.lots[slot]! + this.#orders.hidden[slot]!
  }

  ownerOf(slot: number): number {
    return this.#orders.owner[slot]!
  }

  /** Lots shown before an order at its level. */
  lotsAhead(slot: number): number {
    let ahead = 0
    for (let at = this.#orders.previous[slot]!; at !== noSlot; at = this.#orders.previous[at]!) {
      ahead += this.#orders.lots[at]!
    }
    return ahead
  }

  /**
   * Lots of others that an owner could take at once up to a price, counted no further than `wanted`; what icebergs keep
   * back is in.
   */
  takeable(aggressor: BookSide, limit: number, wanted: number, owner: number): number {
    const rests = opposite(aggressor)
    let found = 0
    let price = this.#book.best(rests)
    while (found < wanted && isWithin(aggressor, price, limit)) {
      const { next, lots, hidden, owner: owners } = this.#orders
      for (let at = this.frontSlot(rests, price); at !== noSlot; at = next[at]!) {
        if (owner === marketOwner || owners[at] !== owner) found += lots[at]! + hidden[at]!
      }
      price = this.#book.nextPrice(rests, price)
    }
    return Math.min(found, wanted)
  }

  /** A new order rests, behind all at its price; it must not cross. @returns its id */
  add(side: BookSide, price: number, lots: number, owner: number): number {
    const slot = this.#rest(side, price, lots, owner)
    this.#tell(bookChange.added, slot, lots)
    return this.#orders.id[slot]!
  }

  /** The same for an order that has an id of `newId` already. */
  addNumbered(id: number, { side, price, lots, owner }: RestingOrder): void {
    const slot = this.#rest(side, price, lots, owner)
    this.#owned.delete(this.#orders.id[slot]!)
    this.#orders.id[slot] = id
    this.#owned.set(id, slot)
    this.#tell(bookChange.added, slot, lots)
  }

  /** An id for an order that may never rest. */
  newId(): number {
    return ++this.#lastId
  }

  /** The same for an iceberg. */
  addIceberg({ side, price, peak, lots, owner }: Iceberg): number {
    const shown = Math.min(peak, lots)
    const slot = this.#rest(side, price, shown, owner)
    this.#orders.hidden[slot] = lots - shown
    this.#orders.peak[slot] = peak
    this.#tell(bookChange.added, slot, shown)
    return this.#orders.id[slot]!
  }

  /**
   * Takes what rests on the other side, best first, up to a price.
   *
   * @param limit ticks; Infinity to buy and -Infinity to sell at any price
   * @returns lots taken
   */
  take(aggressor: BookSide, lots: number, limit: number, owner: number): number {
    const rests = opposite(aggressor)
    let left = lots
    while (left > 0) {
      const price = this.#book.best(rests)
      if (!isWithin(aggressor, price, limit)) break
      const slot = this.#first[this.#levelOf[rests].get(price)!]!
      if (owner !== marketOwner && this.#orders.owner[slot] === owner) this.remove(slot)
      else left -= this.#trade(slot, left)
    }
    return lots - left
  }

  /** Takes an order out. */
  remove(slot: number): void {
    const { price, lots, side } = this.#orders
    this.#tell(bookChange.removed, slot, 0)
    this.#leave(slot)
    this.#addToTotal(side[slot] as BookSide, price[slot]!, slot, -lots[slot]!)
    this.#release(slot)
  }

  /** Less is shown of an order, which keeps its place: `lots` is more than 0 and at most what it shows. */
  reduce(slot: number, lots: number): void {
    const { side, price } = this.#orders
    const before = this.#orders.lots[slot]!
    invariant(lots > 0 && lots <= before, `${lots} lots left of an order of ${before}`)
    this.#orders.lots[slot] = lots
    this.#tell(bookChange.reduced, slot, lots)
    this.#addToTotal(side[slot] as BookSide, price[slot]!, slot, lots - before)
  }

  #rest(side: BookSide, price: number, lots: number, owner: number): number {
    const crossed = this.#book.best(opposite(side))
    if (isWithin(side, crossed, price))
      invariant(false, `an order rests at ${price} over ${crossed}`)
    if (!(lots > 0)) invariant(false, `an order of ${lots} lots`)
    const orders = this.#orders
    const slot = orders.take(side)
    const id = ++this.#lastId
    orders.id[slot] = id
    orders.price[slot] = price
    orders.lots[slot] = lots
    orders.hidden[slot] = 0
    orders.owner[slot] = owner
    if (owner !== marketOwner) this.#owned.set(id, slot)
    this.#join(slot)
    this.#addToTotal(side, price, slot, lots)
    return slot
  }

  /** One order gives what it can; gives the lots. */
  #trade(slot: number, wanted: number): number {
    const orders = this.#orders
    const side = orders.side[slot] as BookSide
    const price = orders.price[slot]!
    const shown = orders.lots[slot]!
    const traded = Math.min(shown, wanted)
    this.#tell(bookChange.traded, slot, traded)
    orders.lots[slot] = shown - traded
    this.#addToTotal(side, price, slot, -traded)
    if (traded < shown) this.#tell(bookChange.reduced, slot, shown - traded)
    else if (orders.hidden[slot]! > 0) this.#showAgain(slot)
    else {
      this.#tell(bookChange.removed, slot, 0)
      this.#leave(slot)
      this.#release(slot)
    }
    return traded
  }

  /** An iceberg whose peak is used up shows the next, at the back. */
  #showAgain(slot: number): void {
    const orders = this.#orders
    const shown = Math.min(orders.peak[slot]!, orders.hidden[slot]!)
    this.#tell(bookChange.removed, slot, 0)
    this.#leave(slot)
    orders.hidden[slot] = orders.hidden[slot]! - shown
    orders.lots[slot] = shown
    this.#join(slot)
    this.#addToTotal(orders.side[slot] as BookSide, orders.price[slot]!, slot, shown)
    this.#tell(bookChange.added, slot, shown)
  }

  #join(slot: number): void {
    const { side, price, next, previous } = this.#orders
    const levels = this.#levelOf[side[slot] as BookSide]
    let level = levels.get(price[slot]!)
    next[slot] = noSlot
    if (level === undefined) {
      level = this.#takeLevel()
      levels.set(price[slot]!, level)
      this.#first[level] = slot
      previous[slot] = noSlot
    } else {
      const last = this.#last[level]!
      previous[slot] = last
      if (last === noSlot) this.#first[level] = slot
      else next[last] = slot
    }
    this.#last[level] = slot
    this.#orders.level[slot] = level
  }

  #leave(slot: number): void {
    const { next, previous, level: levelOf } = this.#orders
    const level = levelOf[slot]!
    const before = previous[slot]!
    const behind = next[slot]!
    if (before === noSlot) this.#first[level] = behind
    else next[before] = behind
    if (behind === noSlot) this.#last[level] = before
    else previous[behind] = before
  }

  /** A level without lots is no level: the order that left it last, or will join it anew, holds its number. */
  #addToTotal(side: BookSide, price: number, slot: number, lots: number): void {
    const level = this.#orders.level[slot]!
    const total = this.#total[level]! + lots
    this.#total[level] = total
    this.#book.setLevel(side, price, total)
  }

  #release(slot: number): void {
    const { side, price, level: levelOf, owner, id } = this.#orders
    const level = levelOf[slot]!
    if (this.#first[level] === noSlot) {
      this.#levelOf[side[slot] as BookSide].delete(price[slot]!)
      this.#freeLevels.push(level)
    }
    if (owner[slot] !== marketOwner) this.#owned.delete(id[slot]!)
    this.#orders.release(slot)
  }

  #tell(change: BookChange, slot: number, lots: number): void {
    const { side, id, owner, price } = this.#orders
    const row = this.journal.append(change, side[slot] as BookSide, id[slot]!, owner[slot]!)
    this.journal.price[row] = price[slot]!
    this.journal.lots[row] = lots
  }

  #takeLevel(): number {
    const level = this.#freeLevels.pop() ?? this.#levelsEnd++
    if (level === this.#first.length) {
      this.#first = longer(this.#first)
      this.#last = longer(this.#last)
      const total = new Float64Array(this.#total.length * 2)
      total.set(this.#total)
      this.#total = total
    }
    this.#total[level] = 0
    return level
  }
}

/** The side whose orders an order of this side trades with. */
export function opposite(side: BookSide): BookSide {
  return side === eventSide.bid ? eventSide.ask : eventSide.bid
}

/** Would an order of this side and limit trade at the price of one that rests? NaN is no price. */
function isWithin(aggressor: BookSide, price: number, limit: number): boolean {
  return aggressor === eventSide.buy ? price <= limit : price >= limit
}

function longer(column: Int32Array): Int32Array {
  const grown = new Int32Array(column.length * 2)
  grown.set(column)
  return grown
}
