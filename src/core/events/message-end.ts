import { eventFlag } from './event-codes.ts'
import type { EventRows } from './event-columns.ts'

/**
 * The row after the last of the message that begins at `start`: where the next message begins.
 *
 * @returns the number of rows when the message is cut off, and `start` when there is no row left
 */
export function messageEnd(rows: EventRows, start: number): number {
  for (let row = start; row < rows.length; row++) {
    if ((rows.flags[row]! & eventFlag.endsMessage) !== 0) return row + 1
  }
  return Math.max(start, rows.length)
}
