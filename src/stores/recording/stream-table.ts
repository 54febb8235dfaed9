import { eventFlag, eventKind } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import { invariant } from '../../math/invariant.ts'
import { channelIndexOfKind, channels } from './channel.ts'
import { commonListing, listingOf, type Listing } from './listing.ts'
import { StreamDisorder, UncountableValue } from './recording-faults.ts'
import type { RecordedClock, RecordingManifest } from './recording-format.ts'
import { StepScale } from './step-scale.ts'
import {
  countMessage,
  MICROSECONDS_PER_HOUR,
  newStream,
  resumedStream,
  type InstrumentKey,
  type StreamState,
} from './stream-state.ts'

/** Whose events rows are. */
export interface EventOrigin {
  /** The listing behind the index in the column `instrument`; its steps are those of the rows at hand. */
  readonly listingAt: (index: number) => Listing
  readonly clock: RecordedClock
}

/**
 * The streams of a recording that is being written, with the rows that are in no file yet.
 *
 * It holds at most `ROWS_MOST` rows: `take` stops before a row whose stream has to be written first.
 */
export class StreamTable {
  readonly listings: Listing[] = []
  readonly streams: StreamState[] = []
  /** Number of the next event. */
  events = 0
  messages = 0
  /** Rows in no file yet. */
  held = 0
  /** The stream that must be written before more can be taken. */
  due: StreamState | undefined

  readonly #indexes = new Map<string, number>()
  /** Streams by listing and channel. */
  readonly #places: (StreamState | undefined)[] = []
  #message = -1

  /** Takes up where a recording ended. */
  static resumed(manifest: RecordingManifest): StreamTable {
    const table = new StreamTable()
    table.events = manifest.events
    table.messages = manifest.messages
    for (const recorded of manifest.instruments) {
      const listing = listingOf(recorded)
      invariant(listing !== undefined, `${recorded.name} has no steps`)
      table.#indexOf(listing)
    }
    for (const recorded of manifest.streams) {
      const stream = resumedStream(recorded)
      const index = table.#indexes.get(keyOf(stream.instrument))
      invariant(index !== undefined, `${recorded.instrument} is in no list`)
      table.#enter(index, channels.indexOf(recorded.channel), stream)
    }
    return table
  }

  /**
   * Takes rows from `start` on, as many as go.
   *
   * @returns the first row not taken: the stream `due` stands in its way
   * @throws StreamDisorder, UncountableValue: the table must not be used any more
   */
  take(rows: EventRows, start: number, origin: EventOrigin): number {
    this.due = undefined
    const sources = new Map<number, Source>()
    for (let row = start; row < rows.length; row++) {
      const index = rows.instrument[row]!
      let source = sources.get(index)
      if (source === undefined) {
        source = this.#sourceOf(origin.listingAt(index))
        sources.set(index, source)
      }
      const stream = this.#streamOf(source, channelIndexOfKind[rows.kind[row]!]!, origin.clock)
      if (!this.#hasRoom(stream, rows.localTime[row]!)) return row
      this.#add(rows, row, stream, source)
    }
    return rows.length
  }

  /** So many rows are in a file now. */
  release(count: number): void {
    invariant(count <= this.held, `${count} rows written of ${this.held}`)
    this.held -= count
  }

  #hasRoom(stream: StreamState, localTime: number): boolean {
    const hour = Math.floor(localTime / MICROSECONDS_PER_HOUR)
    const { length } = stream.rows
    if (length === 0) stream.hour = hour
    if (length >= PART_ROWS_MOST || stream.hour !== hour) this.due = stream
    else if (this.held >= ROWS_MOST) this.due = longest(this.streams)
    return this.due === undefined
  }

  #add(rows: EventRows, row: number, stream: StreamState, source: Source): void {
    const localTime = rows.localTime[row]!
    if (!Number.isSafeInteger(localTime)) notWhole('local time', localTime)
    if (localTime < stream.to) {
      const times = { localTime, previous: stream.to }
      throw new StreamDisorder(stream.instrument, stream.channel, times)
    }
    const event = this.events++
    if (this.#message < 0) this.#message = event
    countMessage(stream, this.#message, localTime)
    stream.events++
    if (rows.kind[row] === eventKind.gap) stream.gapEvents++
    const to = stream.rows.grow()
    const into = stream.rows
    into.kind[to] = rows.kind[row]!
    into.side[to] = rows.side[row]!
    into.snapshot[to] = (rows.flags[row]! & eventFlag.isSnapshot) === 0 ? 0 : 1
    into.localTime[to] = localTime
    into.exchangeTime[to] = whole(rows.exchangeTime[row]!)
    into.event[to] = event
    into.message[to] = this.#message
    into.sequence[to] = whole(rows.sequence[row]!)
    into.price[to] = source.priceOf(rows.price[row]!)
    into.quantity[to] = source.quantityOf(rows.quantity[row]!)
    into.value[to] = rows.value[row]!
    into.id[to] = whole(rows.id[row]!)
    this.held++
    if ((rows.flags[row]! & eventFlag.endsMessage) !== 0) {
      this.#message = -1
      this.messages++
    }
  }

  #sourceOf(listing: Listing): Source {
    return new Source(this.#indexOf(listing), listing)
  }

  /** The index of an instrument, given now if it has none; its steps become as fine as they have to. */
  #indexOf(listing: Listing): number {
    const key = keyOf(listing.instrument)
    const known = this.#indexes.get(key)
    if (known === undefined) {
      this.listings.push(listing)
      this.#indexes.set(key, this.listings.length - 1)
      return this.listings.length - 1
    }
    this.listings[known] = commonListing(this.listings[known]!, listing)
    return known
  }

  #streamOf(source: Source, channel: number, clock: RecordedClock): StreamState {
    const place = source.index * channels.length + channel
    const known = this.#places[place]
    if (known !== undefined) return known
    return this.#enter(
      source.index,
      channel,
      newStream(source.instrument, channels[channel]!, clock),
    )
  }

  #enter(index: number, channel: number, stream: StreamState): StreamState {
    this.#places[index * channels.length + channel] = stream
    this.streams.push(stream)
    return stream
  }
}

/** A million rows are 80 MB in columns and about 10 MB in Parquet. */
const PART_ROWS_MOST = 2 ** 20
const ROWS_MOST = 2 ** 21

/** One instrument of the rows at hand. */
class Source {
  readonly index: number
  readonly instrument: InstrumentKey
  readonly #prices: StepScale
  readonly #quantities: StepScale

  constructor(index: number, { instrument }: Listing) {
    this.index = index
    this.instrument = { venue: instrument.venue, class: instrument.class, name: instrument.name }
    this.#prices = new StepScale(instrument.tickSize)
    this.#quantities = new StepScale(instrument.lotSize)
  }

  priceOf(ticks: number): number {
    const price = this.#prices.valueOf(ticks)
    if (Number.isNaN(price) && !Number.isNaN(ticks)) {
      throw new UncountableValue(this.instrument, 'price', ticks)
    }
    return price
  }

  quantityOf(lots: number): number {
    const quantity = this.#quantities.valueOf(lots)
    if (Number.isNaN(quantity) && !Number.isNaN(lots)) {
      throw new UncountableValue(this.instrument, 'quantity', lots)
    }
    return quantity
  }
}

/** A number that a 64-bit integer of the file can hold, or NaN. */
function whole(value: number): number {
  if (!Number.isNaN(value) && !Number.isSafeInteger(value)) notWhole('time, sequence or id', value)
  return value
}

// Apart, so that no text is made of numbers that are right.
function notWhole(what: string, value: number): never {
  throw new Error(`invariant: ${what} ${value} is no whole number`)
}

function longest(streams: readonly StreamState[]): StreamState | undefined {
  let most: StreamState | undefined
  for (const stream of streams) {
    if (stream.rows.length > (most?.rows.length ?? 0)) most = stream
  }
  return most
}

function keyOf({ venue, class: kind, name }: InstrumentKey): string {
  return `${venue}\n${kind}\n${name}`
}
