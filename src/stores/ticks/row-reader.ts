import { counted } from '../counted.ts'
import { asciiText } from '../../core/decimal-text.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import type { RowKernel } from '../../math/kernels/row-kernel.ts'
import { DataError } from '../data-error.ts'
import { columnOf, numberSlots, type CellPlan } from './cell-plan.ts'
import type { ImportedInstrument, ImportedInstruments } from './imported-instruments.ts'
import { PrintedRun } from './printed-run.ts'
import { RowCells } from './row-cells.ts'
import { RowEvents, type RowAtHand } from './row-events.ts'
import { cellEnd } from './cell-scanner.ts'
import type { TickLayout, UnnamedInstrument } from './tick-layout.ts'

/** A file about to be read. */
export interface ReadFile {
  readonly file: string
  readonly layout: TickLayout
  readonly plan: CellPlan
  /** What the file's name or layout says its instruments are; empty when columns do. */
  readonly unnamed: readonly UnnamedInstrument[]
  /** In place of the layout's venue. */
  readonly venue?: string
  /** Lines above the first row. */
  readonly headerLines: number
  /** Added to every local time, in microseconds: for a recorder whose clock was wrong. */
  readonly clockShift: number
  /** Takes the rows that fill disks. */
  readonly rowKernel: RowKernel
}

/** Reads the lines of one file into events, batch by batch; messages may go over from buffer to buffer. */
export class RowReader {
  readonly out: EventColumns = new EventColumns(BATCH_ROWS + 4_096)
  /** Rows read. */
  rows = 0
  /** Rows that were moved up in time, by less than a second, to where the row before them stands. */
  movedUp = 0

  readonly #source: ReadFile
  readonly #instruments: ImportedInstruments
  readonly #cells: RowCells
  readonly #events: RowEvents
  /** Takes most rows of the files that most rows are in. */
  readonly #run: PrintedRun | undefined
  /** Do columns name the instrument? */
  readonly #isNamed: boolean
  readonly #hasLocalTime: boolean
  readonly #sameTimeIsNone: boolean
  readonly #knownAfter: number
  readonly #clockShift: number
  /** How often the names had changed when the instrument of the rows was looked up. */
  #changes = 0
  /** One record for all rows. */
  readonly #row: Changing<RowAtHand>
  #localTime = -Infinity

  constructor(source: ReadFile, instruments: ImportedInstruments) {
    this.#source = source
    this.#instruments = instruments
    this.#cells = new RowCells(source.plan)
    this.#events = new RowEvents(source.layout, this.out)
    const { message } = this.#events
    const target = { out: this.out, message, batchRows: BATCH_ROWS }
    const run = PrintedRun.of(source.plan, source.layout, source.rowKernel, target)
    this.#run = source.clockShift === 0 ? run : undefined
    this.#isNamed = source.unnamed.length === 0
    this.#hasLocalTime = source.plan.hasLocalTime
    this.#sameTimeIsNone = source.layout.sameTimeIsNone === true
    this.#knownAfter = source.layout.knownAfter ?? 0
    this.#clockShift = source.clockShift
    this.#row = {
      cells: this.#cells,
      instruments: source.unnamed.map(({ venue, symbol }) => this.#find(venue, symbol)),
      localTime: NaN as Instant,
      exchangeTime: NaN,
    }
  }

  /** Books that began without a snapshot, hence empty. */
  get unknownStarts(): number {
    return this.#events.unknownStarts
  }

  get messages(): number {
    return this.#events.message.count
  }

  /**
   * Reads whole lines from `start` on.
   *
   * @returns where it stopped: at `end`, or earlier when a batch is full, at the beginning of a message
   */
  read(bytes: Uint8Array, start: number, end: number): number {
    let at = start
    this.#run?.open(bytes)
    while (at < end) {
      if (this.#run !== undefined) at = this.#takeRun(this.#run, at, end)
      if (at >= end) break
      const next = this.#cells.read(bytes, at)
      if (next < 0) throw this.#cellFault(bytes, at)
      if (this.#isNamed) this.#identify(at)
      const row = this.#row
      this.#timeRow(bytes, at)
      if (this.#events.begins(row)) {
        this.#events.end()
        if (this.out.length >= BATCH_ROWS) return at
      }
      this.rows++
      if (!this.#events.add(row)) throw this.#rowFault()
      this.#localTime = row.localTime
      at = next
    }
    return at
  }

  /** Ends the last message. */
  end(): void {
    this.#events.end()
  }

  #takeRun(run: PrintedRun, start: number, end: number): number {
    const [instrument] = this.#row.instruments
    if (instrument === undefined) return start
    const before = this.out.length
    const at = run.take(start, end, instrument)
    if (at > start) {
      this.rows += this.out.length - before
      this.#localTime = this.#events.message.localTime
    }
    return at
  }

  #timeRow(bytes: Uint8Array, at: number): void {
    const { numbers } = this.#cells
    let exchangeTime = numbers[numberSlots.exchangeTime]!
    let localTime = exchangeTime + this.#knownAfter
    if (this.#hasLocalTime) {
      localTime = numbers[numberSlots.localTime]!
      if (this.#sameTimeIsNone && exchangeTime === localTime) exchangeTime = NaN
      localTime += this.#clockShift
    }
    if (!(localTime >= this.#localTime)) localTime = this.#inOrder(localTime, bytes, at)
    this.#row.localTime = localTime as Instant
    this.#row.exchangeTime = exchangeTime
  }

  /** What to make of a time that is missing, or before that of the row before. */
  #inOrder(localTime: number, bytes: Uint8Array, at: number): number {
    const mayMove = this.#source.layout.mayStepBack && this.#localTime - localTime < STEP_BACK_MOST
    if (mayMove) {
      this.movedUp++
      return this.#localTime
    }
    const line = asciiText(bytes, at, Math.min(bytes.length, at + 60))
    const { file, plan } = this.#source
    const slot = this.#hasLocalTime ? numberSlots.localTime : numberSlots.exchangeTime
    const column = columnOf(plan, 'time', slot)
    throw new DataError({
      file,
      row: this.#line(),
      ...(column === undefined ? {} : { column }),
      expected: Number.isNaN(localTime) ? 'a time' : `a time not before ${this.#localTime} us`,
      came: Number.isNaN(localTime) ? 'an empty cell' : `${localTime} us (${line.split('\n')[0]})`,
    })
  }

  #identify(start: number): void {
    const { venue, symbol } = this.#cells
    const changes = venue.changes + symbol.changes
    if (changes === this.#changes) return
    this.#changes = changes
    this.#run?.follow(start)
    this.#row.instruments = [this.#find(venue.name, symbol.name)]
  }

  #find(inFile: string, symbol: string): ImportedInstrument {
    const { layout, file } = this.#source
    const venue = inFile !== '' ? inFile : (this.#source.venue ?? venueOf(layout, symbol))
    const found = this.#instruments.find(venue, symbol)
    if (found !== undefined) return found
    throw new DataError({
      file,
      row: this.#line(),
      expected: 'a symbol of two currencies, or one that --instruments names',
      came: `${venue} ${symbol === '' ? '(nothing)' : symbol}`,
    })
  }

  /** The line of the file that is being read, counted from 1. */
  #line(): number {
    return this.#source.headerLines + this.rows + 1
  }

  #cellFault(bytes: Uint8Array, start: number): DataError {
    const { file, plan } = this.#source
    const { faultCell, faultStart } = this.#cells
    const end = bytes.indexOf(0x0a, start)
    const line = asciiText(bytes, start, end)
    const count = line.split(',').length
    const row = this.#line()
    if (count !== plan.names.length) {
      // The first column without a cell; of a row that is too long, the last one.
      const isEmpty = line.trim() === ''
      const column = plan.names[isEmpty ? 0 : Math.min(count, plan.names.length - 1)] ?? ''
      const came = isEmpty ? 'an empty line' : `${count}`
      return new DataError({
        file,
        row,
        column,
        expected: counted(plan.names.length, 'cell'),
        came,
      })
    }
    const text = asciiText(bytes, faultStart, cellEnd(bytes, faultStart))
    const came = text === '' ? 'an empty cell' : text.slice(0, 60)
    const column = plan.names[faultCell] ?? ''
    return new DataError({ file, row, column, expected: expectedOf(plan, faultCell), came })
  }

  #rowFault(): DataError {
    const { file, plan } = this.#source
    const { expected, came, cell } = this.#events.fault ?? { expected: 'a row', came: 'none' }
    const kind = cell === 'side' ? 'side' : 'decimal'
    const column = columnOf(plan, kind, cell === 'side' ? numberSlots.side : (cell ?? -1))
    // The row has been counted already.
    const row = this.#line() - 1
    return new DataError({ file, row, expected, came, ...(column === undefined ? {} : { column }) })
  }
}

type Changing<T> = { -readonly [key in keyof T]: T[key] }

/** Long enough that handing a batch over costs nothing, short enough to stay in the cache. */
const BATCH_ROWS = 16_384
/** Trades of some archives are ordered by their ids, and their times step back by some milliseconds. */
const STEP_BACK_MOST = 1_000_000

const expectations: readonly string[] = [
  'anything',
  'a venue',
  'a symbol',
  'a time since 1970 as a plain number',
  'a decimal number whose digits, read without the point, are at most 2^53',
  'a decimal number whose digits, read without the point, are at most 2^53, or nothing',
  'an id',
  'bid, ask, buy, sell or unknown',
  'true or false',
  'true or false',
  'created, changed, deleted or trade',
  'a number, or nothing',
]

function expectedOf(plan: CellPlan, cell: number): string {
  return expectations[plan.readings[cell]!] ?? 'another cell'
}

function venueOf({ venue, name }: TickLayout, symbol: string): string {
  if (typeof venue === 'string') return venue
  return venue?.find(([pattern]) => pattern.test(symbol))?.[1] ?? name
}
