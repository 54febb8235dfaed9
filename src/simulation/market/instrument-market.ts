import { eventSide, type BookSide } from '../../core/events/event-codes.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Random } from '../../math/random.ts'
import { bookChange } from './book-journal.ts'
import { paceOf, type BeliefPace } from './belief-pace.ts'
import type { InstrumentFeed } from './instrument-feed.ts'
import type { FlowPlan, ListingPlan } from './market-plan.ts'
import { marketOwner, opposite, type MatchingBook } from './matching-book.ts'
import { flowEvent, OrderFlow, type FlowEvent } from './order-flow.ts'
import { OrderSizes } from './order-sizes.ts'

const { bid, ask } = eventSide

/** Orders on one side from which on one goes for every one that comes. */
const ordersMost = 3_000
const ordersAtStart = 250
/** No order of the market's own is placed further away. */
const distanceMostBps = 300
/** Share of limit orders that are placed at the best price or before it. */
const quotingShare = 0.6
/** No market order reaches further beyond the best price: what every venue protects its users with. */
const protectionBps = 50
/** What one instrument's market is made of. */
export interface InstrumentSetting {
  /** Its place in the run's `InstrumentTable`. */
  readonly index: number
  readonly instrument: Instrument
  readonly listing: ListingPlan
  readonly flow: FlowPlan
  /** Seconds after which it has followed the efficient price. */
  readonly lag: number
  /** How much larger orders at the best price are. */
  readonly touchSize: number
  /** Half spread against the listing's. */
  readonly spread: number
  /** How far the price moves before quotes follow. */
  readonly stickinessBps: number
  /** Rates against the flow's. */
  readonly activity: number
  readonly book: MatchingBook
  readonly feed: InstrumentFeed
  readonly random: Random
  /** Is told what happens to orders of participants, before it is published. */
  readonly listener: OrderListener
}

/** Who wants to know what happens to orders of participants. */
export interface OrderListener {
  /** The journal of the market's book holds rows of participants; the next trade told gets the id `tradeId`. */
  happened(market: InstrumentMarket, tradeId: number, at: number): void
}

/** What a market order did. */
export interface MarketFill {
  readonly lots: number
  /** Mean, in ticks; NaN when nothing was filled. */
  readonly price: number
}

/**
 * The market of one instrument at one venue: makers who quote about what they believe the price to be, traders who
 * know better, and the many who do not, over a matching book.
 *
 * Its belief follows the efficient price with the venue's lag. A quote that the belief has passed is taken by those who
 * know or cancelled by its maker, whoever is first; a market order that did not know moves belief and price for good.
 */
export class InstrumentMarket {
  readonly index: number
  readonly instrument: Instrument
  readonly book: MatchingBook
  readonly feed: InstrumentFeed
  /** Rates of each kind of event against usual: what planted facts turn. */
  readonly rates: Float64Array = new Float64Array(6).fill(1)
  /** Share of buyers among the uninformed, less half, times two. */
  tilt = 0
  /** Makers believe in no price below; -Infinity for no such thing. Natural logarithm. */
  beliefLeast: number = -Infinity
  /** By how much this market is off, on purpose; logarithm. */
  displacement: number = 0
  /** Logarithm of the price its makers believe in, in quote currency. */
  belief: number
  /** Moves of the efficient price its traders have caused since this was last read; logarithm. */
  impact = 0
  /** Lots bought less lots sold by aggressors since the start, and lots traded. */
  signedLots = 0
  tradedLots = 0

  readonly #setting: InstrumentSetting
  readonly #flow: OrderFlow
  readonly #sizes: OrderSizes
  readonly #random: Random
  readonly #ticksPerUnit: number
  #paced: BeliefPace = paceOf(0, 1)
  #noise = 0
  #basis = 0
  #activity = 1
  /** The price quotes are about, and half the spread makers want, in ticks. */
  #ticks = NaN
  #half = NaN
  /** By how much a quote may be wrong, in ticks: the unit of gaps. */
  #tolerance = NaN
  #isOut = false

  /** @param efficient logarithm of the price in quote currency at the start */
  constructor(setting: InstrumentSetting, efficient: number) {
    const { instrument, random } = setting
    this.index = setting.index
    this.instrument = instrument
    this.book = setting.book
    this.feed = setting.feed
    this.#setting = setting
    this.#random = random.fork('orders')
    this.#flow = new OrderFlow(random.fork('flow'))
    this.#sizes = new OrderSizes(setting.flow, instrument, this.#random)
    this.#ticksPerUnit = 10 ** instrument.tickSize.decimals / instrument.tickSize.units
    this.belief = efficient
    this.#believe()
    for (let k = 0; k < ordersAtStart; k++) {
      this.#place(bid)
      this.#place(ask)
    }
    this.book.journal.empty()
  }

  /** Time has passed: belief follows. `efficient` is the logarithm of the price in quote currency. */
  follow(efficient: number, activity: number, seconds: number): void {
    const random = this.#random
    if (seconds !== this.#paced.seconds) this.#paced = paceOf(seconds, this.#setting.lag)
    const { drift, slow, followed } = this.#paced
    this.#noise = drift.kept * this.#noise + drift.noise * random.normal()
    if (this.instrument.class !== 'spot') {
      this.#basis = slow.kept * this.#basis + slow.noise * random.normal()
    }
    const target = efficient + this.#basis + this.#noise + this.displacement
    this.belief += followed * (target - this.belief)
    this.#activity = activity
    this.#believe()
  }

  /** When the next order comes, as things stand: to be asked anew after everything that changes them. */
  nextAt(now: number): number {
    if (this.#isOut) return Infinity
    this.#setBase()
    return this.#flow.draw(now)
  }

  /** The order whose time has come. */
  happen(now: number, at: number): void {
    const kind = this.#flow.kind(now)
    if (this.#act(kind)) this.#flow.excite(kind)
    this.tell(at)
  }

  /** A market order from inside the market: a forced one, or a planted trader's. */
  trade(aggressor: BookSide, lots: number, at: number, owner: number): MarketFill {
    this.book.take(aggressor, lots, this.protection(aggressor), owner)
    const { journal } = this.book
    let filled = 0
    let paid = 0
    for (let row = 0; row < journal.length; row++) {
      if (journal.change[row] !== bookChange.traded) continue
      filled += journal.lots[row]!
      paid += journal.lots[row]! * journal.price[row]!
    }
    this.#press(aggressor, filled)
    this.tell(at)
    return { lots: filled, price: paid / filled }
  }

  /** Publishes what the book's journal holds and empties it. */
  tell(at: number): void {
    const { journal } = this.book
    if (journal.length === 0) return
    for (let row = 0; row < journal.length; row++) {
      if (journal.change[row] !== bookChange.traded) continue
      const lots = journal.lots[row]!
      this.tradedLots += lots
      this.signedLots += journal.side[row] === ask ? lots : -lots
    }
    if (journal.ofParticipants > 0) {
      this.#setting.listener.happened(this, this.feed.lastTradeId + 1, at)
    }
    this.feed.publish(at)
    journal.empty()
  }

  /** The furthest price a market order may reach, in ticks. */
  protection(aggressor: BookSide): number {
    const best = this.book.levels.best(opposite(aggressor))
    const reach = Math.max(20, Math.ceil((best * protectionBps) / 1e4))
    return aggressor === eventSide.buy ? best + reach : best - reach
  }

  /** Mean of the best prices, in quote currency; the belief while a side is empty. */
  mid(): number {
    const { levels } = this.book
    const ticks = (levels.best(bid) + levels.best(ask)) / 2
    return Number.isNaN(ticks) ? Math.exp(this.belief) : ticks / this.#ticksPerUnit
  }

  /** Half of the bid-ask spread its makers want, in ticks. */
  halfSpread(): number {
    return this.#half
  }

  lotsOf(notional: number): number {
    return this.#sizes.lotsOf(notional, Math.exp(this.belief))
  }

  ticksOf(price: number): number {
    return price * this.#ticksPerUnit
  }

  priceOf(ticks: number): number {
    return ticks / this.#ticksPerUnit
  }

  /** Tells the whole book anew, unless nothing can be told. */
  snapshot(at: number): void {
    if (!this.#isOut) this.feed.snapshot(at)
  }

  goOut(at: number): void {
    this.#isOut = true
    this.feed.goOut(at)
  }

  comeBack(at: number): void {
    this.#isOut = false
    this.feed.comeBack(at)
  }

  get isOut(): boolean {
    return this.#isOut
  }

  #believe(): void {
    this.belief = Math.max(this.beliefLeast, this.belief)
    const { stickinessBps, spread, listing } = this.#setting
    const ticks = Math.exp(this.belief) * this.#ticksPerUnit
    // Kept while it is near enough; at first there is none to keep.
    if (!(Math.abs(ticks - this.#ticks) <= (ticks * stickinessBps) / 1e4)) this.#ticks = ticks
    const half = (this.#ticks * listing.halfSpreadBps) / 1e4
    this.#half = Math.max(0.5, half * spread)
    this.#tolerance = Math.max(this.#half, half)
  }

  #setBase(): void {
    const { flow, activity } = this.#setting
    const { base } = this.#flow
    const { book, rates, tilt } = this
    const pace = activity * this.#activity
    const quality = this.#gap(bid)
    const other = this.#gap(ask)
    const stale = flow.staleRate * activity
    const informed = flow.informedRate * activity
    base[0] = pace * flow.marketRate * (1 + tilt) * rates[0]! + informed * Math.min(5, other)
    base[1] = pace * flow.marketRate * (1 - tilt) * rates[1]! + informed * Math.min(5, quality)
    base[2] = pace * flow.limitRate * rates[2]! * (1 + this.#missing(bid))
    base[3] = pace * flow.limitRate * rates[3]! * (1 + this.#missing(ask))
    base[4] = pace * flow.cancelRate * rates[4]! * book.orderCount(bid) + stale * quality
    base[5] = pace * flow.cancelRate * rates[5]! * book.orderCount(ask) + stale * other
  }

  /** By how many tolerances the best quote of a side is on the wrong side of what is believed. */
  #gap(side: BookSide): number {
    const best = this.book.levels.best(side)
    const beyond = side === bid ? best - this.#ticks : this.#ticks - best
    const gap = (beyond + 0.2 * this.#tolerance) / this.#tolerance
    return gap > 0 ? gap : 0
  }

  /** By how many tolerances the best quote of a side is further away than makers want it to be. */
  #missing(side: BookSide): number {
    const best = this.book.levels.best(side)
    const away = side === bid ? this.#ticks - best : best - this.#ticks
    const missing = (away - this.#half) / this.#tolerance
    return missing > 0 ? Math.min(20, missing) : Number.isNaN(missing) ? 20 : 0
  }

  #act(kind: FlowEvent): boolean {
    switch (kind) {
      case flowEvent.marketBuy:
        return this.#takeFrom(ask)
      case flowEvent.marketSell:
        return this.#takeFrom(bid)
      case flowEvent.limitBid:
        return this.#place(bid)
      case flowEvent.limitAsk:
        return this.#place(ask)
      case flowEvent.cancelBid:
        return this.#cancel(bid)
      case flowEvent.cancelAsk:
        return this.#cancel(ask)
    }
  }

  /** A market order: of one who knows up to what is believed, of one who does not as much as it is. */
  #takeFrom(side: BookSide): boolean {
    const { book } = this
    const best = book.levels.best(side)
    if (Number.isNaN(best)) return false
    const { informedRate, touchShare } = this.#setting.flow
    const gap = Math.min(5, this.#gap(side))
    const informed = informedRate * this.#setting.activity * gap
    const base = this.#flow.base[side === bid ? flowEvent.marketSell : flowEvent.marketBuy]!
    const size = this.#sizes.market(Math.exp(this.belief))
    const aggressor = opposite(side)
    if (this.#random.uniform() * base < informed) {
      const limit = side === bid ? Math.ceil(this.#ticks) : Math.floor(this.#ticks)
      const furthest = side === bid ? Math.min(best, limit) : Math.max(best, limit)
      return book.take(aggressor, Math.ceil(size * gap), furthest, marketOwner) > 0
    }
    const isCareful = this.#random.uniform() < touchShare
    const lots = isCareful ? Math.min(size, book.levels.quantityAt(side, best)) : size
    const taken = book.take(aggressor, lots, this.protection(aggressor), marketOwner)
    this.#press(aggressor, taken)
    return taken > 0
  }

  /** An aggressor without knowledge moves what is believed, here at once and elsewhere as others follow. */
  #press(aggressor: BookSide, lots: number): void {
    const { impactBps, marketNotional } = this.#setting.flow
    const notional = this.#sizes.notionalOf(lots, Math.exp(this.belief))
    const size = (impactBps / 1e4) * Math.sqrt(notional / marketNotional)
    const move = aggressor === eventSide.buy ? size : -size
    this.impact += move
    this.belief += move
    this.#believe()
  }

  #place(side: BookSide): boolean {
    if (this.book.orderCount(side) >= ordersMost) this.#cancel(side)
    const price = this.#limitPrice(side)
    if (!(price > 0)) return false
    const best = this.book.levels.best(side)
    const isBehind = side === bid ? price < best : price > best
    const size = this.#sizes.limit(Math.exp(this.belief))
    const lots = isBehind ? size : Math.ceil(size * this.#setting.touchSize)
    this.book.add(side, price, lots, marketOwner)
    return true
  }

  /** Some makers quote at the touch or better it towards what they believe; the others wait further away. */
  #limitPrice(side: BookSide): number {
    const random = this.#random
    const sign = side === bid ? -1 : 1
    const { levels } = this.book
    // Counted from the belief outward, so that both sides are one.
    // Less half a tick, which rounding to the next one adds: a spread of a tick where that is wanted.
    const reach = Math.ceil(sign * this.#ticks + this.#half - 0.5)
    const other = levels.best(opposite(side))
    const least = Number.isNaN(other) ? -Infinity : sign * other + 1
    const best = sign * levels.best(side)
    let distance = reach
    if (random.uniform() < quotingShare) {
      if (best > reach) distance = best - Math.ceil((best - reach) * random.uniform())
      else if (best < reach && random.uniform() < 0.85 && this.#gap(side) === 0) distance = best
    } else {
      const { depthBps, depthTail } = this.#setting.flow
      const bps = depthBps * ((1 - random.uniform()) ** (-1 / depthTail) - 1)
      distance = reach + Math.floor((Math.min(bps, distanceMostBps) * this.#ticks) / 1e4)
    }
    return sign * Math.max(least, distance)
  }

  /** Stale quotes first; else one of two drawn at random, the nearer: who is near is in a hurry. */
  #cancel(side: BookSide): boolean {
    const { book } = this
    const count = book.orderCount(side)
    if (count < 2) return false
    const gap = this.#gap(side)
    const best = book.levels.best(side)
    const stale = this.#setting.flow.staleRate * this.#setting.activity * gap
    const base = this.#flow.base[side === bid ? flowEvent.cancelBid : flowEvent.cancelAsk]!
    let slot: number
    if (this.#random.uniform() * base < stale) slot = book.frontSlot(side, best)
    else {
      slot = book.slotAt(side, this.#random.integerBelow(count))
      const other = book.slotAt(side, this.#random.integerBelow(count))
      const nearer =
        side === bid
          ? book.priceOf(other) > book.priceOf(slot)
          : book.priceOf(other) < book.priceOf(slot)
      if (nearer) slot = other
    }
    if (book.ownerOf(slot) !== marketOwner) return false
    book.remove(slot)
    return true
  }
}
