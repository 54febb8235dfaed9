import { eventFlag, eventKind } from '../core/events/event-codes.ts'
import type { EventRows } from '../core/events/event-columns.ts'
import type { Listing, SymbolTable } from '../core/events/symbol-table.ts'
import type { MessageSequence } from '../core/events/wire-codec.ts'

/** A message while it is being written: the rows it tells, and the text so far. */
export class Writing {
  text = ''
  /** The key whose value the rows could not give, when writing failed. */
  missing = ''
  /** The row being told. */
  row: number
  /** How many rows have been told. */
  told = 0
  /** Are they told in their own order? */
  isInOrder = true
  listing: Listing | undefined

  readonly rows: EventRows
  readonly start: number
  readonly end: number
  readonly sequence: MessageSequence

  readonly #symbols: SymbolTable

  constructor(symbols: SymbolTable, message: WrittenMessage) {
    this.#symbols = symbols
    this.rows = message.rows
    this.start = message.start
    this.end = message.end
    this.sequence = message.sequence
    this.row = message.start
    const isEmpty = message.start === message.end
    this.turnTo(isEmpty ? message.sequence.instrument : message.rows.instrument[message.start]!)
    this.#skipClear()
  }

  /** What follows is about this instrument. */
  turnTo(instrument: number): void {
    this.listing = this.#symbols.ofInstrument(instrument)
  }

  /** The row being told is done. */
  next(): void {
    this.row++
    this.told++
    this.#skipClear()
    if (this.row < this.end) this.turnTo(this.rows.instrument[this.row]!)
  }

  /** What a snapshot is told by is not a row of its list. */
  #skipClear(): void {
    while (this.row < this.end && this.rows.kind[this.row] === eventKind.clear) this.row++
  }

  /** Microseconds: when the message's first row, or the row being told, happened at the exchange. */
  timeOf(which: 'message' | 'row'): number {
    if (this.start === this.end) return NaN
    return this.rows.exchangeTime[which === 'message' ? this.start : this.row]!
  }

  /** Do the rows begin the book anew, or tell what was before? */
  isSnapshot(): boolean {
    if (this.start === this.end) return this.sequence.isSnapshot
    return (this.rows.flags[this.start]! & eventFlag.isSnapshot) !== 0
  }

  /** Every row of one side of a book: what `write` makes of each, with commas between. */
  writeLevels(side: number, write: () => boolean): boolean {
    const { rows } = this
    this.text += '['
    const from = this.row
    let isFirst = true
    for (let row = this.start; row < this.end; row++) {
      if (!isBookRow(rows.kind[row]!) || rows.side[row] !== side) continue
      if (!isFirst) this.text += ','
      if (isFirst && row < from) this.isInOrder = false
      isFirst = false
      this.row = row
      if (!write()) return false
      this.told++
    }
    this.text += ']'
    return true
  }
}

interface WrittenMessage {
  readonly rows: EventRows
  readonly start: number
  readonly end: number
  readonly sequence: MessageSequence
}

function isBookRow(kind: number): boolean {
  return kind === eventKind.level || kind === eventKind.order
}
