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
    let row = start
    while (row < rows.length) {
      const index = rows.instrument[row]!
      let source = sources.get(index)
      if (source === undefined) {
        source = this.#sourceOf(origin.listingAt(index))
        sources.set(index, source)
      }
      const channel = channelIndexOfKind[rows.kind[row]!]!
      const stream = this.#streamOf(source, channel, origin.clock)
      if (!this.#hasRoom(stream, rows.localTime[row]!)) return row
      const end = this.#endOfRun(rows, row, stream)
      this.#add(rows, row, { end, stream, source })
      row = end
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

  /** The first row after `start` that is not of the same stream and hour, or finds no room any more. */
  #endOfRun(rows: EventRows, start: number, stream: StreamState): number {
    const room = Math.min(PART_ROWS_MOST - stream.rows.length, ROWS_MOST - this.held)
    const most = Math.min(rows.length, start + room)
    const { instrument, kind, localTime } = rows
    const index = instrument[start]
    const channel = channelIndexOfKind[kind[start]!]
    const hourEnd = (stream.hour + 1) * MICROSECONDS_PER_HOUR
    let end = start + 1
    while (
      end < most &&
      instrument[end] === index &&
      channelIndexOfKind[kind[end]!] === channel &&
      localTime[end]! < hourEnd
    ) {
      end++
    }
    return end
  }

  /** Column by column, which takes a third of the time of row by row. */
  #add(rows: EventRows, start: number, { end, stream, source }: Run): void {
    const count = end - start
    const to = stream.rows.grow(count)
    this.#number(rows, start, { end, stream, to })
    const into = stream.rows
    into.kind.set(rows.kind.subarray(start, end), to)
    into.side.set(rows.side.subarray(start, end), to)
    into.localTime.set(rows.localTime.subarray(start, end), to)
    into.value.set(rows.value.subarray(start, end), to)
    copyWhole(rows.exchangeTime.subarray(start, end), into.exchangeTime, to)
    copyWhole(rows.sequence.subarray(start, end), into.sequence, to)
    copyWhole(rows.id.subarray(start, end), into.id, to)
    for (let k = 0; k < count; k++) {
      into.price[to + k] = source.priceOf(rows.price[start + k]!)
      into.quantity[to + k] = source.quantityOf(rows.quantity[start + k]!)
    }
    stream.events += count
    this.held += count
  }

  /** Checks times, gives events and messages their numbers and counts them. */
  #number(
    { localTime: times, flags, kind }: EventRows,
    start: number,
    { end, stream, to }: { end: number; stream: StreamState; to: number },
  ): void {
    const { event: events, message: messages, snapshot } = stream.rows
    for (let row = start, at = to; row < end; row++, at++) {
      const localTime = times[row]!
      if (!Number.isSafeInteger(localTime)) notWhole('local time', localTime)
      if (localTime < stream.to) {
        const given = { localTime, previous: stream.to }
        throw new StreamDisorder(stream.instrument, stream.channel, given)
      }
      const event = this.events++
      if (this.#message < 0) this.#message = event
      countMessage(stream, this.#message, localTime)
      if (kind[row] === eventKind.gap) stream.gapEvents++
      events[at] = event
      messages[at] = this.#message
      snapshot[at] = (flags[row]! & eventFlag.isSnapshot) === 0 ? 0 : 1
      if ((flags[row]! & eventFlag.endsMessage) !== 0) {
        this.#message = -1
        this.messages++
      }
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

/** 20 MB in columns and about 2 MB in Parquet: with four times as many, writing began late and ended late. */
const PART_ROWS_MOST = 2 ** 18
const ROWS_MOST = 2 ** 21

/** Rows of one stream, up to `end`. */
interface Run {
  readonly end: number
  readonly stream: StreamState
  readonly source: Source
}

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
      throw new UncountableValue(this.instrument, ticks)
    }
    return price
  }

  /**
   * A quantity so large that doubles stand further apart than lots is kept as the nearest one, which is a part in 2^53
   * of it: who wrote it is not refused for that.
   */
  quantityOf(lots: number): number {
    return this.#quantities.nearestOf(lots)
  }
}

/** Numbers that a 64-bit integer of the file can hold, or NaN. */
function copyWhole(from: Float64Array, into: Float64Array, to: number): void {
  for (let k = 0; k < from.length; k++) {
    const value = from[k]!
    if (!Number.isSafeInteger(value) && !Number.isNaN(value))
      notWhole('time, sequence or id', value)
  }
  into.set(from, to)
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
