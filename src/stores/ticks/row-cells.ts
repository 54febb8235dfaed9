import { eventSide } from '../../core/events/event-codes.ts'
import {
  cellReadings,
  levelSlot,
  numberSlotCount,
  numberSlots,
  type CellPlan,
} from './cell-plan.ts'
import { cellEnd, CellScanner, COMMA, LF } from './cell-scanner.ts'

/** The values of one row, as its plan wants them. Missing is NaN; a decimal that is missing has -1 decimals. */
export class RowCells {
  readonly scanner: CellScanner
  readonly numbers: Float64Array
  readonly mantissas: Float64Array
  readonly decimals: Int32Array
  readonly venue: NameCell = new NameCell()
  readonly symbol: NameCell = new NameCell()
  /** The cell at which `read` gave up, and its first byte. */
  faultCell = -1
  faultStart = 0

  readonly #readings: Uint8Array
  readonly #slots: Uint16Array
  readonly #finer: Int8Array

  constructor(plan: CellPlan) {
    this.#readings = plan.readings
    this.#slots = plan.slots
    this.#finer = plan.finer
    this.scanner = new CellScanner(numberSlotCount, levelSlot('bidPrice', plan.levels))
    this.numbers = this.scanner.numbers
    this.mantissas = this.scanner.mantissas
    this.decimals = this.scanner.decimals
    this.numbers[numberSlots.side] = eventSide.unknown
    this.numbers[numberSlots.isSnapshot] = 0
  }

  /**
   * Reads the row that begins at `start`; its line ends in LF.
   *
   * @returns the byte behind the line, or -1: see `faultCell`
   */
  read(bytes: Uint8Array, start: number): number {
    const last = this.#readings.length - 1
    let at = start
    for (let cell = 0; cell < last; cell++) {
      const end = this.#readCell(bytes, at, cell)
      if (end < 0 || bytes[end] !== COMMA) return this.#give(cell, at)
      at = end + 1
    }
    const end = this.#readCell(bytes, at, last)
    if (end < 0) return this.#give(last, at)
    if (bytes[end] === LF) return end + 1
    return bytes[end + 1] === LF && bytes[end] !== COMMA ? end + 2 : this.#give(last, at)
  }

  #readCell(bytes: Uint8Array, at: number, cell: number): number {
    const slot = this.#slots[cell]!
    const { scanner } = this
    switch (this.#readings[cell]!) {
      case cellReadings.pass:
        return cellEnd(bytes, at)
      case cellReadings.venue:
        return this.venue.read(bytes, at)
      case cellReadings.symbol:
        return this.symbol.read(bytes, at)
      case cellReadings.time:
        return scanner.time(bytes, at, slot, this.#finer[cell]!)
      case cellReadings.decimal: {
        const end = scanner.decimal(bytes, at, slot)
        return end === at ? -1 : end
      }
      case cellReadings.decimalOrEmpty:
        return scanner.decimal(bytes, at, slot)
      case cellReadings.id:
        return scanner.id(bytes, at, slot)
      case cellReadings.side:
        return scanner.side(bytes, at, slot)
      case cellReadings.flag:
        return scanner.flag(bytes, at, slot)
      case cellReadings.orderEvent:
        return scanner.orderEvent(bytes, at, slot)
      case cellReadings.makerFlag: {
        const end = scanner.flag(bytes, at, slot)
        this.numbers[slot] = this.numbers[slot] === 1 ? eventSide.sell : eventSide.buy
        return end
      }
      default:
        return scanner.value(bytes, at, slot)
    }
  }

  #give(cell: number, start: number): number {
    this.faultCell = cell
    this.faultStart = start
    return -1
  }
}

/** A name that is the same in most rows: compared with the last one, and read only when it is another. */
class NameCell {
  name = ''
  /** How often it was another than in the row before. */
  changes = 0

  #bytes = new Uint8Array()

  /** @returns the byte behind the cell */
  read(bytes: Uint8Array, start: number): number {
    const known = this.#bytes
    const { length } = known
    let same = 0
    while (same < length && bytes[start + same] === known[same]) same++
    const next = bytes[start + length]
    if (same === length && length > 0 && (next === COMMA || next === LF)) return start + length
    const end = cellEnd(bytes, start)
    this.#bytes = bytes.slice(start, end)
    this.name = new TextDecoder().decode(this.#bytes)
    this.changes++
    return end
  }
}
