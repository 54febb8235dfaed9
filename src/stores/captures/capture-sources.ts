import { EventColumns, type EventRows } from '../../core/events/event-columns.ts'
import { SymbolTable } from '../../core/events/symbol-table.ts'
import type { Instant } from '../../core/time.ts'
import type { MessageKernel } from '../../math/kernels/message-kernel.ts'
import { protocols, type FeedName } from '../../wire/protocols.ts'
import { DataError } from '../data-error.ts'
import type { ImportSource, SourceCounts } from '../recording/import-sources.ts'
import { ImportedInstruments, type ToldInstrument } from '../ticks/imported-instruments.ts'
import type { LeftOut } from '../ticks/plan-import.ts'
import { readCapture, type CaptureEntry } from './capture-files.ts'
import { CapturedConnections } from './captured-connections.ts'
import { venueOfSymbol } from './capture-venues.ts'
import { surveyCaptures } from './survey-captures.ts'

/** Captures of one feed, and how they are to be read. */
export interface CaptureRequest {
  readonly files: readonly string[]
  readonly feed: FeedName
  /** What is known of instruments beside the files. */
  readonly told: readonly ToldInstrument[]
  /** In place of the feed's venue. */
  readonly venue?: string
  /** Added to every local time, in microseconds. */
  readonly clockShift?: number
  /** Reads usual messages in one go. */
  readonly messageKernel?: MessageKernel
}

/**
 * Files of raw messages as sources of an import: read once for symbols and steps, and a second time for good. The files
 * are one capture, cut; books go on from one to the next.
 *
 * @throws DataError naming the line that is none of a capture
 */
export async function captureSources(request: CaptureRequest): Promise<{
  readonly sources: readonly ImportSource[]
  readonly leftOut: readonly LeftOut[]
}> {
  const { feed, told, clockShift = 0, messageKernel } = request
  const protocol = protocols[feed]
  const { files, empty, seen } = await surveyCaptures(request.files, protocol)
  const symbols = new SymbolTable()
  const instruments = new ImportedInstruments(told)
  const written = new Map<number, { priceDecimals: number; quantityDecimals: number }>()
  for (const { symbol, prices, quantities } of seen) {
    const imported = instruments.find(request.venue ?? venueOfSymbol(feed, symbol), symbol)
    if (imported === undefined) continue
    const { index } = imported
    imported.prices.refine(prices.needed)
    imported.quantities.refine(quantities.needed)
    const { instrument } = instruments.listingAt(index)
    symbols.add({ symbol, index, instrument })
    written.set(index, {
      priceDecimals: Math.max(prices.written, instrument.tickSize.decimals),
      quantityDecimals: Math.max(quantities.written, instrument.lotSize.decimals),
    })
  }
  const only = seen.length === 1 ? [...written.keys()][0] : undefined
  const connections = new CapturedConnections(protocol, {
    symbols,
    writtenOf: (index) => written.get(index),
    ...(only === undefined ? {} : { only }),
    ...(messageKernel === undefined ? {} : { messageKernel }),
  })
  const clock = new CaptureClock()
  const last = files.at(-1)
  const sources = files.map((file): ImportSource => ({
    file,
    layout: `raw:${feed}`,
    origin: { listingAt: (index) => instruments.listingAt(index), clock: 'receive' },
    read: () => readFile({ file, feed, clockShift, clock, isLast: file === last }, connections),
  }))
  return { sources, leftOut: empty.map((file) => ({ file, reason: 'it is empty' })) }
}

/**
 * Reads a file for good.
 *
 * @throws DataError where most messages are none of the feed: another kind's, of which some look alike
 */
interface ReadFile {
  readonly file: string
  readonly feed: FeedName
  readonly clockShift: number
  readonly clock: CaptureClock
  /** What never began is known when all is read. */
  readonly isLast: boolean
}

async function* readFile(
  { file, feed, clockShift, isLast, clock }: ReadFile,
  connections: CapturedConnections,
): AsyncGenerator<EventRows, SourceCounts> {
  const out = new EventColumns()
  const counts = { rows: 0, messages: 0, events: 0, movedUp: 0 }
  let isUnended = false
  connections.beginFile()
  for await (const entry of readCapture(file)) {
    isUnended = entry.isUnended
    counts.rows++
    if (clock.moveUp(file, entry, clockShift)) counts.movedUp++
    if (connections.read(entry, out)) counts.messages++
    if (out.length < batchRows) continue
    counts.events += out.length
    yield out
    out.empty()
  }
  counts.events += out.length
  if (out.length > 0) yield out
  const capture = connections.ofFile()
  const malformed = Object.values(capture.malformed).reduce((sum, count) => sum + count, 0)
  const { firstFault } = capture
  if (firstFault !== null && malformed > counts.messages) {
    const { row, detail } = firstFault
    const share = `${malformed} of ${counts.messages + malformed} messages are none of them`
    const came = `another kind's: ${share}, this one by its byte ${firstFault.byte}: ${detail}`
    throw new DataError({ file, row, expected: `messages of raw:${feed}`, came })
  }
  const unknownStarts = isLast ? connections.unknownBooks() : 0
  return { ...counts, unknownStarts, malformed, isUnended, capture }
}

/** Enough that the writer is not called for every message. */
const batchRows = 4096

/** The clock of a recorder whose threads write a little out of order. */
class CaptureClock {
  #now = -Infinity

  /** Puts an entry where it belongs in time: shifted, and not before the entry before it; true when it was. */
  moveUp(file: string, entry: CaptureEntry, shift: number): boolean {
    const time = entry.localTime + shift
    if (time < this.#now - stepBackMost) {
      const expected = `a time of receipt not before ${this.#now - shift} microseconds`
      throw new DataError({ file, row: entry.row, expected, came: String(entry.localTime) })
    }
    const isBack = time < this.#now
    if (!isBack) this.#now = time
    entry.localTime = this.#now as Instant
    return isBack
  }
}

/** Microseconds: more than a second is another capture, not another thread. */
const stepBackMost = 1_000_000
