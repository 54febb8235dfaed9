import { InstrumentBook } from '../../book/instrument-book.ts'
import {
  eventKind,
  eventSide,
  type BookSide,
  type EventKind,
} from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import type { Instrument } from '../../core/instrument.ts'
import { isFundingOver } from '../../core/funding.ts'
import { priceOf, type PriceTicks } from '../../core/price.ts'
import { Candles, type Print } from './candles.ts'
import { ReferenceCandles } from './reference-candles.ts'

/** Trades that are kept for whoever asks for the latest. */
const tradesKept = 1_000

/** Settlements of funding that are kept. */
const settledKept = 1_000

/** A settlement of funding: when, at what rate, at what mark. */
interface SettledFunding {
  readonly at: number
  readonly fundingRate: number
  readonly mark: number
}

/** What a venue knows, and tells anyone, of one of its instruments. */
export class PublicState {
  readonly index: number
  readonly instrument: Instrument
  readonly book: InstrumentBook = new InstrumentBook()
  readonly candles: Candles = new Candles()
  readonly references: ReferenceCandles = new ReferenceCandles()
  /** Latest last. */
  readonly trades: Print[] = []
  /** Counts the messages that change the book. */
  bookId = 0
  /** Microseconds of the last of them. */
  bookTime: number = NaN
  /** Id of the last trade. */
  tradeId = 0
  lastTicks: number = NaN
  /** Quote units; NaN until told. */
  mark: number = NaN
  indexPrice: number = NaN
  fundingRate: number = NaN
  /** Microseconds. */
  fundingTime: number = NaN
  openInterest: number = NaN
  /** Oldest first. */
  readonly settled: SettledFunding[] = []
  /** Levels that the last message took away by beginning the book anew: price times two, and the side. */
  readonly cleared: number[] = []
  #changesBook = false

  constructor(index: number, instrument: Instrument) {
    this.index = index
    this.instrument = instrument
  }

  /** Takes one message, whose rows are this instrument's. Trades without an id get one in `ids`. */
  apply(rows: EventRows, start: number, end: number): void {
    this.#changesBook = false
    this.cleared.length = 0
    if (start < end) this.#settle(rows, start, end)
    for (let row = start; row < end; row++) this.#applyRow(rows, row)
    if (!this.#changesBook) return
    this.bookId++
    this.bookTime = rows.localTime[end - 1]!
  }

  /** Did the last message change the book? */
  get hasBookChanged(): boolean {
    return this.#changesBook
  }

  /** Best levels of a side, best first: ticks and lots. */
  top(side: BookSide, count: number): { readonly ticks: number; readonly lots: number }[] {
    const { levels } = this.book
    const size = Math.min(count, levels.levelCount(side))
    const prices = new Float64Array(size)
    const quantities = new Float64Array(size)
    const read = levels.readTop(side, prices, quantities)
    return Array.from({ length: read }, (_, k) => ({ ticks: prices[k]!, lots: quantities[k]! }))
  }

  /** Mid in quote units; NaN when a side is empty. */
  mid(): number {
    const { levels } = this.book
    const sum = levels.best(eventSide.bid) + levels.best(eventSide.ask)
    return priceOf((sum / 2) as PriceTicks, this.instrument.tickSize)
  }

  /** Last trade, else mid, in quote units. */
  last(): number {
    return Number.isNaN(this.lastTicks)
      ? this.mid()
      : priceOf(this.lastTicks as PriceTicks, this.instrument.tickSize)
  }

  #applyRow(rows: EventRows, row: number): void {
    const kind = rows.kind[row] as EventKind
    switch (kind) {
      case eventKind.clear:
        this.#keepCleared()
        this.#changesBook = true
        return this.book.apply(rows, row)
      case eventKind.level:
      case eventKind.order:
      case eventKind.gap:
        this.#changesBook = true
        return this.book.apply(rows, row)
      case eventKind.trade:
        return this.#trade(rows, row)
      case eventKind.mark:
        this.mark = rows.value[row]!
        return this.references.add('mark', this.mark, rows.localTime[row]!)
      case eventKind.index:
        this.indexPrice = rows.value[row]!
        return this.references.add('index', this.indexPrice, rows.localTime[row]!)
      case eventKind.fundingRate:
        this.fundingRate = rows.value[row]!
        return
      case eventKind.fundingTime:
        this.fundingTime = rows.value[row]!
        return
      case eventKind.openInterest:
        this.openInterest = rows.value[row]!
        return
      case eventKind.quoteBid:
      case eventKind.quoteAsk:
      case eventKind.liquidation:
        return
    }
  }

  #keepCleared(): void {
    const { levels } = this.book
    for (const side of [eventSide.bid, eventSide.ask] as const) {
      for (
        let price = levels.best(side);
        !Number.isNaN(price);
        price = levels.nextPrice(side, price)
      ) {
        this.cleared.push(price * 2 + side)
      }
    }
  }

  /** Settles what was due, at what was stated before the message. */
  #settle(rows: EventRows, start: number, end: number): void {
    const { fundingTime: at, fundingRate, mark } = this
    if (this.settled.at(-1)?.at === at || Number.isNaN(at + fundingRate)) return
    const now = rows.localTime[start]!
    // Most messages are hours before: they are not looked through.
    if (!isFundingOver(at, now, Infinity)) return
    let stated: number | undefined
    for (let row = start; row < end; row++)
      if (rows.kind[row] === eventKind.fundingTime) stated = rows.value[row]!
    if (!isFundingOver(at, now, stated)) return
    this.settled.push({ at, fundingRate, mark })
    if (this.settled.length > settledKept) this.settled.shift()
  }

  #trade(rows: EventRows, row: number): void {
    const id = ++this.tradeId
    // The feed's own ids may be missing or no numbers; a venue's go up by one.
    rows.id[row] = id
    const print: Print = {
      id,
      at: rows.exchangeTime[row]!,
      priceTicks: rows.price[row]!,
      lots: rows.quantity[row]!,
      isBuy: rows.side[row] !== eventSide.sell,
    }
    this.lastTicks = print.priceTicks
    this.candles.add(print)
    this.trades.push(print)
    if (this.trades.length > tradesKept * 1.5) {
      this.trades.splice(0, this.trades.length - tradesKept)
    }
  }
}
