import { EventColumns, type EventRows } from '../../core/events/event-columns.ts'

/**
 * The part of a tape that is at hand: rows that have come and are not yet done with, in the order of local time.
 *
 * Columns that are whole in memory are walked where they lie. What comes batch by batch is copied behind what is left,
 * for a batch is good only until the next: the window holds a batch and as much as was in flight.
 */
export class Window {
  rows: EventRows = new EventColumns(1)
  #own: EventColumns | undefined

  /** Takes columns that stay as they are until the run is over. */
  hold(rows: EventRows): void {
    this.rows = rows
  }

  /** Forgets the first `done` rows and copies a batch behind the rest. */
  append(batch: EventRows, done: number): void {
    const own = (this.#own ??= new EventColumns(batch.length * 2))
    const kept = own.length - done
    const fresh = new EventColumns(Math.max(1, kept + batch.length))
    copyRows(own, done, kept, fresh, 0)
    copyRows(batch, 0, batch.length, fresh, kept)
    fresh.length = kept + batch.length
    this.#own = fresh
    this.rows = fresh
  }
}

function copyRows(
  ...[from, start, count, to, at]: [EventRows, number, number, EventColumns, number]
): void {
  const end = start + count
  to.kind.set(from.kind.subarray(start, end), at)
  to.side.set(from.side.subarray(start, end), at)
  to.flags.set(from.flags.subarray(start, end), at)
  to.instrument.set(from.instrument.subarray(start, end), at)
  to.exchangeTime.set(from.exchangeTime.subarray(start, end), at)
  to.localTime.set(from.localTime.subarray(start, end), at)
  to.sequence.set(from.sequence.subarray(start, end), at)
  to.price.set(from.price.subarray(start, end), at)
  to.quantity.set(from.quantity.subarray(start, end), at)
  to.value.set(from.value.subarray(start, end), at)
  to.id.set(from.id.subarray(start, end), at)
}
