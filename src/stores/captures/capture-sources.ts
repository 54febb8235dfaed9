import { EventColumns, type EventRows } from '../../core/events/event-columns.ts'
import { SymbolTable } from '../../core/events/symbol-table.ts'
import type { Instant } from '../../core/time.ts'
import type { MessageKernel } from '../../math/kernels/message-kernel.ts'
import type { FeedName } from '../../wire/protocols.ts'
import { DataError } from '../data-error.ts'
import type { ImportSource, SourceCounts } from '../recording/import-sources.ts'
import { ImportedInstruments, type ToldInstrument } from '../ticks/imported-instruments.ts'
import type { LeftOut } from '../ticks/plan-import.ts'
import { readCapture, type CaptureEntry } from './capture-files.ts'
import { CapturedConnections, type ForeignMessages } from './captured-connections.ts'
import { venueOfSymbol } from './capture-venues.ts'
import { surveyCaptures, type SeenInMarket } from './survey-captures.ts'

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
  const { files, empty, seen } = await surveyCaptures(request.files, feed)
  requireOneMarket(request, seen)
  const symbols = new Map<string, SymbolTable>()
  const instruments = new ImportedInstruments(told)
  const written = new Map<number, { priceDecimals: number; quantityDecimals: number }>()
  for (const { market, symbol, prices, quantities } of seen) {
    const own = market === '' ? venueOfSymbol(feed, symbol) : market
    const imported = instruments.find(request.venue ?? own, symbol, own)
    if (imported === undefined) continue
    const { index } = imported
    imported.prices.refine(prices.needed)
    imported.quantities.refine(quantities.needed)
    const { instrument } = instruments.listingAt(index)
    const table = symbols.get(market) ?? new SymbolTable()
    symbols.set(market, table)
    table.add({ symbol, index, instrument })
    written.set(index, {
      priceDecimals: Math.max(prices.written, instrument.tickSize.decimals),
      quantityDecimals: Math.max(quantities.written, instrument.lotSize.decimals),
    })
  }
  const only = seen.length === 1 ? [...written.keys()][0] : undefined
  const connections = new CapturedConnections(feed, {
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

/** Instruments of two markets that are called alike cannot have one venue. */
function requireOneMarket(
  { files, feed, venue }: CaptureRequest,
  seen: readonly SeenInMarket[],
): void {
  const markets = [...new Set(seen.map(({ market }) => market))]
  if (venue === undefined || markets.length < 2) return
  const names = seen.map(({ market, symbol }) => market || venueOfSymbol(feed, symbol))
  const came = [...new Set(names)].join(', ')
  throw new DataError({ file: files[0]!, expected: 'one market where --venue names it', came })
}

interface ReadFile {
  readonly file: string
  readonly feed: FeedName
  readonly clockShift: number
  readonly clock: CaptureClock
  /** What never began is known when all is read. */
  readonly isLast: boolean
}

/**
 * Reads a file for good.
 *
 * @throws DataError where most messages are none of the feed: another kind's, of which some look alike
 */
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
  const all = { understood: counts.messages, foreign: malformed, firstFault: capture.firstFault }
  requireOwn({ file, feed }, 'messages', all)
  requireOwn({ file, feed }, 'book messages', connections.booksOfFile())
  const unknownStarts = isLast ? connections.unknownBooks() : 0
  return { ...counts, unknownStarts, malformed, isUnended, capture }
}

/** Trades of one feed may be well-formed in another: what kind of messages a file holds, its books tell. */
function requireOwn(
  { file, feed }: Pick<ReadFile, 'file' | 'feed'>,
  what: string,
  { understood, foreign, firstFault }: ForeignMessages,
): void {
  if (firstFault === null || foreign <= understood) return
  const { row, byte, detail } = firstFault
  const share = `${foreign} of ${understood + foreign} ${what} are none of them`
  const came = `another kind's: ${share}, this one by its byte ${byte}: ${detail}`
  throw new DataError({ file, row, expected: `messages of raw:${feed}`, came })
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
