import { errorText } from '../../core/errors.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import type { MarketFeed } from '../../core/events/market-feed.ts'
import type { Instant } from '../../core/time.ts'
import type { LiveDesk } from './live-desk.ts'

/** A feed is asked for best prices no more often: some venues answer one public question a second. */
const askedEvery = 2_000_000
/** A change may be told by one way a moment before it is by the other: so often in a row it is none. */
const differencesMost = 2

/**
 * Books that nobody has changed for a while, though their feeds live: most of them of coins that nobody trades, and one may
 * be of a subscription that has died. Which it is, best prices fetched apart tell. A class, for it keeps what was asked.
 */
export class SilentBooks {
  readonly #desk: LiveDesk
  readonly #after: number
  readonly #heardAt: Float64Array
  readonly #lookedAt: Float64Array
  readonly #differences: Uint8Array
  /** By feed, when it was asked; Infinity while it has not answered. */
  readonly #askedAt = new Map<MarketFeed, number>()

  /** @param after a book that is silent for so long is looked at; Infinity: none is. Microseconds */
  constructor(desk: LiveDesk, after: number) {
    this.#desk = desk
    this.#after = after
    const count = desk.setup.instruments.length
    this.#heardAt = new Float64Array(count).fill(desk.now())
    this.#lookedAt = new Float64Array(count).fill(-Infinity)
    this.#differences = new Uint8Array(count)
  }

  /** Its book was told something. */
  heard(instrument: number, time: Instant): void {
    this.#heardAt[instrument] = time
    this.#differences[instrument] = 0
  }

  /** Is it silent while its venue says something else? */
  isFrozen(instrument: number): boolean {
    return this.#differences[instrument]! >= differencesMost
  }

  /** Has a feed asked about the one of its silent books that was looked at longest ago, where it may be asked. */
  look(feed: MarketFeed, instruments: readonly number[], time: Instant): void {
    if (time - (this.#askedAt.get(feed) ?? -Infinity) < askedEvery) return
    const [longest] = instruments
      .filter((each) => this.#isDue(each, time))
      .toSorted((one, other) => this.#lookedAt[one]! - this.#lookedAt[other]!)
    if (longest !== undefined) void this.#ask(feed, longest, time)
  }

  #isDue(instrument: number, time: Instant): boolean {
    const since = this.#differences[instrument]! > 0 ? askedEvery : this.#after
    const isSilent = time - this.#heardAt[instrument]! > this.#after
    return isSilent && time - this.#lookedAt[instrument]! >= since
  }

  async #ask(feed: MarketFeed, instrument: number, time: Instant): Promise<void> {
    this.#askedAt.set(feed, Infinity)
    this.#lookedAt[instrument] = time
    const before = this.#heardAt[instrument]
    try {
      const there = await feed.touch(instrument)
      // What was told meanwhile says that it is not silent.
      if (this.#heardAt[instrument] === before) this.#compare(feed, instrument, there)
    } catch (cause) {
      this.#desk.setup.tell(`${feed.venue}: best prices could not be asked: ${errorText(cause)}`)
    } finally {
      this.#askedAt.set(feed, this.#desk.now())
    }
  }

  #compare(
    feed: MarketFeed,
    instrument: number,
    there: { readonly bid: number; readonly ask: number },
  ): void {
    const { market } = this.#desk.engine
    const [bid, ask] = [eventSide.bid, eventSide.ask].map((side) =>
      market.bestTicks(instrument, side),
    )
    // A void book is not traded on.
    if ([bid, ask, there.bid, there.ask].some(Number.isNaN)) return
    const isSame = there.bid === bid && there.ask === ask
    this.#differences[instrument] = isSame
      ? 0
      : Math.min(differencesMost, this.#differences[instrument]! + 1)
    if (!this.isFrozen(instrument)) return
    const { venue, name } = this.#desk.setup.instruments[instrument]!
    this.#desk.setup.tell(`${venue}:${name}: its feed has stood still; it is begun anew`)
    feed.resync([instrument])
  }
}
