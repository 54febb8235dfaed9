import { FollowedBook, type BookListener, type FollowedCounts } from '../../book/followed-book.ts'
import { FollowedFeed } from '../../book/followed-feed.ts'
import { feedRulesOf } from '../../book/feed-rules.ts'
import { InstrumentBook } from '../../book/instrument-book.ts'
import { ConnectionNumber } from '../../book/sequence/connection-number.ts'
import { eventFlag, eventKind, eventSide, type BookSide } from '../../core/events/event-codes.ts'
import { EventColumns, type EventRows } from '../../core/events/event-columns.ts'
import type { Listing, SymbolTable } from '../../core/events/symbol-table.ts'
import type {
  DecodeOutcome,
  MessageSequence,
  WireCodec,
  WireFrame,
} from '../../core/events/wire-codec.ts'
import type { Instant } from '../../core/time.ts'
import type { MessageKernel } from '../../math/kernels/message-kernel.ts'
import { codecOf } from '../../wire/codec.ts'
import { DecodeCounts } from '../../wire/decode-counts.ts'
import type { Protocol } from '../../wire/part.ts'
import type { BookMessageCounts } from './capture-counts.ts'

/** Decimals with which a venue writes the numbers of an instrument, where those are more than its steps'. */
export interface WrittenDecimals {
  readonly priceDecimals: number
  readonly quantityDecimals: number
}

/**
 * The feed of a capture, followed as it would have been live: what of a book stands in a message becomes an event
 * when it is known to be right, and where the sequence breaks, a checksum is not found or a message is not understood,
 * a `gap` does.
 *
 * What came before a snapshot over REST and is needed after it becomes an event when the snapshot is there, at that
 * time: before, it told nothing.
 */
export class CapturedFeed {
  readonly counts: DecodeCounts = new DecodeCounts()
  /** Breaks written, each of which voids a book. */
  gaps = 0

  readonly #protocol: Protocol
  readonly #symbols: SymbolTable
  readonly #writtenOf: (instrument: number) => WrittenDecimals | undefined
  readonly #codec: WireCodec
  /** Does the connection number its messages? Then it is the only one. */
  readonly #isNumbered: boolean
  readonly #feed: FollowedFeed
  readonly #books = new Map<number, FollowedBook>()
  /** Instruments of whose books something has been written since the last gap. */
  readonly #known = new Set<number>()
  /** Which connection last spoke for each book. */
  readonly #speakers = new Map<number, string>()
  readonly #rows = new EventColumns()
  readonly #dropped: { readonly side: BookSide; readonly price: number }[] = []
  #out = new EventColumns()
  #now = 0 as Instant
  /** Levels a side that the connection is subscribed to, once it has told. */
  #depth: number | undefined

  constructor(
    protocol: Protocol,
    symbols: SymbolTable,
    writtenOf: (instrument: number) => WrittenDecimals | undefined = () => undefined,
    kernel?: MessageKernel,
  ) {
    this.#protocol = protocol
    this.#symbols = symbols
    this.#writtenOf = writtenOf
    this.#codec = codecOf(protocol, symbols, kernel)
    this.#isNumbered = protocol.sequencedBy === 'connection'
    this.#feed = new FollowedFeed(this.#isNumbered ? new ConnectionNumber() : undefined)
  }

  /** The books met so far, by the index of their instrument. */
  get books(): ReadonlyMap<number, FollowedBook> {
    return this.#books
  }

  /** Books of which nothing was ever known: their snapshot is not in the capture. */
  unknownBooks(): number {
    return [...this.#books.values()].filter(({ counts }) => counts.applied === 0).length
  }

  /** How often books were lost, by reason. */
  lost(): FollowedCounts['lost'] {
    const sum = { gap: 0, checksum: 0, crossed: 0, disconnected: 0 }
    for (const { counts } of this.#books.values()) {
      for (const reason of Object.keys(sum) as (keyof typeof sum)[]) {
        sum[reason] += counts.lost[reason]
      }
    }
    return sum
  }

  /** Messages whose checksum was compared, right ones and wrong ones. */
  checksums(): number {
    return [...this.#books.values()].reduce((sum, { counts }) => sum + counts.checksums, 0)
  }

  /** Messages that changed no book though they are about one. */
  bookMessages(): BookMessageCounts {
    let stale = 0
    let otherStreams = 0
    for (const { counts } of this.#books.values()) {
      stale += counts.stale
      otherStreams += counts.leftOut
    }
    return { stale, otherStreams }
  }

  /**
   * Reads the message that came next, and appends what is known by it.
   *
   * @param connection by which it came; undefined of an answer over REST, which belongs to none
   */
  read(frame: WireFrame, out: EventColumns, connection?: string): DecodeOutcome {
    this.#out = out
    this.#now = frame.localTime
    this.#rows.empty()
    const outcome = this.#codec.decode(frame, this.#rows)
    this.counts.add(outcome)
    switch (outcome.kind) {
      case 'decoded':
        if (connection !== undefined) this.#speakers.set(outcome.sequence.instrument, connection)
        this.#follow(outcome.sequence, frame)
        break
      case 'ignored':
        if (outcome.reason === 'acknowledgement') this.#noteDepth(frame)
        break
      case 'malformed':
        if (outcome.isBook) this.#lose(outcome.instrument)
        break
    }
    return outcome
  }

  /** A connection was lost, and there is another: each book it spoke for is void until its next snapshot. */
  reconnect(connection: string, localTime: Instant, out: EventColumns): void {
    this.#out = out
    this.#now = localTime
    if (this.#isNumbered) return this.#feed.disconnect(new ConnectionNumber())
    for (const [instrument, book] of this.#books) {
      if (this.#speakers.get(instrument) === connection) book.lose('disconnected')
    }
  }

  #follow(sequence: MessageSequence, frame: WireFrame): void {
    const { instrument, isSnapshot, last } = sequence
    // A connection counts from zero: this is a new one, whose beginning the capture does not tell.
    if (last === 0 && this.#isNumbered) this.#feed.disconnect(new ConnectionNumber())
    if (!Number.isNaN(instrument)) {
      if (isSnapshot) this.#noteDepth(frame)
      const book = this.#bookOf(instrument)
      const depth = isSnapshot ? (this.#depth ?? this.#depthOfSnapshot()) : undefined
      if (depth !== undefined) book.cover(depth)
    }
    const followed = this.#feed.follow(this.#rows, 0, this.#rows.length, sequence)
    if (followed === 'other') this.#write(this.#rows, 0, this.#rows.length)
  }

  #bookOf(instrument: number): FollowedBook {
    const known = this.#books.get(instrument)
    if (known !== undefined) return known
    const listing = this.#symbols.ofInstrument(instrument)!
    const steps = { ...listing.instrument, ...this.#writtenOf(instrument) }
    const rules = feedRulesOf(this.#protocol, steps, this.#depth)
    const book = new FollowedBook(rules, new InstrumentBook(), this.#listenerOf(listing))
    this.#books.set(instrument, book)
    this.#feed.add(instrument, book)
    return book
  }

  #listenerOf({ index }: Listing): BookListener {
    return {
      applied: (rows, start, end) => {
        this.#known.add(index)
        this.#write(rows, start, end)
        this.#writeDropped()
      },
      dropped: (side, price) => this.#dropped.push({ side, price }),
      lost: () => {
        this.#dropped.length = 0
        if (!this.#known.delete(index)) return
        this.#out.begin(index, this.#now, NaN, NaN)
        this.#out.addGap()
        this.#out.end()
        this.gaps++
      },
    }
  }

  #write(rows: EventRows, start: number, end: number): void {
    const out = this.#out
    for (let row = start; row < end; row++) {
      out.addRow(rows, row)
      out.localTime[out.length - 1] = this.#now
    }
  }

  /** Levels that fell out by the message written last become part of it: nobody who replays it knows the depth. */
  #writeDropped(): void {
    const out = this.#out
    for (const { side, price } of this.#dropped) {
      const last = out.length - 1
      out.addRow(out, last)
      out.flags[last] = out.flags[last]! & ~eventFlag.endsMessage
      out.kind[last + 1] = eventKind.level
      out.side[last + 1] = side
      out.price[last + 1] = price
      out.quantity[last + 1] = 0
    }
    this.#dropped.length = 0
  }

  /** A message that was not understood: the book it was about, or every one. */
  #lose(instrument: number): void {
    if (!Number.isNaN(instrument)) this.#bookOf(instrument)
    for (const [index, book] of this.#books) {
      if (Number.isNaN(instrument) || index === instrument) book.miss()
    }
  }

  /** Where nothing else tells it: a snapshot as deep as one may subscribe to has the depth subscribed to. */
  #depthOfSnapshot(): number | undefined {
    const { depths } = this.#protocol
    if (depths === undefined) return undefined
    const { kind, side, length } = this.#rows
    const counts: [bids: number, asks: number] = [0, 0]
    for (let row = 0; row < length; row++) {
      if (kind[row] === eventKind.level) counts[side[row] === eventSide.bid ? 0 : 1]++
    }
    const most = Math.max(...counts)
    return depths.includes(most) ? most : undefined
  }

  #noteDepth({ bytes, start, end }: WireFrame): void {
    const { depthTold } = this.#protocol
    if (depthTold === undefined || this.#depth !== undefined) return
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const told = depthTold.exec(text.toString('latin1', start, end))?.[1]
    if (told !== undefined) this.#depth = Number(told)
  }
}
