import { DenseBook } from '../../book/dense-book.ts'
import { InstrumentBook } from '../../book/instrument-book.ts'
import type { BookLevels, BookTop } from '../../core/book-levels.ts'
import { eventKind, eventSide, type EventKind } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import { LeeReady } from '../classification/lee-ready.ts'
import { type Print, type Sweep, SweepMerger } from '../trades/sweeps.ts'
import type { FeatureInstrument } from './feature-plan.ts'

/** What is known of a book after a message. One record an instrument, written anew each time. */
export interface BookView {
  /** Local time of the message. */
  time: number
  /** Both sides are there, and the bid is not above the ask. */
  isOpen: boolean
  /** The message began the book anew. */
  isSnapshot: boolean
  /** Best levels, ticks and lots. */
  bids: BookTop
  asks: BookTop
  /** The same number only while the prices of those levels are the same, and how many there are; NaN is never the same. */
  priceTurn: number
  /** Ticks; NaN while not open. */
  bidTicks: number
  askTicks: number
  midTicks: number
  /** Quote units; NaN while not open. */
  mid: number
}

/** A trade with its quantity and price in units, and its side given or guessed. */
export interface TradeView extends Print {
  /** The quantity in lots. */
  readonly lots: number
  /** Mid of the book before it, quote units; NaN while not known. */
  readonly mid: number
}

/** What a part of a feature set hears of an instrument. Times are local, microseconds. */
export interface InstrumentListener {
  /** It holds trades against the book of their time: it hears of them before the book that follows, and not merely in their order. */
  readonly isPrompt?: true
  /** A message that changed the book has ended. */
  onBook?(view: BookView): void
  /** The same of messages after which the mid is another, or not known; told before `onBook`. */
  onMid?(view: BookView): void
  onTrade?(trade: TradeView): void
  /** A sweep is complete: known since a patience after its last print, whenever it is told. */
  onSweep?(sweep: Sweep): void
  /** Mark, index, funding, open interest. */
  onValue?(time: number, kind: EventKind, value: number): void
  onLiquidation?(time: number, quantity: number, sign: number): void
  /** Something was missed: what is remembered of flow is no longer whole. */
  onLost?(time: number): void
}

/** What was heard of an instrument, and how much of it had to be guessed, left out or taken with a doubt. */
export interface FeedFaults {
  readonly trades: number
  /** Trades that came without an aggressor. */
  readonly classifiedTrades: number
  /** Those of them that the tick rule had to decide: at the mid, or without one. */
  readonly tickRuleTrades: number
  /** Messages that told of the book. */
  readonly bookStates: number
  /** Those of them that were quotes, no book having been told: one level a side. */
  readonly quotedStates: number
  /** Bid was above ask: left out. */
  readonly crossedStates: number
  /** Bid was ask: a state like any other, with a mid and no spread. */
  readonly lockedStates: number
  /** A side was missing, or both: there is no mid. */
  readonly oneSidedStates: number
}

/** Trades that wait to be told: nobody but who is prompt needs them before somebody asks. */
const waitingMost = 64
/** Numbers a trade: both its times, ticks, lots, sign, and the mid before it. */
const stride = 6

/** A crossed book is a fault that mostly mends itself; after so long its prices are no longer believed. */
const crossedMicroseconds = 1_000_000

const noLevels: BookTop = {
  length: 0,
  prices: new Float64Array(0),
  quantities: new Float64Array(0),
}

/**
 * One instrument of a feature set: makes of its rows what measures read — book after each message, trades with their
 * sides, sweeps — and tells who listens. A class, for it guards the book.
 *
 * A crossed book is not told: what stood before it stands on, for a second at most, then it is told as not open. A feed of
 * quotes alone is a book of one level. A trade without an aggressor is classified by Lee and Ready's rule.
 */
export class TrackedInstrument {
  readonly index: number
  readonly view: BookView
  /** Local time of the first row, or of the first since something was missed. */
  since: number = Number.NaN
  /** Local time of the last message that told of the book. */
  bookTime: number = Number.NaN
  readonly faults: { -readonly [Name in keyof FeedFaults]: number } = {
    trades: 0,
    classifiedTrades: 0,
    tickRuleTrades: 0,
    bookStates: 0,
    quotedStates: 0,
    crossedStates: 0,
    lockedStates: 0,
    oneSidedStates: 0,
  }
  readonly #dense = new DenseBook()
  readonly #book = new InstrumentBook(this.#dense)
  readonly #levels: number
  readonly #tickSize: number
  readonly #lotSize: number
  readonly #quotes = { bid: quotedSide(), ask: quotedSide() }
  readonly #rule = new LeeReady()
  readonly #sweeps: SweepMerger
  readonly #trade = {
    time: NaN,
    localTime: NaN,
    price: NaN,
    lots: NaN,
    quantity: NaN,
    sign: 0,
    mid: NaN,
  }
  readonly #onBook: InstrumentListener[] = []
  readonly #onMid: InstrumentListener[] = []
  readonly #onTrade: InstrumentListener[] = []
  readonly #onSweep: InstrumentListener[] = []
  readonly #onValue: InstrumentListener[] = []
  readonly #onLiquidation: InstrumentListener[] = []
  readonly #onLost: InstrumentListener[] = []
  readonly #waiting = new Float64Array(waitingMost * stride)
  #waitingCount = 0
  #isPrompt = false
  #isTouched = false
  #sawClear = false
  #crossedSince = Number.NaN
  /** What was told of it last, ticks. */
  #toldMid = Number.NaN

  /** @param options `levels`: how many of them listeners read; `patience` of sweeps, microseconds */
  constructor(
    { index, tickSize, lotSize }: FeatureInstrument,
    { levels, patience }: { readonly levels: number; readonly patience: number },
  ) {
    this.index = index
    this.#tickSize = tickSize
    this.#lotSize = lotSize
    this.#levels = levels
    this.#sweeps = new SweepMerger(patience)
    this.view = {
      time: NaN,
      isOpen: false,
      isSnapshot: false,
      bids: noLevels,
      asks: noLevels,
      priceTurn: NaN,
      bidTicks: NaN,
      askTicks: NaN,
      midTicks: NaN,
      mid: NaN,
    }
  }

  get levels(): BookLevels {
    return this.#dense
  }

  listen(listener: InstrumentListener): void {
    if (listener.isPrompt === true) this.#isPrompt = true
    if (listener.onBook !== undefined) this.#onBook.push(listener)
    if (listener.onMid !== undefined) this.#onMid.push(listener)
    if (listener.onTrade !== undefined) this.#onTrade.push(listener)
    if (listener.onSweep !== undefined) this.#onSweep.push(listener)
    if (listener.onValue !== undefined) this.#onValue.push(listener)
    if (listener.onLiquidation !== undefined) this.#onLiquidation.push(listener)
    if (listener.onLost !== undefined) this.#onLost.push(listener)
  }

  /** Rows `[start, end)` that change the book, all of this instrument and of one message; `isLevels` where all are levels. */
  applyBook(rows: EventRows, start: number, end: number, isLevels: boolean): void {
    if (Number.isNaN(this.since)) this.since = rows.localTime[start]!
    for (let row = isLevels ? end : start; row < end; row++) {
      const kind = rows.kind[row]!
      if (kind === eventKind.clear) this.#sawClear = true
      else if (kind === eventKind.gap) this.#lose(rows.localTime[row]!)
    }
    this.#book.applyRows(rows, start, end, this.index)
    this.#isTouched = true
  }

  /** A row of any other kind. */
  applyOther(rows: EventRows, row: number): void {
    const time = rows.localTime[row]!
    const kind = rows.kind[row]! as EventKind
    if (Number.isNaN(this.since)) this.since = time
    if (kind === eventKind.trade) this.#takeTrade(rows, row)
    else if (kind === eventKind.quoteBid || kind === eventKind.quoteAsk) {
      const side = kind === eventKind.quoteBid ? this.#quotes.bid : this.#quotes.ask
      side.prices[0] = rows.price[row]!
      side.quantities[0] = rows.quantity[row]!
      side.length = 1
      if (this.#book.isVoid) this.#isTouched = true
    } else if (kind === eventKind.liquidation) {
      const quantity = rows.quantity[row]! * this.#lotSize
      const sign = signOf(rows.side[row]!)
      for (const listener of this.#onLiquidation) listener.onLiquidation!(time, quantity, sign)
    } else {
      for (const listener of this.#onValue) listener.onValue!(time, kind, rows.value[row]!)
    }
  }

  /** The message has ended. */
  settle(time: number): void {
    if (this.#isPrompt) this.advance(time)
    if (!this.#isTouched) return
    this.#isTouched = false
    this.bookTime = time
    const { view } = this
    view.time = time
    if (this.#book.isVoid) {
      view.bids = this.#quotes.bid
      view.asks = this.#quotes.ask
      view.priceTurn = Number.NaN
    } else {
      const dense = this.#dense
      view.bids = dense.top(eventSide.bid, this.#levels)
      view.asks = dense.top(eventSide.ask, this.#levels)
      // Both only grow.
      view.priceTurn = dense.topPriceTurn(eventSide.bid) + dense.topPriceTurn(eventSide.ask)
    }
    view.isSnapshot = this.#sawClear
    const hasBoth = view.bids.length > 0 && view.asks.length > 0
    const bid = hasBoth ? view.bids.prices[0]! : Number.NaN
    const ask = hasBoth ? view.asks.prices[0]! : Number.NaN
    const isOpen = bid <= ask
    view.isOpen = isOpen
    view.bidTicks = isOpen ? bid : Number.NaN
    view.askTicks = isOpen ? ask : Number.NaN
    const midTicks = isOpen ? (bid + ask) / 2 : Number.NaN
    view.midTicks = midTicks
    view.mid = midTicks * this.#tickSize
    const { faults } = this
    faults.bookStates++
    if (this.#book.isVoid) faults.quotedStates++
    if (bid === ask) faults.lockedStates++
    else if (!hasBoth) faults.oneSidedStates++
    if (bid > ask && !this.#isBeyondBelief(time)) return
    if (isOpen) this.#crossedSince = Number.NaN
    this.#sawClear = false
    this.#tellBook(view)
  }

  /** Completes what time completes. */
  advance(time: number): void {
    if (this.#waitingCount > 0) this.#tellTrades()
    if (this.#sweeps.advance(time)) this.#tellSweep()
  }

  #tellBook(view: BookView): void {
    // NaN is told each time.
    if (view.midTicks !== this.#toldMid) {
      this.#toldMid = view.midTicks
      for (let k = 0; k < this.#onMid.length; k++) this.#onMid[k]!.onMid!(view)
    }
    const listeners = this.#onBook
    for (let k = 0; k < listeners.length; k++) listeners[k]!.onBook!(view)
  }

  #isBeyondBelief(time: number): boolean {
    this.faults.crossedStates++
    if (Number.isNaN(this.#crossedSince)) this.#crossedSince = time
    return time - this.#crossedSince > crossedMicroseconds
  }

  #takeTrade(rows: EventRows, row: number): void {
    if (this.#waitingCount === waitingMost) this.#tellTrades()
    const { view } = this
    const exchangeTime = rows.exchangeTime[row]!
    const localTime = rows.localTime[row]!
    const ticks = rows.price[row]!
    const guess = this.#rule.classify(ticks, view.bidTicks, view.askTicks)
    const sign = signOf(rows.side[row]!)
    this.#countTrade(ticks, sign !== 0)
    const waiting = this.#waiting
    const at = this.#waitingCount++ * stride
    waiting[at] = Number.isNaN(exchangeTime) ? localTime : exchangeTime
    waiting[at + 1] = localTime
    waiting[at + 2] = ticks
    waiting[at + 3] = rows.quantity[row]!
    waiting[at + 4] = sign === 0 ? guess : sign
    waiting[at + 5] = view.mid
    if (this.#isPrompt) this.#tellTrades()
  }

  #countTrade(ticks: number, isTold: boolean): void {
    const { faults } = this
    faults.trades++
    if (isTold) return
    faults.classifiedTrades++
    const distance = ticks - this.view.midTicks
    if (distance === 0 || Number.isNaN(distance)) faults.tickRuleTrades++
  }

  #tellTrades(): void {
    const trade = this.#trade
    const waiting = this.#waiting
    const listeners = this.#onTrade
    const merges = this.#onSweep.length > 0
    const end = this.#waitingCount * stride
    this.#waitingCount = 0
    for (let at = 0; at < end; at += stride) {
      trade.time = waiting[at]!
      trade.localTime = waiting[at + 1]!
      trade.price = waiting[at + 2]! * this.#tickSize
      trade.lots = waiting[at + 3]!
      trade.quantity = trade.lots * this.#lotSize
      trade.sign = waiting[at + 4]!
      trade.mid = waiting[at + 5]!
      if (merges && this.#sweeps.advance(trade.localTime)) this.#tellSweep()
      for (let k = 0; k < listeners.length; k++) listeners[k]!.onTrade!(trade)
      if (merges && this.#sweeps.add(trade)) this.#tellSweep()
    }
  }

  #tellSweep(): void {
    const { done } = this.#sweeps
    for (let k = 0; k < this.#onSweep.length; k++) this.#onSweep[k]!.onSweep!(done)
  }

  #lose(time: number): void {
    this.#tellTrades()
    this.since = time
    this.#toldMid = Number.NaN
    this.#sweeps.restart()
    this.#rule.restart()
    this.#quotes.bid.length = 0
    this.#quotes.ask.length = 0
    for (const listener of this.#onLost) listener.onLost!(time)
  }
}

function quotedSide(): { length: number; prices: Float64Array; quantities: Float64Array } {
  return { length: 0, prices: new Float64Array(1), quantities: new Float64Array(1) }
}

function signOf(side: number): number {
  return side === eventSide.buy ? 1 : side === eventSide.sell ? -1 : 0
}
