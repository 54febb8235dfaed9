import { notComparable, type CommonMarket, type NotComparable } from './comparable.ts'
import { touchOf } from '../crossing.ts'
import type { BookLevels } from '../order-book.ts'
import { eventSide, type BookSide } from '../../core/events/event-codes.ts'
import type { Instrument } from '../../core/instrument.ts'
import { unitsOfLots } from '../../core/notional.ts'
import { priceOf, type PriceTicks } from '../../core/price.ts'
import { invariant } from '../../math/invariant.ts'
import { available, unavailable, type Outcome } from '../../math/outcome.ts'

/** One venue's book in a consolidated one. */
export interface ConsolidatedMember {
  readonly instrument: Instrument
  readonly levels: BookLevels
  readonly takerFeeBps: number
}

/** Where the levels of several venues are read into, best first. Columns of one length, which is the room there is. */
export interface ConsolidatedLevels {
  /** Position of each level's venue, in the order they were added. */
  readonly members: Uint16Array
  /** In the venue's own ticks. */
  readonly ticks: Float64Array
  /** In the venue's own lots. */
  readonly lots: Float64Array
  /** In the market's quote currency, a fee included where it was asked for. */
  readonly prices: Float64Array
  /** Base units of spot and linear instruments, quote units of inverse ones. */
  readonly quantities: Float64Array
}

/** By which price levels are put in order: the venue's, or what a taker pays or receives after its fee. */
export type ConsolidatedPricing = 'gross' | 'net'

/**
 * Columns with room for so many levels.
 *
 * @example
 * consolidatedLevels(10).prices.length // => 10
 */
export function consolidatedLevels(room: number): ConsolidatedLevels {
  return {
    members: new Uint16Array(room),
    ticks: new Float64Array(room),
    lots: new Float64Array(room),
    prices: new Float64Array(room),
    quantities: new Float64Array(room),
  }
}

/**
 * One asset at several venues as one book, in one quote currency, before or after each venue's fee.
 *
 * Only what is comparable is let in. A venue crossed in itself is left out while it is, for one of its sides is wrong
 * and nobody knows which; a void book is empty and so left out too; and its owner can set a venue aside (stale, not
 * trusted). Between venues crossing is what one looks for.
 *
 * @example
 * const market = { base: 'BTC', quote: 'USD', class: 'spot', quoteRates: new Map([['USDT', 0.999]]) }
 * const book = new ConsolidatedBook(market)
 * const listed = (venue, quote) => ({
 *   name: `BTC-${quote}`, venue, base: 'BTC', quote, class: 'spot',
 *   tickSize: { units: 1, decimals: 0 }, lotSize: { units: 1, decimals: 1 },
 * })
 * const [kraken, okx] = [new DenseBook(), new DenseBook()]
 * book.add({ instrument: listed('kraken', 'USD'), levels: kraken, takerFeeBps: 0 })
 * book.add({ instrument: listed('okx', 'USDT'), levels: okx, takerFeeBps: 0 })
 * kraken.setLevel(eventSide.ask, 1000, 5)
 * okx.setLevel(eventSide.ask, 1000, 3)
 * const into = consolidatedLevels(2)
 * book.readTop(eventSide.ask, 'gross', into) // => 2
 * into.members[0] // => 1
 * into.prices[0] // => 999
 */
export class ConsolidatedBook {
  readonly #market: CommonMarket
  readonly #members: ConsolidatedMember[] = []
  readonly #isSetAside: boolean[] = []
  /** While levels are merged: each venue's next price in its ticks, and that price as levels are put in order. */
  #nextTicks: Float64Array = new Float64Array(4)
  #nextPrices: Float64Array = new Float64Array(4)

  constructor(market: CommonMarket) {
    this.#market = market
  }

  /** Lets a venue's book in; gives its position, or the reason why it is another good. */
  add(member: ConsolidatedMember): Outcome<number, NotComparable> {
    const reason = notComparable(this.#market, member.instrument)
    if (reason !== undefined) {
      const { venue, name } = member.instrument
      return unavailable(reason, `${venue}:${name} is not ${this.#market.class} of ${this.#name()}`)
    }
    const position = this.#members.length
    this.#members.push(member)
    this.#isSetAside.push(false)
    if (position === this.#nextTicks.length) {
      this.#nextTicks = new Float64Array(position * 2)
      this.#nextPrices = new Float64Array(position * 2)
    }
    return available(position)
  }

  /** A venue by its position. */
  member(position: number): ConsolidatedMember {
    const member = this.#members[position]
    invariant(member !== undefined, `venue ${position} of ${this.#members.length}`)
    return member
  }

  memberCount(): number {
    return this.#members.length
  }

  /** Leaves a venue out until it is taken back. */
  setAside(position: number): void {
    this.#isSetAside[position] = true
  }

  takeBack(position: number): void {
    this.#isSetAside[position] = false
  }

  /** Is a venue part of what is read now? Not when it is set aside, nor while it is crossed in itself. */
  isUsed(position: number): boolean {
    return !this.#isSetAside[position]! && touchOf(this.member(position).levels) !== 'crossed'
  }

  /**
   * Writes the best levels over all venues, as many as there is room for; says how many. At one price the venue added
   * first comes first.
   */
  readTop(side: BookSide, pricing: ConsolidatedPricing, into: ConsolidatedLevels): number {
    for (let position = 0; position < this.#members.length; position++) {
      const ticks = this.isUsed(position) ? this.member(position).levels.best(side) : NaN
      this.#put(side, pricing, position, ticks)
    }
    const room = into.prices.length
    let found = 0
    for (; found < room; found++) {
      const position = this.#bestNext(side)
      if (position === undefined) break
      const { levels, instrument } = this.member(position)
      const ticks = this.#nextTicks[position]!
      const lots = levels.quantityAt(side, ticks)
      into.members[found] = position
      into.ticks[found] = ticks
      into.lots[found] = lots
      into.prices[found] = this.#nextPrices[position]!
      into.quantities[found] = unitsOfLots(instrument, lots)
      this.#put(side, pricing, position, levels.nextPrice(side, ticks))
    }
    return found
  }

  /** Position of the venue whose next level is best; undefined when none has one. */
  #bestNext(side: BookSide): number | undefined {
    let best: number | undefined
    for (let position = 0; position < this.#members.length; position++) {
      const price = this.#nextPrices[position]!
      if (Number.isNaN(price)) continue
      const bestPrice = best === undefined ? NaN : this.#nextPrices[best]!
      const isBetter = side === eventSide.bid ? price > bestPrice : price < bestPrice
      if (best === undefined || isBetter) best = position
    }
    return best
  }

  #put(side: BookSide, pricing: ConsolidatedPricing, position: number, ticks: number): void {
    const { instrument, takerFeeBps } = this.#members[position]!
    const rate =
      instrument.quote === this.#market.quote ? 1 : this.#market.quoteRates.get(instrument.quote)!
    const gross = priceOf(ticks as PriceTicks, instrument.tickSize) * rate
    const fee = pricing === 'net' ? takerFeeBps / 1e4 : 0
    this.#nextTicks[position] = ticks
    this.#nextPrices[position] = gross * (side === eventSide.bid ? 1 - fee : 1 + fee)
  }

  #name(): string {
    return `${this.#market.base}-${this.#market.quote}`
  }
}
