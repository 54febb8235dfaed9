import { eventKind } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import { commonListing, type Listing } from '../recording/listing.ts'
import { OpenSource } from './open-source.ts'
import type { TapeSource } from './tape-source.ts'

/** A piece of the merged tape. Rows are good until the next piece is asked for. */
export interface TapePiece {
  readonly rows: EventColumns
  /** Listings that turn up in these rows for the first time, in the order of their indexes. */
  readonly added: readonly Listing[]
  /** Those whose ticks or lots are finer from these rows on. */
  readonly regridded: readonly { readonly index: number; readonly listing: Listing }[]
  /** Rows of the files read so far. */
  readonly events: number
}

/**
 * Many files and recordings as one tape in the order of local time: books and quotes of all instruments.
 *
 * A source is opened when its first row is due and closed at its end, so that memory is that of the sources that overlap,
 * a batch each, whatever the length of all. Where a file turns out to be on a finer grid than was thought, the piece at
 * hand ends, and the next one says so.
 *
 * @throws DataError when a file is not what it should be
 */
export async function* mergeTape(sources: readonly TapeSource[]): AsyncGenerator<TapePiece> {
  const merge = new TapeMerge(sources)
  try {
    for (;;) {
      const hasMore = await merge.fill()
      if (merge.isWorthTelling(hasMore)) yield merge.piece()
      if (!hasMore) return
    }
  } finally {
    await merge.close()
  }
}

/** Long enough that handing a piece over costs nothing, short enough to stay in the cache. */
const pieceRows = 16_384

class TapeMerge {
  readonly #pending: TapeSource[]
  readonly #open: OpenSource[] = []
  readonly #out = new EventColumns(pieceRows + 64)
  readonly #listings: Listing[] = []
  readonly #indexes = new Map<string, number>()
  #added: Listing[] = []
  #regridded: { index: number; listing: Listing }[] = []
  /** What the rows at hand wait for: changes of the grid that only hold for the rows after them. */
  #waiting: { index: number; listing: Listing }[] = []
  #order = 0
  #eventsDone = 0

  constructor(sources: readonly TapeSource[]) {
    this.#pending = sources.toSorted((a, b) => a.begins - b.begins)
  }

  /** Fills the piece at hand; false when the tape is over. */
  async fill(): Promise<boolean> {
    this.#out.empty()
    this.#added = []
    this.#regridded = this.#waiting
    this.#waiting = []
    while (this.#out.length < pieceRows) {
      await this.#openDue()
      if (this.#mustEnd()) return true
      const source = this.#earliest()
      if (source === undefined) return false
      this.#take(source)
      if (source.at < source.rows.length) continue
      if (!(await this.#advance(source))) continue
      if (this.#mustEnd()) return true
    }
    return true
  }

  isWorthTelling(hasMore: boolean): boolean {
    return !hasMore || this.#out.length > 0 || this.#added.length > 0
  }

  piece(): TapePiece {
    return {
      rows: this.#out,
      added: this.#added,
      regridded: this.#regridded,
      events: this.#eventsDone + this.#open.reduce((sum, { events }) => sum + events, 0),
    }
  }

  async close(): Promise<void> {
    for (const source of this.#open) await source.close()
  }

  async #openDue(): Promise<void> {
    for (;;) {
      const next = this.#pending[0]
      if (next === undefined) return
      const earliest = this.#earliest()
      if (earliest !== undefined && next.begins > earliest.time) return
      this.#pending.shift()
      const source = new OpenSource(next, this.#order++)
      this.#open.push(source)
      await this.#advance(source)
      if (this.#mustEnd()) return
    }
  }

  /** The open source whose next row is first; among equals the one that was opened first. */
  #earliest(): OpenSource | undefined {
    let best: OpenSource | undefined
    for (const source of this.#open)
      if (best === undefined || source.time < best.time) best = source
    return best
  }

  async #advance(source: OpenSource): Promise<boolean> {
    const isThere = await source.advance()
    if (!isThere) {
      this.#eventsDone += source.events
      this.#open.splice(this.#open.indexOf(source), 1)
      return false
    }
    for (const own of source.newSteps()) this.#enter(source, own)
    return true
  }

  /** An instrument of a source is new, or its steps are: finds its place and the grid that holds all. */
  #enter(source: OpenSource, own: number): void {
    const listing = source.listingAt(own)
    const { venue, class: kind } = listing.instrument
    const key = `${venue}\n${kind}\n${listing.symbol}`
    const known = this.#indexes.get(key)
    if (known === undefined) {
      const index = this.#listings.length
      this.#indexes.set(key, index)
      this.#listings.push(listing)
      this.#added.push(listing)
      source.place(own, index)
      source.scale(own, listing)
      return
    }
    source.place(own, known)
    const before = this.#listings[known]!
    const common = commonListing(before, listing)
    this.#listings[known] = common
    if (isFiner(before, common)) {
      const last = this.#waiting.findIndex(({ index }) => index === known)
      if (last >= 0) this.#waiting.splice(last, 1)
      this.#waiting.push({ index: known, listing: common })
      for (const each of this.#open) each.rescale(known, common)
    }
    source.scale(own, common)
  }

  /** Has a grid become finer, and are rows at hand that are in the coarser one? */
  #mustEnd(): boolean {
    if (this.#waiting.length === 0) return false
    if (this.#out.length > 0) return true
    this.#regridded.push(...this.#waiting)
    this.#waiting = []
    return false
  }

  #take(source: OpenSource): void {
    const limit = this.#limitFor(source)
    const { rows } = source
    const out = this.#out
    const { kind, localTime } = rows
    for (; source.at < rows.length && out.length < pieceRows; source.at++) {
      const row = source.at
      if (localTime[row]! > limit) return
      if (isOfBooks[kind[row]!] === 1) source.copy(row, out)
    }
  }

  /** Until when a source may be read before another one's turn has come. */
  #limitFor(source: OpenSource): number {
    let limit = this.#pending[0]?.begins ?? Infinity
    // At the same instant the one that was opened first comes first; instants are whole microseconds.
    for (const other of this.#open) {
      if (other === source) continue
      limit = Math.min(limit, other.order < source.order ? other.time - 1 : other.time)
    }
    return limit
  }
}

/** By kind: what books and quotes are made of. */
const isOfBooks = new Uint8Array(256)
for (const name of ['clear', 'level', 'order', 'gap', 'quoteBid', 'quoteAsk'] as const) {
  isOfBooks[eventKind[name]] = 1
}

function isFiner(before: Listing, after: Listing): boolean {
  const [a, b] = [before.instrument, after.instrument]
  return (
    a.tickSize.units !== b.tickSize.units ||
    a.tickSize.decimals !== b.tickSize.decimals ||
    a.lotSize.units !== b.lotSize.units ||
    a.lotSize.decimals !== b.lotSize.decimals
  )
}
