import { InstrumentBook } from '../book/instrument-book.ts'
import { eventFlag, eventKind, eventSide, type EventKind } from '../core/events/event-codes.ts'
import type { EventRows } from '../core/events/event-columns.ts'
import type { Instrument } from '../core/instrument.ts'
import { priceOf, type PriceTicks } from '../core/price.ts'

/**
 * What is known of the markets here, from the messages heard so far. A class, for its books are hot and only `apply`
 * writes them.
 */
export class MarketView {
  readonly books: readonly InstrumentBook[]
  readonly marks: Float64Array
  readonly fundingRates: Float64Array
  readonly #instruments: readonly Instrument[]
  /** Best prices of feeds that tell no more than those, ticks. */
  readonly #quotedBids: Float64Array
  readonly #quotedAsks: Float64Array

  constructor(instruments: readonly Instrument[]) {
    const columns = (): Float64Array => new Float64Array(instruments.length).fill(Number.NaN)
    this.#instruments = instruments
    this.books = instruments.map(() => new InstrumentBook())
    this.marks = columns()
    this.fundingRates = columns()
    this.#quotedBids = columns()
    this.#quotedAsks = columns()
  }

  /** Applies the message that begins at a row; gives the row after its last. */
  applyMessage(rows: EventRows, start: number): number {
    const { length, kind, flags } = rows
    let row = start
    for (let isLast = false; row < length && !isLast; row++) {
      isLast = (flags[row]! & eventFlag.endsMessage) !== 0
      const what = kind[row]! as EventKind
      if (what === eventKind.trade) continue
      const instrument = rows.instrument[row]!
      if (what <= eventKind.order || what === eventKind.gap) {
        this.books[instrument]!.apply(rows, row)
      } else this.#note(what, instrument, rows, row)
    }
    return row
  }

  /** Best price of a side in ticks, of the book or, where there is none, as quoted; NaN while unknown. */
  bestTicks(instrument: number, side: typeof eventSide.bid | typeof eventSide.ask): number {
    const book = this.books[instrument]!
    if (!book.isVoid) return book.levels.best(side)
    return (side === eventSide.bid ? this.#quotedBids : this.#quotedAsks)[instrument]!
  }

  /** NaN while a side is missing. */
  midTicks(instrument: number): number {
    return (
      (this.bestTicks(instrument, eventSide.bid) + this.bestTicks(instrument, eventSide.ask)) / 2
    )
  }

  /** In quote units: of the book, else the mark; NaN while neither is known. */
  midPrice(instrument: number): number {
    const ticks = this.midTicks(instrument)
    if (Number.isNaN(ticks)) return this.marks[instrument]!
    return priceOf(ticks as PriceTicks, this.#instruments[instrument]!.tickSize)
  }

  #note(kind: EventKind, instrument: number, rows: EventRows, row: number): void {
    switch (kind) {
      case eventKind.quoteBid:
        this.#quotedBids[instrument] = rows.price[row]!
        return
      case eventKind.quoteAsk:
        this.#quotedAsks[instrument] = rows.price[row]!
        return
      case eventKind.mark:
        this.marks[instrument] = rows.value[row]!
        return
      case eventKind.fundingRate:
        this.fundingRates[instrument] = rows.value[row]!
        return
      case eventKind.clear:
      case eventKind.level:
      case eventKind.order:
      case eventKind.trade:
      case eventKind.index:
      case eventKind.fundingTime:
      case eventKind.openInterest:
      case eventKind.liquidation:
      case eventKind.gap:
    }
  }
}
