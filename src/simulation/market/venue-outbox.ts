import { eventFlag } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import type { Random } from '../../math/random.ts'

/** How long a venue's messages travel. */
export interface MessageLatency {
  /** Microseconds, at least. */
  readonly least: number
  /** Mean of the exponential rest, microseconds. */
  readonly jitter: number
}

/** Rows after which those that went are taken out. */
const compactFrom = 65_536

/**
 * The messages of one venue that are under way to us: one connection, so none overtakes another.
 *
 * Messages are written into `rows` between `open` and `rows.end()`, and leave in the order they came.
 */
export class VenueOutbox {
  rows: EventColumns = new EventColumns(4_096)
  #head = 0
  #lastArrival = -Infinity
  readonly #latency: MessageLatency
  readonly #random: Random
  #spare: EventColumns = new EventColumns(4_096)

  constructor(latency: MessageLatency, random: Random) {
    this.#latency = latency
    this.#random = random
  }

  /** Begins a message that leaves the venue at an instant. */
  open(instrument: number, exchangeTime: number, sequence: number): EventColumns {
    const { least, jitter } = this.#latency
    const travel = jitter > 0 ? least + Math.floor(jitter * this.#random.exponential()) : least
    const arrival = Math.max(this.#lastArrival, exchangeTime + travel)
    this.#lastArrival = arrival
    this.rows.begin(instrument, arrival as Instant, exchangeTime, sequence)
    return this.rows
  }

  get waiting(): number {
    return this.rows.length - this.#head
  }

  /** When the first message arrives; Infinity when there is none. */
  get arrival(): number {
    return this.#head < this.rows.length ? this.rows.localTime[this.#head]! : Infinity
  }

  /** Moves the first message into other columns. */
  deliver(out: EventColumns): void {
    const { rows } = this
    let ends = false
    while (!ends) {
      ends = (rows.flags[this.#head]! & eventFlag.endsMessage) !== 0
      out.addRow(rows, this.#head++)
    }
    if (this.#head === rows.length) {
      rows.empty()
      this.#head = 0
    } else if (this.#head >= compactFrom) this.#compact()
  }

  #compact(): void {
    const { rows } = this
    const rest = this.#spare
    for (let row = this.#head; row < rows.length; row++) rest.addRow(rows, row)
    rows.empty()
    this.#spare = rows
    this.rows = rest
    this.#head = 0
  }
}

/**
 * Messages of all venues that arrive before an instant, in the order of arrival; of two at the same instant, that of
 * the venue named first. Once nothing can arrive before `limit` any more the order is final.
 */
export function deliverBefore(
  limit: number,
  outboxes: readonly VenueOutbox[],
  out: EventColumns,
): void {
  for (;;) {
    let first: VenueOutbox | undefined
    let arrival = limit
    for (let k = 0; k < outboxes.length; k++) {
      const other = outboxes[k]!.arrival
      if (other < arrival) {
        arrival = other
        first = outboxes[k]
      }
    }
    if (first === undefined) return
    first.deliver(out)
  }
}
