import { eventSide, type BookSide } from '../../core/events/event-codes.ts'
import { bookChange } from './book-journal.ts'
import { opposite, type MatchingBook } from './matching-book.ts'
import type { VenueOutbox } from './venue-outbox.ts'

export interface FeedStyle {
  readonly book: 'levels' | 'orders'
  /** Microseconds between messages of a book of levels; 0 tells every change at once. */
  readonly conflation: number
  readonly quotes: boolean
}

const { bid, ask } = eventSide

/**
 * What a venue tells of one instrument: trades as they happen, its book level by level or order by order, and best
 * prices.
 *
 * Of what one order did the trades are told before the changes of the book. Messages of the book are numbered one up,
 * trades too; best prices carry the number of the last message of the book. Nothing is told while the venue is out.
 */
export class InstrumentFeed {
  readonly #instrument: number
  readonly #outbox: VenueOutbox
  readonly #style: FeedStyle
  readonly #book: MatchingBook
  /** Levels that have changed and were not told: price times two, and the side. */
  readonly #touched = new Set<number>()
  readonly #told = { bid: NaN, bidLots: NaN, ask: NaN, askLots: NaN }
  #sequence = 0
  #trade = 0
  #isOut = false

  constructor(instrument: number, book: MatchingBook, outbox: VenueOutbox, style: FeedStyle) {
    this.#instrument = instrument
    this.#book = book
    this.#outbox = outbox
    this.#style = style
  }

  /** Number of the last message of the book. */
  get sequence(): number {
    return this.#sequence
  }

  /** Number of the last trade. */
  get lastTradeId(): number {
    return this.#trade
  }

  /** Is there something that waits for `flush`? */
  get hasUntold(): boolean {
    return this.#touched.size > 0
  }

  /** Tells what the book's journal holds; the journal is emptied by its owner. */
  publish(at: number): void {
    this.#tellTrades(at)
    if (this.#style.book === 'orders') this.#tellOrders(at)
    else {
      this.#gatherTouched()
      if (this.#style.conflation === 0) this.flush(at)
    }
    if (this.#style.quotes && !this.#isOut) this.#tellQuotes(at)
  }

  /** Tells the levels that have changed, as they stand now. */
  flush(at: number): void {
    if (this.#touched.size === 0) return
    const rows = this.#outbox.open(this.#instrument, at, ++this.#sequence)
    const { levels } = this.#book
    for (const key of this.#touched) {
      const side = (key & 1) as BookSide
      const price = Math.floor(key / 2)
      rows.addLevel(side, price, levels.quantityAt(side, price))
    }
    rows.end()
    this.#touched.clear()
  }

  /** Tells the whole book anew. */
  snapshot(at: number): void {
    this.#touched.clear()
    const rows = this.#outbox.open(this.#instrument, at, ++this.#sequence)
    rows.addClear()
    for (const side of [bid, ask] as const) {
      const { levels } = this.#book
      for (
        let price = levels.best(side);
        !Number.isNaN(price);
        price = levels.nextPrice(side, price)
      ) {
        if (this.#style.book === 'orders') this.#addQueue(side, price)
        else rows.addLevel(side, price, levels.quantityAt(side, price))
      }
    }
    rows.end()
  }

  /** The connection is lost: we notice at an instant, and are told nothing until `comeBack`. */
  goOut(at: number): void {
    const rows = this.#outbox.open(this.#instrument, at, NaN)
    rows.addGap()
    rows.end()
    this.#touched.clear()
    this.#isOut = true
  }

  comeBack(at: number): void {
    this.#isOut = false
    this.snapshot(at)
    if (this.#style.quotes) this.#tellQuotes(at)
  }

  #tellTrades(at: number): void {
    const { journal } = this.#book
    let isOpen = false
    for (let row = 0; row < journal.length; row++) {
      if (journal.change[row] !== bookChange.traded) continue
      this.#trade++
      if (this.#isOut) continue
      if (!isOpen) this.#outbox.open(this.#instrument, at, NaN)
      isOpen = true
      const aggressor = opposite(journal.side[row] as BookSide)
      this.#outbox.rows.addTrade(aggressor, journal.price[row]!, journal.lots[row]!, this.#trade)
    }
    if (isOpen) this.#outbox.rows.end()
  }

  #tellOrders(at: number): void {
    const { journal } = this.#book
    if (this.#isOut) return
    let isOpen = false
    for (let row = 0; row < journal.length; row++) {
      if (journal.change[row] === bookChange.traded) continue
      if (!isOpen) this.#outbox.open(this.#instrument, at, ++this.#sequence)
      isOpen = true
      const side = journal.side[row] as BookSide
      this.#outbox.rows.addOrder(side, journal.price[row]!, journal.lots[row]!, journal.id[row]!)
    }
    if (isOpen) this.#outbox.rows.end()
  }

  #gatherTouched(): void {
    if (this.#isOut) return
    const { journal } = this.#book
    for (let row = 0; row < journal.length; row++) {
      if (journal.change[row] === bookChange.traded) continue
      this.#touched.add(journal.price[row]! * 2 + journal.side[row]!)
    }
  }

  #addQueue(side: BookSide, price: number): void {
    const book = this.#book
    for (let slot = book.frontSlot(side, price); slot >= 0; slot = book.slotBehind(slot)) {
      this.#outbox.rows.addOrder(side, price, book.lotsOf(slot), book.idOf(slot))
    }
  }

  #tellQuotes(at: number): void {
    const { levels } = this.#book
    const told = this.#told
    const bestBid = levels.best(bid)
    const bestAsk = levels.best(ask)
    if (Number.isNaN(bestBid) || Number.isNaN(bestAsk)) return
    const bidLots = levels.quantityAt(bid, bestBid)
    const askLots = levels.quantityAt(ask, bestAsk)
    const isSame =
      bestBid === told.bid &&
      bestAsk === told.ask &&
      bidLots === told.bidLots &&
      askLots === told.askLots
    if (isSame) return
    told.bid = bestBid
    told.ask = bestAsk
    told.bidLots = bidLots
    told.askLots = askLots
    const rows = this.#outbox.open(this.#instrument, at, this.#sequence)
    rows.addQuoteBid(bestBid, bidLots)
    rows.addQuoteAsk(bestAsk, askLots)
    rows.end()
  }
}
