import type { Duration } from '../time.ts'
import type { EventRows } from './event-columns.ts'
import type { RawMessage } from './raw-message.ts'

/** What a feed tells of itself beside its events. */
export interface FeedNotice {
  readonly venue: string
  readonly kind: 'connected' | 'disconnected' | 'resync' | 'malformed' | 'halted' | 'resumed'
  /** Indexes of the instruments it is about; absent: all of the feed's. */
  readonly instruments?: readonly number[]
  readonly detail: string
  /** Of `disconnected`: until it is tried again; absent where nobody tells. */
  readonly nextTry?: Duration
}

/** A look at a venue's clock. */
export interface ClockReading {
  /** Before ours, µs, half of the way there and back taken off; NaN where the venue tells its time too roughly. */
  readonly offset: number
  /** The longer the way, the less it says. */
  readonly roundTrip: Duration
}

/** Who hears a feed. */
export interface FeedListener {
  /** Whole messages, to be read before this returns: the columns are used again. */
  rows(rows: EventRows): void
  notice(notice: FeedNotice): void
  /** What comes as it comes, before the rows it brings; of feeds that are read here. Absent: nobody wants it. */
  raw?(message: RawMessage): void
}

/**
 * Market data of one venue as it comes, from here on. A feed reconnects and resyncs by itself; until a book is sound
 * again its rows say `gap`.
 */
export interface MarketFeed {
  readonly venue: string
  start(listener: FeedListener): Promise<void>
  /** Asks for new snapshots, because rows were lost on the way from the feed to whoever hears it. */
  resync(instruments: readonly number[]): void
  /** Best prices fetched apart from the stream, ticks, to hold its book against; NaN where a side is empty. */
  touch(instrument: number): Promise<{ readonly bid: number; readonly ask: number }>
  /**
   * When anything at all last came over the connection of an instrument, an answer to a ping included: a book that nobody
   * changes is silent, a feed that lives is not. Microseconds, -Infinity before; absent: its rows alone tell.
   */
  heardAt?(instrument: number): number
  /** Asks for the venue's time once; absent where there is none to ask. */
  readClock?(): Promise<ClockReading>
  close(): Promise<void>
}
