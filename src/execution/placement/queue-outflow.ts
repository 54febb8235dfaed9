import { InstrumentBook } from '../../book/instrument-book.ts'
import type { QueueModel, QueuePosition } from '../../book/queue/queue-model.ts'
import { eventKind, eventSide, type BookSide } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'

/** An order that was never sent, and what would have become of it. */
export interface QueueSample {
  /** When it joined, microseconds. */
  readonly time: number
  /** Lots that stood ahead of it. */
  readonly ahead: number
  /** Lots that would have reached it until the end of its horizon; Infinity when its price was traded through. */
  readonly reach: number
}

export interface QueueOutflowTerms {
  /** Side of the book it joins: the bid for a buy. */
  readonly side: BookSide
  readonly model: QueueModel
  /** Microseconds between two of them, and how long each waits. */
  readonly every: number
  readonly horizon: number
}

interface Waiting {
  readonly time: number
  readonly ahead: number
  readonly position: QueuePosition
  reach: number
}

/**
 * What leaves the queue at an instrument's best price, measured by orders that are only thought: one joins the best level
 * every so often, its place in the queue is followed by a queue model, and at the end of its horizon it tells how many lots
 * would have reached it.
 *
 * An order that is really sent changes what others do; these cannot know how.
 */
export class QueueOutflow {
  readonly samples: QueueSample[] = []
  readonly #terms: QueueOutflowTerms
  readonly #book = new InstrumentBook()
  #waiting: Waiting[] = []
  #next = -Infinity

  constructor(terms: QueueOutflowTerms) {
    this.#terms = terms
  }

  /** Applies one row of the instrument, in the order of local time. */
  apply(rows: EventRows, row: number): void {
    const now = rows.localTime[row]!
    this.#end(now)
    const kind = rows.kind[row]!
    const price = rows.price[row]!
    if (kind === eventKind.trade) this.#traded(rows, row)
    else if (kind === eventKind.level && rows.side[row] === this.#terms.side) {
      const before = this.#book.levels.quantityAt(this.#terms.side, price)
      this.#book.apply(rows, row)
      for (const { position } of this.#waiting) {
        if (position.price !== price) continue
        this.#terms.model.levelChanged(position, before, rows.quantity[row]!)
      }
    } else {
      this.#book.apply(rows, row)
      // Nothing is known of a queue that was not followed.
      if (this.#book.isVoid || kind === eventKind.clear) this.#waiting = []
    }
    // Between the rows of a message a book is between two states.
    if ((rows.flags[row]! & 1) !== 0 && now >= this.#next) this.#join(now)
  }

  #traded(rows: EventRows, row: number): void {
    const { side, model } = this.#terms
    // Sellers take bids: the aggressor's side is the other.
    if (rows.side[row] === side) return
    const price = rows.price[row]!
    for (const order of this.#waiting) {
      const own = order.position.price
      const isThrough = side === eventSide.bid ? price < own : price > own
      if (isThrough) order.reach = Infinity
      else if (price === own) order.reach += model.traded(order.position, rows.quantity[row]!)
    }
  }

  #join(now: number): void {
    const { side, model, every } = this.#terms
    const price = this.#book.levels.best(side)
    if (Number.isNaN(price)) return
    const ahead = this.#book.levels.quantityAt(side, price)
    this.#waiting.push({ time: now, ahead, position: model.join(side, price, ahead), reach: 0 })
    this.#next = now + every
  }

  #end(now: number): void {
    while (this.#waiting.length > 0 && this.#waiting[0]!.time + this.#terms.horizon <= now) {
      const { time, ahead, reach } = this.#waiting.shift()!
      this.samples.push({ time, ahead, reach })
    }
  }
}

/** Chance that an order of so many lots is wholly filled: the share of samples that reach as far, with its error. */
export function fillProbability(
  samples: readonly QueueSample[],
  lots: number,
): { readonly value: number; readonly standardError: number; readonly observations: number } {
  const count = samples.length
  const value = samples.filter(({ reach }) => reach >= lots).length / count
  return { value, standardError: Math.sqrt((value * (1 - value)) / count), observations: count }
}
