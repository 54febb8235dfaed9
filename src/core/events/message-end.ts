import { eventFlag, isOfBook, type EventKind } from './event-codes.ts'
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

/** Does the message of these rows tell anything of a book? */
export function tellsOfBook({ kind }: EventRows, start: number, end: number): boolean {
  for (let row = start; row < end; row++) if (isOfBook(kind[row] as EventKind)) return true
  return false
}

/**
 * The row after the last that shares message, instrument and exchange time with the row `start`, of the rows before
 * `most`.
 */
export function runEnd(rows: EventRows, start: number, most: number): number {
  const { flags, instrument, exchangeTime } = rows
  const whose = instrument[start]!
  const exchange = exchangeTime[start]!
  let row = start
  while (row < most && instrument[row] === whose && isSame(exchangeTime[row]!, exchange)) {
    if ((flags[row++]! & eventFlag.endsMessage) !== 0) break
  }
  return row
}

/** The same instant, or both missing. */
function isSame(one: number, other: number): boolean {
  return one === other || (Number.isNaN(one) && Number.isNaN(other))
}
