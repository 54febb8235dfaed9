import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import type { EventColumns, EventRows } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import type { PublicState } from './public-state.ts'

/**
 * The levels of a book that changed since they were last told, for feeds that tell each as it stands now (Binance,
 * Gate.io): whoever holds a snapshot of any moment in between comes out at the same book.
 */
export class TouchedLevels {
  readonly #state: PublicState
  /** Price times two, and the side. */
  readonly #touched = new Set<number>()
  /** `bookId` of the first message that is not told yet, and of the last that is. */
  #firstId: number
  #toldId: number

  constructor(state: PublicState) {
    this.#state = state
    this.#firstId = state.bookId + 1
    this.#toldId = state.bookId
  }

  /** Is there something to tell? A message that changed no level is told with the next that does. */
  get isTouched(): boolean {
    return this.#touched.size > 0
  }

  /** A message of the book was taken in. */
  add(rows: EventRows, start: number, end: number): void {
    // A book that begins anew tells its levels in the same message.
    for (const key of this.#state.cleared) this.#touched.add(key)
    for (let row = start; row < end; row++) {
      const kind = rows.kind[row]
      if (kind === eventKind.level || kind === eventKind.order) {
        this.#touched.add(rows.price[row]! * 2 + rows.side[row]!)
      }
    }
  }

  /**
   * Adds the levels as one message, and says which book messages it stands for.
   *
   * @returns first and last `bookId` of what it tells, and the last told before it
   */
  flush(
    at: Instant,
    out: EventColumns,
  ): { readonly first: number; readonly last: number; readonly previous: number } {
    const { index, book, bookId } = this.#state
    const told = { first: this.#firstId, last: bookId, previous: this.#toldId }
    out.begin(index, at, at, bookId)
    for (const side of [eventSide.bid, eventSide.ask] as const) {
      for (const key of this.#touched) {
        if ((key & 1) !== side) continue
        const price = Math.floor(key / 2)
        out.addLevel(side, price, book.levels.quantityAt(side, price))
      }
    }
    out.end()
    this.#touched.clear()
    this.#firstId = bookId + 1
    this.#toldId = bookId
    return told
  }
}
