import { exactPowersOfTen } from '../../core/decimal-text.ts'
import { eventFlag, eventKind, type EventKind } from '../../core/events/event-codes.ts'
import type { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { decimalSlots, numberSlots, type CellPlan } from './cell-plan.ts'
import type { CellScanner } from './cell-scanner.ts'
import type { ImportedInstrument } from './imported-instruments.ts'
import type { MessageState } from './message-state.ts'
import { PrintedRows } from './printed-rows.ts'
import type { TickLayout } from './tick-layout.ts'

/** Where the rows of a run go. */
export interface RunTarget {
  readonly out: EventColumns
  readonly message: MessageState
  /** A batch of so many rows ends with the message at hand. */
  readonly batchRows: number
}

/**
 * Takes runs of usual rows of one instrument straight into the columns: Tardis's trades and changes of a book.
 *
 * It does what `RowCells` and `RowEvents` do of such rows, at twice the speed, and stops before any row that is not
 * usual: another instrument, a snapshot, a finer tick, a time that steps back, anything wrong. `printed-run.test.ts`
 * holds its events against theirs.
 */
export class PrintedRun {
  readonly #rows: PrintedRows
  readonly #scanner: CellScanner
  readonly #target: RunTarget
  readonly #kind: EventKind
  readonly #hasId: boolean
  readonly #isLevel: boolean
  /** Local and exchange time of the message at hand. */
  readonly #times = new Float64Array(2)

  private constructor(rows: PrintedRows, scanner: CellScanner, target: RunTarget, kind: EventKind) {
    this.#rows = rows
    this.#scanner = scanner
    this.#target = target
    this.#kind = kind
    this.#isLevel = kind === eventKind.level
    this.#hasId = kind === eventKind.trade
  }

  /** @returns undefined when the rows of a plan are none that run */
  static of(
    plan: CellPlan,
    layout: TickLayout,
    scanner: CellScanner,
    target: RunTarget,
  ): PrintedRun | undefined {
    const kind = kindOf(layout)
    const rows = PrintedRows.of(plan, scanner)
    const fits = layout.sameTimeIsNone === true && layout.message === 'instant'
    if (kind === undefined || rows === undefined || !fits) return undefined
    return new PrintedRun(rows, scanner, target, kind)
  }

  /** Turns to other bytes. */
  open(bytes: Uint8Array): void {
    this.#rows.open(bytes)
  }

  /** The rows that follow have the names of this one. */
  follow(start: number): void {
    this.#rows.follow(start)
  }

  /**
   * Takes rows from `start` on while they are usual. A row of the instrument has been taken before.
   *
   * @returns the first row not taken, or `end`
   */
  take(start: number, end: number, { index, prices, quantities }: ImportedInstrument): number {
    const { out, message } = this.#target
    const isUsual = message.instrument === index && message.isSnapshot === 0 && message.isOpen
    if (!isUsual || prices.units !== 1 || quantities.units !== 1) return start
    this.#times[0] = message.localTime
    this.#times[1] = message.exchangeTime
    const { decimals } = this.#scanner
    const room = out.flags.length
    const first = out.length
    let at = start
    for (let row = first; at < end && row < room; row++) {
      const next = this.#rows.read(at)
      if (next < 0) break
      const priceScale = prices.decimals - decimals[decimalSlots.price]!
      const quantityScale = quantities.decimals - decimals[decimalSlots.quantity]!
      if (priceScale < 0 || quantityScale < 0) break
      if (!this.#write(row, exactPowersOfTen[priceScale]!, exactPowersOfTen[quantityScale]!)) break
      at = next
      out.length = row + 1
    }
    if (out.length > first) this.#settle(first)
    return at
  }

  /** Writes the row that was read; false, and nothing is written that counts, when it is not usual. */
  #write(row: number, priceScale: number, quantityScale: number): boolean {
    const { numbers, mantissas } = this.#scanner
    const { out, message, batchRows } = this.#target
    const price = mantissas[decimalSlots.price]! * priceScale
    const quantity = mantissas[decimalSlots.quantity]! * quantityScale
    if (!(price > 0 && price <= MOST && quantity >= 0 && quantity <= MOST)) return false
    if (this.#isLevel && numbers[numberSlots.isSnapshot] !== 0) return false
    const localTime = numbers[numberSlots.localTime]!
    const given = numbers[numberSlots.exchangeTime]!
    const exchangeTime = given === localTime ? NaN : given
    const isSame =
      localTime === this.#times[0] &&
      (!this.#isLevel ||
        exchangeTime === this.#times[1] ||
        (given === localTime && Number.isNaN(this.#times[1])))
    if (!isSame) {
      if (row >= batchRows || localTime < this.#times[0]!) return false
      if (row > 0) out.flags[row - 1]! |= eventFlag.endsMessage
      this.#times[0] = localTime
      this.#times[1] = exchangeTime
      message.count++
    }
    out.side[row] = numbers[numberSlots.side]!
    out.flags[row] = 0
    out.localTime[row] = localTime
    out.exchangeTime[row] = exchangeTime
    out.price[row] = price
    out.quantity[row] = quantity
    if (this.#hasId) out.id[row] = numbers[numberSlots.id]!
    return true
  }

  /** Fills the columns in which all rows of the run are alike, and leaves the message as others find it. */
  #settle(first: number): void {
    const { out, message } = this.#target
    const { length } = out
    out.kind.fill(this.#kind, first, length)
    out.instrument.fill(message.instrument, first, length)
    out.sequence.fill(NaN, first, length)
    out.value.fill(NaN, first, length)
    if (!this.#hasId) out.id.fill(NaN, first, length)
    message.localTime = this.#times[0]!
    message.exchangeTime = this.#times[1]!
    out.begin(message.instrument, message.localTime as Instant, message.exchangeTime, NaN)
  }
}

const MOST = Number.MAX_SAFE_INTEGER

function kindOf({ shape }: TickLayout): EventKind | undefined {
  if (shape === 'level') return eventKind.level
  if (shape === 'trade') return eventKind.trade
  return shape === 'liquidation' ? eventKind.liquidation : undefined
}
