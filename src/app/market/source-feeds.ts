import type { Clock } from '../../core/clock.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { FeedListener, MarketFeed } from '../../core/events/market-feed.ts'
import { messageEnd } from '../../core/events/message-end.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Instant } from '../../core/time.ts'
import type { MarketSource } from '../../exchanges/world/market-source.ts'

/** Between two looks at what has happened, µs. */
const lookEvery = 20_000

/**
 * A market that is at hand, a recording, as the feeds of its venues: what happened there by now is heard now. A class,
 * for all its feeds read from one source.
 */
export class SourceFeeds {
  /** Those that are followed, by the indexes of the feeds. */
  readonly instruments: readonly Instrument[]
  readonly feeds: readonly MarketFeed[]
  readonly #source: MarketSource
  readonly #clock: Clock
  /** Of the source's instruments, by their index there. */
  readonly #indexes: readonly (number | undefined)[]
  readonly #rows = new EventColumns()
  readonly #gathered = new Map<string, EventColumns>()
  readonly #listeners = new Map<string, FeedListener>()
  #cancel = (): void => undefined

  /** @param isWanted which of its instruments are followed */
  constructor(source: MarketSource, isWanted: (instrument: Instrument) => boolean, clock: Clock) {
    const instruments: Instrument[] = []
    this.#source = source
    this.#clock = clock
    this.#indexes = source.instruments
      .list()
      .map((each) => (isWanted(each) ? instruments.push(each) - 1 : undefined))
    this.instruments = instruments
    const venues = [...new Set(instruments.map(({ venue }) => venue))]
    for (const venue of venues) this.#gathered.set(venue, new EventColumns())
    this.feeds = venues.map((venue) => this.#feedOf(venue))
  }

  #feedOf(venue: string): MarketFeed {
    return {
      venue,
      start: (listener) => {
        this.#listeners.set(venue, listener)
        listener.notice({ venue, kind: 'connected', detail: 'a recording' })
        if (this.#listeners.size === this.#gathered.size) this.#look()
        return Promise.resolve()
      },
      resync: () => undefined,
      // Nothing else knows better.
      touch: () => Promise.resolve({ bid: Number.NaN, ask: Number.NaN }),
      close: () => {
        this.#cancel()
        this.#listeners.delete(venue)
        return Promise.resolve()
      },
    }
  }

  #look(): void {
    const rows = this.#rows
    const now = this.#clock.now()
    rows.empty()
    this.#source.advance(now, rows)
    for (let start = 0; start < rows.length;) {
      const end = messageEnd(rows, start)
      this.#take(start, end, now)
      start = end
    }
    for (const [venue, out] of this.#gathered) {
      if (out.length > 0) this.#listeners.get(venue)!.rows(out)
      out.empty()
    }
    this.#cancel = this.#clock.callAt((now + lookEvery) as Instant, () => this.#look())
  }

  #take(start: number, end: number, now: Instant): void {
    const index = this.#indexes[this.#rows.instrument[start]!]
    if (index === undefined) return
    const out = this.#gathered.get(this.instruments[index]!.venue)!
    for (let row = start; row < end; row++) {
      out.addRow(this.#rows, row)
      out.instrument[out.length - 1] = index
      out.localTime[out.length - 1] = now
      // How long it was under way is not known: it was not.
      out.exchangeTime[out.length - 1] = Number.NaN
    }
  }
}
