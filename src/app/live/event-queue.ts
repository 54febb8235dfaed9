import { EventColumns, type EventRows } from '../../core/events/event-columns.ts'
import { messageEnd } from '../../core/events/message-end.ts'
import type { VenueAnswer } from '../../core/orders/venue.ts'
import type { Instant } from '../../core/time.ts'

/** Something that came in, in the order in which it came. */
export type Incoming =
  /** A market message: rows `[start, end)` of the batch. */
  | { readonly kind: 'message'; readonly start: number; readonly end: number }
  | { readonly kind: 'answer'; readonly answer: VenueAnswer; readonly time: Instant }
  | { readonly kind: 'call'; readonly call: () => void }

/** What is taken at once. */
export interface IncomingBatch {
  readonly rows: EventRows
  readonly items: readonly Incoming[]
  /** Instruments of which rows were dropped since the last batch: their books are void now. */
  readonly lost: ReadonlySet<number>
}

/** Bounds of the queue, and what fell out of it. */
export interface QueueBounds {
  /** Market rows that wait; what comes beyond them is dropped, counted, and its books are fetched anew. */
  readonly rowsMost: number
  /** Answers that wait. Of them nothing is dropped: beyond this the driver stops trading. */
  readonly answersMost: number
}

export const usualQueueBounds: QueueBounds = { rowsMost: 200_000, answersMost: 10_000 }

/** What came and was not yet looked at. A class, for it guards two buffers that change places. */
export class EventQueue {
  droppedMessages = 0
  droppedRows = 0
  readonly #bounds: QueueBounds
  readonly #wake: () => void
  #filling = new EventColumns()
  #resting = new EventColumns()
  #items: Incoming[] = []
  #answers = 0
  #lost = new Set<number>()

  /** @param wake called when something comes into the empty queue */
  constructor(bounds: QueueBounds, wake: () => void) {
    this.#bounds = bounds
    this.#wake = wake
  }

  get isOverrun(): boolean {
    return this.#answers > this.#bounds.answersMost
  }

  /** Takes whole messages, or drops them. */
  addRows(rows: EventRows): void {
    for (let start = 0; start < rows.length;) {
      const end = messageEnd(rows, start)
      if (this.#filling.length + end - start > this.#bounds.rowsMost) this.#drop(rows, start, end)
      else this.#take(rows, start, end)
      start = end
    }
  }

  addAnswer(answer: VenueAnswer, time: Instant): void {
    this.#answers++
    this.#add({ kind: 'answer', answer, time })
  }

  /** Something to be done in its turn, after all that came before it. */
  addCall(call: () => void): void {
    this.#add({ kind: 'call', call })
  }

  /** Everything that waits; its rows hold until the next call. Undefined when there is nothing. */
  take(): IncomingBatch | undefined {
    if (this.#items.length === 0 && this.#lost.size === 0) return undefined
    const batch = { rows: this.#filling, items: this.#items, lost: this.#lost }
    ;[this.#filling, this.#resting] = [this.#resting, this.#filling]
    this.#filling.empty()
    this.#items = []
    this.#answers = 0
    this.#lost = new Set()
    return batch
  }

  #take(rows: EventRows, start: number, end: number): void {
    const from = this.#filling.length
    for (let row = start; row < end; row++) this.#filling.addRow(rows, row)
    this.#add({ kind: 'message', start: from, end: this.#filling.length })
  }

  #drop(rows: EventRows, start: number, end: number): void {
    this.droppedMessages++
    this.droppedRows += end - start
    for (let row = start; row < end; row++) this.#lost.add(rows.instrument[row]!)
  }

  #add(item: Incoming): void {
    this.#items.push(item)
    if (this.#items.length === 1) this.#wake()
  }
}
