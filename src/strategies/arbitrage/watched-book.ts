import { DenseBook } from '../../book/dense-book.ts'
import { InstrumentBook } from '../../book/instrument-book.ts'
import type { BookLevels } from '../../core/book-levels.ts'
import { eventKind, eventSide, type BookSide } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import { invariant } from '../../math/invariant.ts'
import { nearestDouble } from '../../math/nearest-double.ts'
import type { Fraction } from './fraction.ts'
import { QuoteBook } from './quote-book.ts'
import { exactUnits, type ExactUnits, type Listed } from './terms.ts'

/**
 * One instrument at one venue as a detector sees it: its book, or its best quotes while no book is told, and the touch in
 * market units.
 *
 * Prices are NaN while they must not be used.
 */
export class WatchedBook {
  listed: Listed
  /** Market quote for one of the own quote; undefined while there is none, and then nothing is compared. */
  rate: Fraction | undefined
  /** Rows still count for it: its last one is not too old. */
  isFresh = false
  /** Set by whoever judges feeds. */
  isDistrusted = false
  isCrossed = false
  /** Has it changed since it was last looked at? */
  isDirty = false
  /** Relations it is part of whose edge is above the least. */
  hotRelations = 0
  bidTicks: number = NaN
  askTicks: number = NaN
  /** Gross, in market quote. */
  bid: number = NaN
  ask: number = NaN
  /** What a taker receives for one, and pays for one. */
  netBid: number = NaN
  netAsk: number = NaN
  /** Microseconds of the last row that counted. */
  lastTime: number = NaN

  readonly #quote = new QuoteBook()
  #book: InstrumentBook | undefined
  #units: ExactUnits | undefined
  #priceFactor = NaN
  #fee = NaN

  constructor(listed: Listed, rate: Fraction | undefined) {
    this.listed = listed
    this.rate = rate
    this.#reprice()
  }

  get levels(): BookLevels {
    return this.#book === undefined ? this.#quote : this.#book.levels
  }

  /** Undefined while its quote has no rate. */
  get units(): ExactUnits | undefined {
    if (this.#units === undefined && this.rate !== undefined) {
      this.#units = exactUnits(this.listed, this.rate)
    }
    return this.#units
  }

  /** Applies a row; false when it says nothing about what is used: quotes, once a book is told. */
  apply(rows: EventRows, row: number): boolean {
    const kind = rows.kind[row]
    if (kind === eventKind.quoteBid || kind === eventKind.quoteAsk) {
      if (this.#book !== undefined) return false
      const side = kind === eventKind.quoteBid ? eventSide.bid : eventSide.ask
      this.#quote.set(side, rows.price[row]!, rows.quantity[row]!)
      return true
    }
    const isBook =
      kind === eventKind.level ||
      kind === eventKind.clear ||
      kind === eventKind.gap ||
      kind === eventKind.order
    if (!isBook) return false
    this.#book ??= new InstrumentBook(new DenseBook(windowTicks))
    this.#book.apply(rows, row)
    return true
  }

  /** Looks at the touch anew; false when nothing a touch decides has changed. */
  refresh(): boolean {
    const { levels } = this
    const bidTicks = levels.best(eventSide.bid)
    const askTicks = levels.best(eventSide.ask)
    this.isCrossed = bidTicks > askTicks
    const isUsed = this.isFresh && !this.isCrossed && !this.isDistrusted
    const bid = isUsed ? bidTicks * this.#priceFactor : NaN
    const ask = isUsed ? askTicks * this.#priceFactor : NaN
    this.bidTicks = bidTicks
    this.askTicks = askTicks
    // Object.is: no price stays no price.
    if (Object.is(bid, this.bid) && Object.is(ask, this.ask)) return false
    this.bid = bid
    this.ask = ask
    this.netBid = bid * (1 - this.#fee)
    this.netAsk = ask * (1 + this.#fee)
    return true
  }

  /** The touch in own quote, NaN while it must not be used. */
  ownTouch(): { readonly bid: number; readonly ask: number } {
    const { tickSize } = this.listed.instrument
    const bid = this.levels.best(eventSide.bid)
    const ask = this.levels.best(eventSide.ask)
    if (!this.isFresh || this.isDistrusted || bid > ask) return noTouch
    const scale = 10 ** tickSize.decimals
    return { bid: (bid * tickSize.units) / scale, ask: (ask * tickSize.units) / scale }
  }

  /** Middle of the touch in own quote, NaN while it must not be used. */
  ownMiddle(): number {
    const { bid, ask } = this.ownTouch()
    return (bid + ask) / 2
  }

  setRate(rate: Fraction | undefined): void {
    this.rate = rate
    this.#reprice()
  }

  /** Its ticks or lots have become finer: what is in the book is counted in the new ones. */
  regrid(listed: Listed): { readonly priceFactor: number; readonly lotFactor: number } {
    const before = this.listed.instrument
    const after = listed.instrument
    const priceFactor = finer(before.tickSize, after.tickSize)
    const lotFactor = finer(before.lotSize, after.lotSize)
    this.listed = listed
    this.#quote.rescale(priceFactor, lotFactor)
    if (this.#book !== undefined && !this.#book.isVoid) {
      const levels = new DenseBook(windowTicks)
      for (const side of [eventSide.bid, eventSide.ask]) {
        copySide(this.#book.levels, levels, side, [priceFactor, lotFactor])
      }
      this.#book = new InstrumentBook(levels)
      this.#book.isVoid = false
    }
    this.#reprice()
    return { priceFactor, lotFactor }
  }

  #reprice(): void {
    const { instrument, terms, baseMultiple = 1 } = this.listed
    const { rate } = this
    this.#units = undefined
    this.#fee = terms.takerFeeBps / 1e4
    this.#priceFactor =
      rate === undefined
        ? NaN
        : ((instrument.tickSize.units / 10 ** instrument.tickSize.decimals) *
            nearestDouble(rate.numerator, rate.denominator)) /
          baseMultiple
  }
}

const noTouch = { bid: NaN, ask: NaN }

/** Ticks a side within reach without a search: a detector may watch hundreds of books. */
const windowTicks = 2 ** 12

function finer(
  before: { readonly units: number; readonly decimals: number },
  after: { readonly units: number; readonly decimals: number },
): number {
  const factor = (before.units * 10 ** (after.decimals - before.decimals)) / after.units
  invariant(Number.isSafeInteger(factor), `a step ${factor} times as fine`)
  return factor
}

function copySide(
  from: BookLevels,
  into: DenseBook,
  side: BookSide,
  [priceFactor, lotFactor]: readonly [number, number],
): void {
  for (let price = from.best(side); !Number.isNaN(price); price = from.nextPrice(side, price)) {
    into.setLevel(side, price * priceFactor, from.quantityAt(side, price) * lotFactor)
  }
}
