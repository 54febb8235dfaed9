import { eventFlag, eventKind, type EventKind } from '../../core/events/event-codes.ts'
import type { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import type { RowKernel, RowSession, RowTask } from '../../math/kernels/row-kernel.ts'
import { cellReadings, type CellPlan } from './cell-plan.ts'
import { COMMA } from './cell-scanner.ts'
import type { ImportedInstrument } from './imported-instruments.ts'
import type { MessageState } from './message-state.ts'
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
 * The kernel does what `RowCells` and `RowEvents` do of such rows, many times as fast, and stops before any row that is
 * not usual: another instrument, a snapshot, a finer tick, a time that steps back, anything wrong.
 * `printed-run.test.ts` holds its events against theirs.
 */
export class PrintedRun {
  readonly #session: RowSession
  readonly #target: RunTarget
  readonly #kind: EventKind
  #bytes: Uint8Array = new Uint8Array()
  /** One record for all calls. */
  readonly #task: RowTask = {
    at: 0,
    end: 0,
    rows: 0,
    rowsMost: 0,
    groupRowsMost: 0,
    priceDecimals: 0,
    quantityDecimals: 0,
    localTime: NaN,
    exchangeTime: NaN,
    groups: 0,
    isNew: false,
  }

  private constructor(session: RowSession, target: RunTarget, kind: EventKind) {
    this.#session = session
    this.#target = target
    this.#kind = kind
  }

  /** @returns undefined when the rows of a plan are none that run */
  static of(
    plan: CellPlan,
    layout: TickLayout,
    kernel: RowKernel,
    target: RunTarget,
  ): PrintedRun | undefined {
    const kind = kindOf(layout)
    const fits =
      layout.sameTimeIsNone === true &&
      layout.message === 'instant' &&
      plan.finer[2] === 0 &&
      plan.finer[3] === 0
    if (kind === undefined || !fits || !isSame(plan.readings, readingsOf(kind))) return undefined
    const isLevel = kind === eventKind.level
    const session = kernel.open({ fifth: isLevel ? 'false' : 'number', ownTimes: !isLevel })
    return new PrintedRun(session, target, kind)
  }

  /** Turns to other bytes. */
  open(bytes: Uint8Array): void {
    this.#bytes = bytes
    this.#session.load(bytes)
  }

  /** The rows that follow have the names of this one: what comes before its third cell. */
  follow(start: number): void {
    const bytes = this.#bytes
    const end = bytes.indexOf(COMMA, bytes.indexOf(COMMA, start) + 1) + 1
    this.#session.begin(bytes.subarray(start, end))
  }

  /**
   * Takes rows from `start` on while they are usual. A row of the instrument has been taken before.
   *
   * @returns the first row not taken, or `end`
   */
  take(start: number, end: number, { index, prices, quantities }: ImportedInstrument): number {
    const { out, message, batchRows } = this.#target
    const isUsual = message.instrument === index && message.isSnapshot === 0 && message.isOpen
    if (!isUsual || prices.units !== 1 || quantities.units !== 1) return start
    const task = this.#task
    task.at = start
    task.end = end
    task.rowsMost = out.flags.length - out.length
    task.groupRowsMost = batchRows - out.length
    task.priceDecimals = prices.decimals
    task.quantityDecimals = quantities.decimals
    task.localTime = message.localTime
    task.exchangeTime = message.exchangeTime
    this.#session.take(task)
    if (task.rows > 0) this.#append(task)
    return task.at
  }

  /** Appends the rows taken, and leaves the message as others find it. */
  #append({ rows, isNew, groups, localTime, exchangeTime }: RowTask): void {
    const { out, message } = this.#target
    const { columns } = this.#session
    const first = out.length
    const end = first + rows
    if (isNew && first > 0) out.flags[first - 1]! |= eventFlag.endsMessage
    for (let row = 0; row < rows; row++) {
      out.flags[first + row] = columns.ends[row] === 1 ? eventFlag.endsMessage : 0
    }
    out.side.set(columns.side.subarray(0, rows), first)
    out.localTime.set(columns.localTime.subarray(0, rows), first)
    out.exchangeTime.set(columns.exchangeTime.subarray(0, rows), first)
    out.price.set(columns.price.subarray(0, rows), first)
    out.quantity.set(columns.quantity.subarray(0, rows), first)
    if (this.#kind === eventKind.trade) out.id.set(columns.id.subarray(0, rows), first)
    else out.id.fill(NaN, first, end)
    out.kind.fill(this.#kind, first, end)
    out.instrument.fill(message.instrument, first, end)
    out.sequence.fill(NaN, first, end)
    out.value.fill(NaN, first, end)
    out.length = end
    message.count += groups
    message.localTime = localTime
    message.exchangeTime = exchangeTime
    out.begin(message.instrument, localTime as Instant, exchangeTime, NaN)
  }
}

function kindOf({ shape }: TickLayout): EventKind | undefined {
  if (shape === 'level') return eventKind.level
  if (shape === 'trade') return eventKind.trade
  return shape === 'liquidation' ? eventKind.liquidation : undefined
}

/** exchange, symbol, timestamp, local_timestamp, id or is_snapshot, side, price, amount. */
function readingsOf(kind: EventKind): readonly number[] {
  const { venue, symbol, time, id, flag, side, decimal } = cellReadings
  const fifth = kind === eventKind.level ? flag : id
  return [venue, symbol, time, time, fifth, side, decimal, decimal]
}

function isSame(readings: Uint8Array, wanted: readonly number[]): boolean {
  return readings.length === wanted.length && wanted.every((reading, k) => readings[k] === reading)
}
