import type { EventColumns } from '../../core/events/event-columns.ts'
import type { SymbolTable } from '../../core/events/symbol-table.ts'
import type { MessageKernel } from '../../math/kernels/message-kernel.ts'
import { DecodeCounts } from '../../wire/decode-counts.ts'
import type { Protocol } from '../../wire/part.ts'
import type { CaptureCounts, CaptureFault } from './capture-counts.ts'
import type { CaptureEntry } from './capture-files.ts'
import { CapturedFeed, type WrittenDecimals } from './captured-feed.ts'
import { symbolAsked } from './symbol-asked.ts'

/** Whose messages a capture holds. */
export interface CapturedInstruments {
  readonly symbols: SymbolTable
  readonly writtenOf: (instrument: number) => WrittenDecimals | undefined
  /** Index of the only one, whose the messages are that name none. */
  readonly only?: number
  /** Reads usual messages in one go. */
  readonly messageKernel?: MessageKernel
}

/**
 * The connections of a capture, over all its files.
 *
 * One follower reads them all: a snapshot over REST comes by another way than what follows it. Only where a connection
 * numbers its messages each has a follower of its own. One that begins anew costs the books for which it last spoke.
 */
export class CapturedConnections {
  readonly #protocol: Protocol
  readonly #instruments: CapturedInstruments
  readonly #feeds = new Map<string, CapturedFeed>()
  // Of the file at hand.
  #counts = new DecodeCounts()
  #before = sumsOf([])
  #firstFault: CaptureFault | null = null

  constructor(protocol: Protocol, instruments: CapturedInstruments) {
    this.#protocol = protocol
    this.#instruments = instruments
  }

  /** What is counted from here on is another file's. */
  beginFile(): void {
    this.#counts = new DecodeCounts()
    this.#before = sumsOf(this.#feeds.values())
    this.#firstFault = null
  }

  /** What was counted since. */
  ofFile(): CaptureCounts {
    const { ignored, malformed } = this.#counts
    const { checksums, lost } = sumsOf(this.#feeds.values())
    const { checksums: checksumsBefore, lost: before } = this.#before
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
    const feed = this.#feedOf(isNumbered ? connection : '')
    if (kind === 'connected') {
      feed.reconnect(connection, localTime, out)
      return false
    }
    const instrument = this.#instrumentOf(entry)
    // Answers are also lists of instruments and the like.
    if (kind === 'answer' && instrument === undefined) return false
    const { bytes, start, end } = entry
    const whose = instrument === undefined ? {} : { instrument }
    const frame = { bytes, start, end, localTime, ...whose }
    const outcome = feed.read(frame, out, kind === 'message' ? connection : undefined)
    this.#counts.add(outcome)
    if (outcome.kind === 'malformed') {
      const { offset, reason, detail } = outcome
      const fault = { row: entry.row, byte: offset - start, detail: `${reason}: ${detail}` }
      this.#firstFault ??= fault
    }
    return outcome.kind === 'decoded'
  }

  #feedOf(name: string): CapturedFeed {
    const known = this.#feeds.get(name)
    if (known !== undefined) return known
    const { symbols, writtenOf, messageKernel } = this.#instruments
    const feed = new CapturedFeed(this.#protocol, symbols, writtenOf, messageKernel)
    this.#feeds.set(name, feed)
    return feed
  }

  /** Index of the instrument of a message that does not name it. */
  #instrumentOf(entry: CaptureEntry): number | undefined {
    const { symbols, only } = this.#instruments
    if (entry.kind === 'message') return only
    const asked = symbolAsked(this.#protocol, entry)
    if (asked === undefined) return undefined
    const bytes = Buffer.from(asked)
    return symbols.find(bytes, 0, bytes.length)?.index
  }
}

type Sums = Pick<CaptureCounts, 'checksums' | 'lost'>

function sumsOf(feeds: Iterable<CapturedFeed>): Sums {
  const lost = { gap: 0, checksum: 0, crossed: 0, disconnected: 0 }
  let checksums = 0
  for (const feed of feeds) {
    checksums += feed.checksums
    const own = feed.lost()
    lost.gap += own.gap
    lost.checksum += own.checksum
    lost.crossed += own.crossed
    lost.disconnected += own.disconnected
  }
  return { checksums, lost }
}
