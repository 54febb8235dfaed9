import { eventFlag } from '../../core/events/event-codes.ts'
import { EventColumns, type EventRows } from '../../core/events/event-columns.ts'
import { invariant } from '../../math/invariant.ts'
import { channelIndexOfKind, channels, type Channel } from './channel.ts'
import type { Listing } from './listing.ts'
import type { EventSource, NumberedRows } from './merge-events.ts'
import { readSegment } from './segment-files.ts'
import type { SegmentEntry } from './segment-frame.ts'
import { StepScale } from './step-scale.ts'

/** Which rows of a segment are wanted, and what they become. */
export interface SegmentReading {
  /** Events below this number are in Parquet already. */
  readonly firstEvent: number
  /** Index of an instrument in the run's table, with its steps there. */
  readonly placeOf: (listing: Listing) => { readonly index: number; readonly listing: Listing }
  readonly isWanted: (listing: Listing, channel: Channel) => boolean
  /** Local time from here on, in microseconds. */
  readonly from: number
  /** Local time before. */
  readonly to: number
}

/** The events of one segment: what was received last, and is not in Parquet yet. */
export class SegmentSource implements EventSource {
  rows: NumberedColumns = new NumberedColumns(0)
  at = 0

  readonly #entries: AsyncGenerator<SegmentEntry, unknown>
  readonly #reading: SegmentReading
  readonly #places: Place[] = []

  constructor(file: string, reading: SegmentReading) {
    this.#entries = readSegment(file)
    this.#reading = reading
  }

  async advance(): Promise<boolean> {
    for (;;) {
      const next = await this.#entries.next()
      if (next.done === true) return false
      const entry: SegmentEntry = next.value
      if (entry.kind === 'listing') this.#places[entry.index] = this.#place(entry.listing)
      else if (entry.firstEvent >= this.#reading.firstEvent) {
        this.#load(entry.rows, entry.firstEvent)
        if (this.rows.length > 0) return true
      }
    }
  }

  async close(): Promise<void> {
    await this.#entries.return(undefined)
  }

  #place(own: Listing): Place {
    const { index, listing } = this.#reading.placeOf(own)
    return {
      index,
      wanted: channels.map((channel) => this.#reading.isWanted(own, channel)),
      prices: [new StepScale(own.instrument.tickSize), new StepScale(listing.instrument.tickSize)],
      quantities: [
        new StepScale(own.instrument.lotSize),
        new StepScale(listing.instrument.lotSize),
      ],
    }
  }

  #load(rows: EventRows, firstEvent: number): void {
    const kept = new NumberedColumns(rows.length)
    let firstOfMessage = firstEvent
    for (let row = 0; row < rows.length; row++) {
      const place = this.#places[rows.instrument[row]!]
      invariant(place !== undefined, `listing ${rows.instrument[row]} is not in its segment`)
      if (this.#isWanted(rows, row, place)) {
        kept.event[kept.length] = firstEvent + row
        kept.message[kept.length] = firstOfMessage
        keep(kept, rows, row, place)
      }
      if ((rows.flags[row]! & eventFlag.endsMessage) !== 0) firstOfMessage = firstEvent + row + 1
    }
    this.rows = kept
    this.at = 0
  }

  #isWanted(rows: EventRows, row: number, place: Place): boolean {
    const time = rows.localTime[row]!
    const { from, to } = this.#reading
    return time >= from && time < to && place.wanted[channelIndexOfKind[rows.kind[row]!]!] === true
  }
}

/** As many rows as there is room for. */
class NumberedColumns extends EventColumns implements NumberedRows {
  readonly event: Float64Array
  readonly message: Float64Array

  constructor(capacity: number) {
    super(capacity)
    this.event = new Float64Array(capacity)
    this.message = new Float64Array(capacity)
  }
}

/** A listing of the segment in the run that reads it. */
interface Place {
  readonly index: number
  /** By channel. */
  readonly wanted: readonly boolean[]
  /** Steps of the segment and of the run. */
  readonly prices: readonly [StepScale, StepScale]
  readonly quantities: readonly [StepScale, StepScale]
}

function keep(kept: EventColumns, rows: EventRows, row: number, place: Place): void {
  kept.addRow(rows, row)
  const at = kept.length - 1
  kept.flags[at] = rows.flags[row]! & eventFlag.isSnapshot
  kept.instrument[at] = place.index
  kept.price[at] = rescaled(rows.price[row]!, place.prices)
  kept.quantity[at] = rescaled(rows.quantity[row]!, place.quantities)
}

function rescaled(steps: number, [from, to]: readonly [StepScale, StepScale]): number {
  return to.stepsOf(from.nearestOf(steps))
}
