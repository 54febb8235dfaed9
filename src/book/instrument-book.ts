import { DenseBook } from './dense-book.ts'
import type { OrderBook } from './order-book.ts'
import { OrderQueues } from './order-queues.ts'
import { eventKind, type BookSide, type EventKind } from '../core/events/event-codes.ts'
import type { EventRows } from '../core/events/event-columns.ts'

/**
 * The book of one instrument as its events build it: what a replay and a live feed apply alike.
 *
 * It is void until a `clear` and from a `gap` on. A void book is empty, and what changes it is left out: it may be
 * missing, never wrong. Between the rows of one message it is between two states, and should not be read.
 *
 * @example
 * const rows = new EventColumns()
 * rows.begin(0, 1_700_000_000_000_000, NaN, NaN)
 * rows.addLevel(eventSide.bid, 98, 4)
 * rows.addClear()
 * rows.addLevel(eventSide.bid, 99, 5)
 * rows.end()
 * const book = new InstrumentBook()
 * for (let row = 0; row < rows.length; row++) book.apply(rows, row)
 * book.isVoid // => false
 * book.levels.levelCount(eventSide.bid) // => 1
 */
export class InstrumentBook {
  /** To be read; `apply` alone writes it. */
  readonly levels: OrderBook
  /** True when nothing is known of the book. */
  isVoid = true
  /** The queues of an order-by-order feed, from its first order on. */
  queues: OrderQueues | undefined

  /** @param levels an empty book to keep the levels in */
  constructor(levels: OrderBook = new DenseBook()) {
    this.levels = levels
  }

  /** Applies one row of this instrument; rows that do not change a book do nothing. */
  apply(rows: EventRows, row: number): void {
    const kind = rows.kind[row] as EventKind
    if (kind === eventKind.level) {
      if (this.isVoid) return
      this.levels.setLevel(rows.side[row] as BookSide, rows.price[row]!, rows.quantity[row]!)
    } else if (kind === eventKind.order) {
      if (this.isVoid) return
      this.queues ??= new OrderQueues(this.levels)
      const side = rows.side[row] as BookSide
      this.queues.setOrder(side, rows.price[row]!, rows.quantity[row]!, rows.id[row]!)
    } else if (kind === eventKind.clear) {
      this.#empty()
      this.isVoid = false
    } else if (kind === eventKind.gap) this.void()
  }

  /** Applies those of the rows `[start, end)` that are this instrument's, whose index is given. */
  applyRows(rows: EventRows, start: number, end: number, instrument: number): void {
    const { kind, side, instrument: instruments } = rows
    for (let row = start; row < end;) {
      const first = row++
      if (instruments[first] !== instrument) continue
      if (kind[first] !== eventKind.level) {
        this.apply(rows, first)
        continue
      }
      const sideOfRun = side[first]!
      while (
        row < end &&
        side[row] === sideOfRun &&
        kind[row] === eventKind.level &&
        instruments[row] === instrument
      ) {
        row++
      }
      if (!this.isVoid) this.levels.setLevels(sideOfRun as BookSide, rows, first, row)
    }
  }

  /** Forgets everything until the next `clear`. */
  void(): void {
    this.#empty()
    this.isVoid = true
  }

  #empty(): void {
    if (this.queues === undefined) this.levels.clear()
    else this.queues.clear()
  }
}
