import type { EventColumns } from '../../core/events/event-columns.ts'
import { SymbolTable } from '../../core/events/symbol-table.ts'
import type { MessageKernel } from '../../math/kernels/message-kernel.ts'
import { DecodeCounts } from '../../wire/decode-counts.ts'
import type { DecodeOutcome, MalformedReason } from '../../core/events/wire-codec.ts'
import type { Protocol } from '../../wire/part.ts'
import { protocols, type FeedName } from '../../wire/protocols.ts'
import type { CaptureCounts, CaptureFault } from './capture-counts.ts'
import type { CaptureEntry } from './capture-files.ts'
import { CapturedFeed, type WrittenDecimals } from './captured-feed.ts'
import { ConnectionMarkets } from './connection-markets.ts'
import { symbolAsked } from './symbol-asked.ts'

/** Whose messages a capture holds. */
export interface CapturedInstruments {
  /** By market: see `marketOf`. */
  readonly symbols: ReadonlyMap<string, SymbolTable>
  readonly writtenOf: (instrument: number) => WrittenDecimals | undefined
  /** Index of the only one, whose the messages are that name none. */
  readonly only?: number
  /** Reads usual messages in one go. */
  readonly messageKernel?: MessageKernel
}

/** Messages that a feed has, and those that look like another feed's. */
export interface ForeignMessages {
  readonly understood: number
  readonly foreign: number
  readonly firstFault: CaptureFault | null
}

/**
 * The connections of a capture, over all its files.
 *
 * One follower reads them all: a snapshot over REST comes by another way than what follows it. Only where a connection
 * numbers its messages each has a follower of its own, and each market that calls its symbols as another does. One that begins
 * anew costs the books for which it last spoke.
 */
export class CapturedConnections {
  readonly #protocol: Protocol
  readonly #instruments: CapturedInstruments
  readonly #markets: ConnectionMarkets
  readonly #feeds = new Map<string, CapturedFeed>()
  // Of the file at hand.
  #counts = new DecodeCounts()
  #before = sumsOf([])
  #firstFault: CaptureFault | null = null
  #books: Changing<ForeignMessages> = noForeign()

  constructor(feed: FeedName, instruments: CapturedInstruments) {
    this.#protocol = protocols[feed]
    this.#markets = new ConnectionMarkets(feed)
    this.#instruments = instruments
  }

  /** What is counted from here on is another file's. */
  beginFile(): void {
    this.#counts = new DecodeCounts()
    this.#before = sumsOf(this.#feeds.values())
    this.#firstFault = null
    this.#books = noForeign()
  }

  /** Since then, those that change books. */
  booksOfFile(): ForeignMessages {
    return this.#books
  }

  /** What was counted since. */
  ofFile(): CaptureCounts {
    const { ignored, malformed } = this.#counts
    const { checksums, lost, books } = sumsOf(this.#feeds.values())
    const { checksums: checksumsBefore, lost: before, books: booksBefore } = this.#before
    return {
      ignored,
      malformed,
      firstFault: this.#firstFault,
      checksums: checksums - checksumsBefore,
      lost: {
        gap: lost.gap - before.gap,
        checksum: lost.checksum - before.checksum,
        crossed: lost.crossed - before.crossed,
        disconnected: lost.disconnected - before.disconnected,
      },
      books: {
        stale: books.stale - booksBefore.stale,
        otherStreams: books.otherStreams - booksBefore.otherStreams,
      },
    }
  }

  /** Books of which nothing was ever known. */
  unknownBooks(): number {
    return [...this.#feeds.values()].reduce((sum, feed) => sum + feed.unknownBooks(), 0)
  }

  /** Reads the entry that came next, and appends what is known by it; false when it is no message of the market. */
  read(entry: CaptureEntry, out: EventColumns): boolean {
    const { connection, kind, localTime } = entry
    const isNumbered = this.#protocol.sequencedBy === 'connection'
    const market = this.#markets.of(entry)
    const feed = this.#feedOf(market, isNumbered ? connection : '')
    if (kind === 'connected') {
      feed.reconnect(connection, localTime, out)
      return false
    }
    const instrument = this.#instrumentOf(entry, market)
    // Answers are also lists of instruments and the like.
    if (kind === 'answer' && instrument === undefined) return false
    const { bytes, start, end } = entry
    const whose = instrument === undefined ? {} : { instrument }
    const frame = { bytes, start, end, localTime, ...whose }
    const outcome = feed.read(frame, out, kind === 'message' ? connection : undefined)
    this.#counts.add(outcome)
    const fault = faultOf(outcome, entry)
    this.#firstFault ??= fault
    this.#countBook(outcome, fault)
    return outcome.kind === 'decoded'
  }

  #countBook(outcome: DecodeOutcome, fault: CaptureFault | null): void {
    const books = this.#books
    if (outcome.kind === 'decoded') {
      if (!Number.isNaN(outcome.sequence.instrument)) books.understood++
    } else if (outcome.kind === 'malformed' && outcome.isBook && isForeign(outcome.reason)) {
      books.foreign++
      books.firstFault ??= fault
    }
  }

  #feedOf(market: string, connection: string): CapturedFeed {
    const name = `${market}\n${connection}`
    const known = this.#feeds.get(name)
    if (known !== undefined) return known
    const symbols = this.#symbolsOf(market)
    const { writtenOf, messageKernel } = this.#instruments
    const feed = new CapturedFeed(this.#protocol, symbols, writtenOf, messageKernel)
    this.#feeds.set(name, feed)
    return feed
  }

  /** Index of the instrument of a message that does not name it. */
  #instrumentOf(entry: CaptureEntry, market: string): number | undefined {
    if (entry.kind === 'message') return this.#instruments.only
    const asked = symbolAsked(this.#protocol, entry)
    if (asked === undefined) return undefined
    const bytes = Buffer.from(asked)
    return this.#symbolsOf(market).find(bytes, 0, bytes.length)?.index
  }

  #symbolsOf(market: string): SymbolTable {
    return this.#instruments.symbols.get(market) ?? noSymbols
  }
}

const noSymbols = new SymbolTable()

type Changing<T> = { -readonly [key in keyof T]: T[key] }

function noForeign(): Changing<ForeignMessages> {
  return { understood: 0, foreign: 0, firstFault: null }
}

/** Faults of the form: a number that is off its grid, or a line that is cut, is the feed's own. */
function isForeign(reason: MalformedReason): boolean {
  return reason === 'missing-field' || reason === 'unexpected-value'
}

function faultOf(outcome: DecodeOutcome, { row, start }: CaptureEntry): CaptureFault | null {
  if (outcome.kind !== 'malformed') return null
  const { offset, reason, detail } = outcome
  return { row, byte: offset - start, detail: `${reason}: ${detail}` }
}

type Sums = Pick<CaptureCounts, 'checksums' | 'lost' | 'books'>

function sumsOf(feeds: Iterable<CapturedFeed>): Sums {
  const lost = { gap: 0, checksum: 0, crossed: 0, disconnected: 0 }
  const books = { stale: 0, otherStreams: 0 }
  let checksums = 0
  for (const feed of feeds) {
    checksums += feed.checksums()
    const own = feed.lost()
    lost.gap += own.gap
    lost.checksum += own.checksum
    lost.crossed += own.crossed
    lost.disconnected += own.disconnected
    const { stale, otherStreams } = feed.bookMessages()
    books.stale += stale
    books.otherStreams += otherStreams
  }
  return { checksums, lost, books }
}
