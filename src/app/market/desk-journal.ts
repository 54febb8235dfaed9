import { unitsOf } from '../../core/currency.ts'
import { UsageError } from '../../core/errors.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { JournalRecord } from '../../core/journal.ts'
import type { OrderEvent } from '../../core/orders/order-event.ts'
import { priceOf, quantityOf } from '../../core/price.ts'
import { quantityUnit } from '../../core/quantity-words.ts'
import { millisecondsOf } from '../../core/time.ts'
import type { JournalState } from '../../execution/journal-state.ts'
import type { FillRow, JournalRow } from '../../protocol/market.ts'
import { readJournalLog } from '../../stores/journal/journal-files.ts'
import { detailsInWords, instrumentsOf, linesOfRun, type JournalLine } from '../live/journal-log.ts'
import { openJournal, type OpenJournal } from '../live/open-journal.ts'

/** Records that are shown. */
const shownMost = 200
const fillsMost = 100
/** Desks at once that each have a journal of their own. */
const desksMost = 16

/** The journal of a desk, and what it said last. */
export interface DeskJournal extends OpenJournal {
  readonly folder: string
  /** The last records, the newest first. */
  rows(): readonly JournalRow[]
  /** The last fills, the newest first. */
  lastFills(): readonly FillRow[]
}

/**
 * Opens the journal in a folder. Where another process writes there and the folder was not asked for by name, the next:
 * `simulated`, `simulated-2`.
 */
export async function openDeskJournal(folder: string, isAskedFor: boolean): Promise<DeskJournal> {
  for (let desk = 1; ; desk++) {
    const path = desk === 1 ? folder : `${folder}-${desk}`
    try {
      return withRows(path, await openJournal(path), await earlierRecords(path))
    } catch (cause) {
      if (isAskedFor || !(cause instanceof UsageError) || desk >= desksMost) throw cause
    }
  }
}

/** Records that are shown, and what those before the first run among them name by number. */
interface ShownRecords {
  readonly records: readonly JournalRecord[]
  readonly instruments: readonly Instrument[]
}

async function earlierRecords(folder: string): Promise<ShownRecords> {
  const { records, checkpoint } = await readJournalLog(folder)
  const from = Math.max(0, records.length - shownMost)
  const run = records.findLast((record, at) => record.kind === 'run' && at < from)
  const instruments =
    run?.kind === 'run'
      ? run.instruments
      : instrumentsOf(checkpoint as JournalState | null | undefined)
  return { records: records.slice(from), instruments }
}

function withRows(folder: string, journal: OpenJournal, earlier: ShownRecords): DeskJournal {
  const records = [...earlier.records]
  // Records name by number what their own run traded: that of the first may not be shown any more.
  let { instruments } = earlier
  let seen = records.length
  const fills: FillRow[] = []
  let filled = 0
  return {
    ...journal,
    folder,
    append(record) {
      journal.append(record)
      seen++
      records.push(record)
      const gone = records.length > shownMost ? records.shift() : undefined
      if (gone?.kind === 'run') instruments = gone.instruments
      if (record.kind !== 'answer' || record.event.kind !== 'filled') return
      const row = fillRow(record.event, journal.state, ++filled)
      if (row !== undefined) fills.push(row)
      if (fills.length > fillsMost) fills.shift()
    },
    lastFills: () => fills.toReversed(),
    rows() {
      const lines = linesOfRun(instruments, records)
      return lines.map((line, at) => rowOf(line, seen - lines.length + at + 1)).toReversed()
    },
  }
}

/** A fill of an order that the journal remembers. */
function fillRow(
  event: Extract<OrderEvent, { readonly kind: 'filled' }>,
  { orders, positions, strategies }: JournalState,
  number: number,
): FillRow | undefined {
  const order = orders.findLast(({ state }) => state.request.clientOrderId === event.clientOrderId)
  if (order === undefined) return undefined
  const { side, instrument: place } = order.state.request
  const { instrument } = positions[place]!
  const { venue, name, lotSize, tickSize } = instrument
  return {
    number,
    time: millisecondsOf(event.localTime),
    strategy: strategies[order.strategy] ?? '',
    venue,
    instrument: name,
    side,
    quantity: quantityOf(event.lots, lotSize),
    ...quantityUnit(instrument),
    price: priceOf(event.priceTicks, event.priceStep ?? tickSize),
    liquidity: event.liquidity,
    fee: unitsOf(event.feeAtoms),
    feeCurrency: event.feeCurrency,
  }
}

function rowOf(line: JournalLine, number: number): JournalRow {
  const where = [line.venue, line.instrument].filter((each) => each !== undefined).join(':')
  const what = detailsInWords(line)
    .map((detail) => detail.join(' '))
    .join(', ')
  return { number, time: line.time, kind: line.kind, where, what }
}
