import { EventColumns, type EventRows } from '../core/events/event-columns.ts'
import type { MessageSequence } from '../core/events/wire-codec.ts'

/** A message kept for later: its rows and its place. */
interface HeldMessage {
  readonly rows: EventRows
  readonly start: number
  readonly end: number
  readonly sequence: MessageSequence
}

/**
 * Rows that may wait for a snapshot. A minute of the busiest perpetual's depth is some 80,000 levels; a snapshot takes
 * a second.
 */
const heldRowsMax = 200_000

/** Messages that wait for the snapshot they follow, first come first. */
export class HeldMessages {
  #rows = new EventColumns()
  #messages: HeldMessage[] = []

  /** Keeps a copy; false when there was no room, and then everything held is dropped, for its chain is broken. */
  add(rows: EventRows, start: number, end: number, sequence: MessageSequence): boolean {
    const hasRoom = this.#rows.length + end - start <= heldRowsMax
    if (!hasRoom) this.empty()
    const heldStart = this.#rows.length
    for (let row = start; row < end; row++) this.#rows.addRow(rows, row)
    // The outcome of a decoder holds until its next call only.
    const held = { rows: this.#rows, start: heldStart, end: this.#rows.length }
    this.#messages.push({ ...held, sequence: { ...sequence } })
    return hasRoom
  }

  /** All that is held, which is then held no longer; the rows stay as they are until something is added again. */
  take(): readonly HeldMessage[] {
    const messages = this.#messages
    this.#messages = []
    // What reveals a gap is added again while the others are being read: that needs rows of its own.
    this.#rows = new EventColumns()
    return messages
  }

  empty(): void {
    this.#messages = []
    this.#rows.empty()
  }
}
