import { InstrumentBook } from '../../../book/instrument-book.ts'
import { exactQueue } from '../../../book/queue/exact-queue.ts'
import type { QueueModel } from '../../../book/queue/queue-model.ts'
import { OrderQueues } from '../../../book/order-queues.ts'
import {
  eventFlag,
  eventKind,
  eventSide,
  type BookSide,
  type EventKind,
} from '../../../core/events/event-codes.ts'
import type { EventRows } from '../../../core/events/event-columns.ts'
import { priceOf, type PriceTicks } from '../../../core/price.ts'
import { aggressorOf, isThrough } from './aggressor.ts'
import type { MarketTerms } from './market-terms.ts'
import { nobody, type MatchHost } from './match-host.ts'
import { isMet, OwnLevels } from './own-levels.ts'
import { findPlace, levelSet, reachedAt } from './queue-places.ts'
import { OwnTakers } from './own-takers.ts'
import { availableAt, midOf, oppositeOf, type Displayed, type Takable } from './take.ts'
import { TakenLiquidity } from './taken-liquidity.ts'
import { TransientImpact } from './transient-impact.ts'
import { isWithin, leavesOf, type VenueOrder } from './venue-order.ts'
import { WaitingStops } from './waiting-stops.ts'

/**
 * The market of one instrument at its venue: the book the feed tells of, and our orders beside it. A class, for it
 * guards both against each other.
 *
 * Ours never are in the book, and what we do changes nothing that others do. Rows cost what `InstrumentBook` costs and,
 * while something of ours rests, a look at its prices; our fills are a cold path.
 */
export class VenueMarket {
  readonly book: InstrumentBook = new InstrumentBook()
  readonly own: readonly [bids: OwnLevels, asks: OwnLevels]
  readonly stops: WaitingStops
  /** Ticks; NaN before the first. */
  lastTrade: number = NaN
  /** Quote units; NaN before the first. */
  mark: number = NaN
  index: number = NaN
  /** The venue's instant of the row or order being handled. */
  now: number = -Infinity
  readonly #terms: MarketTerms
  #host: MatchHost = nobody
  readonly #queue: QueueModel
  readonly #displayed: Displayed
  readonly #takers: OwnTakers
  /** Something of ours rests, or was taken, that level rows concern. */
  #isConcerned = false
  #lastKnown = NaN
  #levelsChanged = false
  /** A row has set a level of ours since it was last looked at. */
  #isTouched = false
  #markChanged = false
  /** Orders by order: a snapshot has begun, which tells orders anew. */
  #isRetold = false
  /** Resting orders whose place could not be told. */
  #unplaced = 0

  constructor(terms: MarketTerms) {
    this.#terms = terms
    this.stops = new WaitingStops(terms.tickSize)
    this.own = [
      new OwnLevels(eventSide.bid, terms.printsLagUs),
      new OwnLevels(eventSide.ask, terms.printsLagUs),
    ]
    if (terms.queue === 'order-by-order') {
      const queues = new OrderQueues(this.book.levels)
      this.book.queues = queues
      this.#queue = exactQueue(queues)
    } else this.#queue = terms.queue
    this.#displayed = {
      levels: this.book.levels,
      taken: new TakenLiquidity(terms.taken),
      impact: new TransientImpact(terms.impact),
    }
    this.#takers = new OwnTakers({
      displayed: this.#displayed,
      own: this.own,
      selfTrade: terms.selfTrade,
      now: () => this.now,
      host: () => this.#host,
      remove: (order) => this.remove(order),
      taken: (side, price, lots) => this.#take(side, price, lots),
    })
  }

  /** Who is told from now on. */
  tell(host: MatchHost): void {
    this.#host = host
  }

  /** A row of the instrument, which happened at `at`. */
  apply(rows: EventRows, row: number, at: number): void {
    if (this.applyRun(rows, row, row + 1, at) > row) return
    this.#applyOther(rows.kind[row] as EventKind, rows, row)
    if ((rows.flags[row]! & eventFlag.endsMessage) !== 0) this.#endMessage()
  }

  /**
   * Rows `[start, end)` of the instrument that happened at once, as `apply` takes them one by one, up to the first that
   * is neither a level nor a trade, whose row it returns.
   */
  applyRun(rows: EventRows, start: number, end: number, at: number): number {
    this.now = at
    const { kind, flags } = rows
    for (let row = start; row < end; row++) {
      if (kind[row] === eventKind.level) this.#level(rows, row)
      else if (kind[row] === eventKind.trade) this.#trade(rows, row)
      else return row
      if ((flags[row]! & eventFlag.endsMessage) !== 0) this.#endMessage()
    }
    return end
  }

  /** Mid of the displayed touch in quote units; NaN where a side is empty. */
  mid(): number {
    return midOf(this.book.levels, this.#terms.tickSize)
  }

  /**
   * What orders are measured against: mark, else last trade, else mid, else the last mid before the book was void or
   * the price of our last fill; quote units, NaN when none of them is known.
   */
  referencePrice(): number {
    if (!Number.isNaN(this.mark)) return this.mark
    if (!Number.isNaN(this.lastTrade)) return this.#priceOf(this.lastTrade)
    const mid = this.mid()
    return Number.isNaN(mid) ? this.#lastKnown : mid
  }

  /** What an order would take at once within a limit. */
  takable(order: VenueOrder, limitTicks: number, lots: number): Takable {
    return this.#takers.takable(order, limitTicks, lots)
  }

  /** Is there anything within a limit for an order to take, or to meet of ours? */
  couldTake(order: VenueOrder, limitTicks: number): boolean {
    return this.#takers.couldTake(order, limitTicks)
  }

  /** Takes what is displayed within a limit: the order has ended afterwards, or has leaves, or is filled. */
  take(order: VenueOrder, limitTicks: number): void {
    this.#takers.take(order, limitTicks)
  }

  /** An order joins the back of its level. */
  rest(order: VenueOrder): void {
    order.state = 'resting'
    order.position = undefined
    const shown = this.book.levels.quantityAt(order.bookSide, order.limitTicks)
    this.own[order.bookSide].add(order, shown)
    this.#isConcerned = true
    if (!findPlace(this.book, this.#queue, order)) this.#unplaced++
  }

  /** Takes a resting or waiting order out. */
  remove(order: VenueOrder): void {
    if (order.state === 'waiting') this.stops.remove(order)
    if (order.state === 'resting') {
      this.own[order.bookSide].remove(order)
      if (order.position === undefined) this.#unplaced--
    }
  }

  #level(rows: EventRows, row: number): void {
    this.#levelsChanged = true
    if (this.#isConcerned && this.own[rows.side[row] as BookSide].touch(rows.price[row]!)) {
      this.#isTouched = true
    }
    this.book.apply(rows, row)
  }

  #applyOther(kind: EventKind, rows: EventRows, row: number): void {
    if (kind === eventKind.order || kind === eventKind.clear || kind === eventKind.gap) {
      this.#levelsChanged = true
      // The level an order leaves is not in its row, and a snapshot may change any.
      for (const side of this.own) side.touchAll()
      this.#isTouched = true
      if (kind === eventKind.clear) this.#isRetold = true
      const mid = this.mid()
      if (!Number.isNaN(mid)) this.#lastKnown = mid
      this.book.apply(rows, row)
    } else if (kind === eventKind.mark) {
      this.mark = rows.value[row]!
      this.#markChanged = true
      if (!this.stops.isEmpty) this.stops.look('mark', this.mark)
    } else if (kind === eventKind.index) this.index = rows.value[row]!
  }

  #trade(rows: EventRows, row: number): void {
    const price = rows.price[row]!
    // Where the feed has no mark, the last trade stands in for it.
    if (price !== this.lastTrade && Number.isNaN(this.mark)) this.#markChanged = true
    this.lastTrade = price
    const [bids, asks] = this.own
    // Asked of every trade: nothing of ours is reached, mostly because nothing rests.
    if (asks.best <= price || bids.best >= price) {
      const lots = rows.quantity[row]!
      const aggressor = aggressorOf(this.book.levels, rows.side[row]!, price)
      if (asks.best <= price) this.#serve(asks, price, lots, aggressor === eventSide.buy)
      if (bids.best >= price) this.#serve(bids, price, lots, aggressor === eventSide.sell)
    }
    if (!this.stops.isEmpty) this.stops.look('trade', this.#priceOf(price))
  }

  /**
   * A trade reaches our orders of one side, best price and oldest first: all of it those it went through, what lies
   * beyond their place those at its price. What one of them got no other gets.
   */
  #serve(own: OwnLevels, price: number, lots: number, isAtPrice: boolean): void {
    const hits: { readonly order: VenueOrder; readonly lots: number }[] = []
    let given = own.met.of(lots, this.now)
    for (const level of own.levels) {
      const isBeyond = isThrough(own.side, level.price, price)
      if (!isBeyond && !(isAtPrice && level.price === price)) break
      const fresh = isBeyond ? lots : level.prints.fresh(lots, this.now)
      for (const order of level.orders) {
        const reached = isBeyond ? lots : reachedAt(this.#queue, order, fresh)
        const share = Math.min(leavesOf(order), Math.max(0, Math.floor(reached) - given))
        if (share > 0) hits.push({ order, lots: share })
        given += share
      }
    }
    for (const hit of hits) this.#fillResting(hit.order, hit.lots)
  }

  /** The book is whole again: places in queues, what others came for, triggers, the mark. */
  #endMessage(): void {
    if (this.#levelsChanged) {
      this.#levelsChanged = false
      if (this.#isConcerned && !this.book.isVoid && this.#needsLook()) this.#lookAtLevels()
      if (!this.book.isVoid) this.#isRetold = false
    }
    if (this.stops.isReached) this.#trigger()
    if (this.#markChanged) {
      this.#markChanged = false
      this.#host.marked()
    }
  }

  /** Most messages change no level of ours and come to none: then there is nothing to be found out. */
  #needsLook(): boolean {
    const [bids, asks] = this.own
    return (
      this.#isTouched ||
      this.#unplaced > 0 ||
      !this.#isSomeResting() ||
      !this.#displayed.taken.isEmpty ||
      isMet(bids, this.book.levels) ||
      isMet(asks, this.book.levels)
    )
  }

  #isSomeResting(): boolean {
    return this.own[0].levels.length + this.own[1].levels.length > 0
  }

  #lookAtLevels(): void {
    const { levels } = this.book
    this.#isTouched = false
    if (!this.#displayed.taken.isEmpty) this.#displayed.taken.lookAt(levels)
    const told = { isRetold: this.#isRetold && this.book.queues !== undefined, at: this.now }
    for (const own of this.own) {
      const { side } = own
      for (const level of own.levels) {
        if (level.isTouched) levelSet(this.book, this.#queue, { side, level }, told)
      }
      if (this.#unplaced > 0) this.#placeUnplaced(own)
    }
    this.#cross(this.own[0])
    this.#cross(this.own[1])
    // What `remove` and fills left behind is forgotten.
    this.#isConcerned = this.#isSomeResting() || !this.#displayed.taken.isEmpty
  }

  #placeUnplaced(own: OwnLevels): void {
    for (const { orders } of own.levels) {
      for (const order of orders) {
        if (order.position === undefined && findPlace(this.book, this.#queue, order))
          this.#unplaced--
      }
    }
  }

  /** Others came to the price of ours or beyond it, and rest there: they would have traded with ours first. */
  #cross(own: OwnLevels): void {
    if (!isMet(own, this.book.levels)) return
    const other = oppositeOf(own.side)
    const { levels } = this.book
    for (const order of own.levels.flatMap((level) => level.orders)) {
      const { side } = order.request
      let price = levels.best(other)
      while (order.state === 'resting' && isWithin(side, price, order.limitTicks)) {
        const lots = Math.min(leavesOf(order), availableAt(this.#displayed, other, price))
        const filled = lots > 0 ? this.#fillResting(order, lots) : 0
        if (filled > 0) {
          this.#take(other, price, filled)
          own.met.met(filled, this.now)
        }
        price = levels.nextPrice(other, price)
      }
    }
  }

  /** @returns the lots it filled */
  #fillResting(order: VenueOrder, wanted: number): number {
    if (order.state !== 'resting') return 0
    const lots = this.#host.fillable(order, Math.min(wanted, leavesOf(order)))
    if (lots > 0) {
      order.filledLots += lots
      if (leavesOf(order) === 0) {
        this.remove(order)
        order.state = 'ended'
      }
      this.#host.filled(order, { lots, priceTicks: order.limitTicks, liquidity: 'maker' })
    }
    if (lots < wanted && order.state === 'resting') this.#end(order)
    return lots
  }

  /** What only reduces has nothing left to reduce. */
  #end(order: VenueOrder): void {
    this.remove(order)
    order.state = 'ended'
    this.#host.ended(order, 'reduce-only')
  }

  #take(side: BookSide, price: number, lots: number): void {
    const shown = this.book.levels.quantityAt(side, price)
    this.#displayed.taken.add(side, price, { lots, shown })
    this.#lastKnown = this.#priceOf(price)
    this.#isConcerned = true
  }

  #trigger(): void {
    for (const order of this.stops.takeReached()) {
      order.state = 'taking'
      this.#host.triggered(order)
    }
  }

  #priceOf(ticks: number): number {
    return priceOf(ticks as PriceTicks, this.#terms.tickSize)
  }
}
