import { eventFlag, eventKind } from '../../core/events/event-codes.ts'
import { EventColumns, type EventRows } from '../../core/events/event-columns.ts'
import { InstrumentTable } from '../../core/events/instrument-table.ts'
import { messageEnd } from '../../core/events/message-end.ts'
import type { Instant } from '../../core/time.ts'
import { UsageError } from '../../core/errors.ts'
import type { MarketSource } from '../../exchanges/world/market-source.ts'
import { openRecording, type Recording } from '../../stores/recording/open-recording.ts'

/** What is read ahead of what is due: so many rows, or so much time. */
const readAheadRows = 200_000
const readAheadUs = 5_000_000
/** A recording of no more rows is kept, and not read again for each time it begins again. */
const keptRowsMost = 200_000

/**
 * A recording as the market of served venues: what was heard at an instant happens at it, moved to a start of now. When
 * it is over it begins again.
 *
 * It knows what was recorded and no more: where the recording missed something (`gap`) the book stays as it was last known
 * until the next snapshot.
 *
 * @param span when the market begins, and up to when it is there at once
 * @throws UsageError when it has nothing of the venues
 */
export async function recordingSource(
  folder: string,
  venues: readonly string[],
  span: { readonly start: Instant; readonly until: Instant },
  failed: (error: unknown) => void,
): Promise<MarketSource> {
  const recording = await openRecording(folder)
  const source = new RecordingSource(recording, venues, span)
  await source.fill()
  if (source.isEmpty) {
    throw new UsageError(`--recording ${folder}: has no events of ${venues.join(', ')}`, { folder })
  }
  return {
    instruments: source.instruments,
    advance(until, out) {
      source.advance(until, out)
      source.fill().catch(failed)
    },
    shift: () => source.firstShift,
  }
}

class RecordingSource {
  readonly instruments = new InstrumentTable()
  readonly #recording: Recording
  readonly #venues: readonly string[]
  readonly #start: Instant
  /** Of the recording's instruments, by their index there; undefined: not served. */
  readonly #indexes: readonly (number | undefined)[]
  #rows = new EventColumns()
  #next = 0
  #events: AsyncGenerator<EventRows>
  #isReading = false
  /** Added to recorded instants; the first time, and since it began again. */
  firstShift = NaN
  #shift = NaN
  #lastAt = NaN
  #due: number
  /** All of it, as recorded; undefined once it is too long to be kept. */
  #kept: EventColumns | undefined = new EventColumns()
  #isKeptWhole = false

  constructor(
    recording: Recording,
    venues: readonly string[],
    { start, until }: { readonly start: Instant; readonly until: Instant },
  ) {
    this.#recording = recording
    this.#venues = venues
    this.#start = start
    this.#due = until
    this.#indexes = recording.instruments
      .list()
      .map((each) => (venues.includes(each.venue) ? this.instruments.add(each) : undefined))
    this.#events = recording.events({ venues })
  }

  /** Has it nothing of the venues? Known once it was filled. */
  get isEmpty(): boolean {
    return Number.isNaN(this.#lastAt)
  }

  /** Reads on while less than enough is at hand. */
  async fill(): Promise<void> {
    if (this.#isReading) return
    this.#isReading = true
    try {
      while (!this.#isAhead()) {
        if (this.#isKeptWhole) {
          this.#shift = NaN
          this.#take(this.#kept!)
          continue
        }
        const { value, done } = await this.#events.next()
        if (done !== true) this.#keepAndTake(value)
        else if (Number.isNaN(this.#lastAt)) return
        else this.#beginAgain()
      }
    } finally {
      this.#isReading = false
    }
  }

  advance(until: Instant, out: EventColumns): void {
    const rows = this.#rows
    this.#due = Math.max(this.#due, until)
    while (this.#next < rows.length && rows.localTime[this.#next]! < until) {
      const end = messageEnd(rows, this.#next)
      for (let row = this.#next; row < end; row++) out.addRow(rows, row)
      this.#next = end
    }
    if (this.#next < readAheadRows) return
    const rest = new EventColumns()
    for (let row = this.#next; row < rows.length; row++) rest.addRow(rows, row)
    this.#rows = rest
    this.#next = 0
  }

  #isAhead(): boolean {
    const isLongAhead = this.#lastAt > this.#due + readAheadUs
    return isLongAhead || this.#rows.length - this.#next >= readAheadRows
  }

  #keepAndTake(batch: EventRows): void {
    const kept = this.#kept
    if (kept !== undefined && kept.length + batch.length > keptRowsMost) this.#kept = undefined
    else if (kept !== undefined) {
      for (let row = 0; row < batch.length; row++) kept.addRow(batch, row)
    }
    this.#take(batch)
  }

  /** The first message comes a millisecond after the last. */
  #beginAgain(): void {
    this.#shift = NaN
    if (this.#kept === undefined) this.#events = this.#recording.events({ venues: this.#venues })
    else this.#isKeptWhole = true
  }

  #take(batch: EventRows): void {
    const rows = this.#rows
    for (let start = 0; start < batch.length;) {
      const end = messageEnd(batch, start)
      if (Number.isNaN(this.#shift)) {
        const begin = Number.isNaN(this.#lastAt) ? this.#start : this.#lastAt + 1_000
        this.#shift = begin - batch.localTime[start]!
        if (Number.isNaN(this.firstShift)) this.firstShift = this.#shift
      }
      this.#addMessage(batch, start, end)
      if (rows.length > 0) this.#lastAt = rows.localTime[rows.length - 1]!
      start = end
    }
  }

  /** A message may tell of several instruments: each is a message of its own here. */
  #addMessage(batch: EventRows, start: number, end: number): void {
    const rows = this.#rows
    let last = -1
    for (let row = start; row < end; row++) {
      const index = this.#indexes[batch.instrument[row]!]
      if (index === undefined || batch.kind[row] === eventKind.gap) continue
      rows.addRow(batch, row)
      const to = rows.length - 1
      if (last >= 0 && rows.instrument[last] !== index) rows.flags[last]! |= eventFlag.endsMessage
      rows.instrument[to] = index
      rows.flags[to]! &= ~eventFlag.endsMessage
      rows.localTime[to] = batch.localTime[row]! + this.#shift
      rows.exchangeTime[to] = rows.localTime[to]!
      last = to
    }
    if (last >= 0) rows.flags[last]! |= eventFlag.endsMessage
  }
}
