import type { EventColumns, EventRows } from '../../core/events/event-columns.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { MarketMode } from '../../protocol/market.ts'

/** Who hears what a market's feeds tell, beside what trades in it. */
export interface MarketListener {
  /** Whole messages; instruments are by their places. */
  rows(rows: EventRows): void
  /** Feeds were begun anew: what they told between is not known. */
  begun(): void
}

/** A market that can be heard. */
export interface MarketTap {
  mode(): MarketMode
  /** By their places; empty while it is not open. */
  instruments(): readonly Instrument[]
  /** Adds a message with the whole book of an instrument, as it stands now: what who comes later begins with. */
  bookRows(place: number, out: EventColumns): void
  /** Has one hear it in the place of whoever did; undefined: nobody. */
  tap(listener: MarketListener | undefined): void
}
