import { join } from 'node:path'
import type { Clock } from '../../core/clock.ts'
import { eventSide, type BookSide } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import type { ClockReading, MarketFeed } from '../../core/events/market-feed.ts'
import { priceOf, quantityOf, type Lots, type PriceTicks } from '../../core/price.ts'
import type { Strategy } from '../../core/strategy/strategy.ts'
import { millisecondsOf, type Duration } from '../../core/time.ts'
import type { BookView, Level, MarketMode, MarketState } from '../../protocol/market.ts'
import { isobarHome } from '../isobar-home.ts'
import { beginRun } from '../live/begin-run.ts'
import { LiveDriver } from '../live/live-driver.ts'
import type { Tell } from '../operations/notice.ts'
import { usualLive } from '../live/live-setup.ts'
import { rest } from '../live/rest.ts'
import { openDeskJournal, type DeskJournal } from './desk-journal.ts'
import type { DeskMarket } from './desk-market.ts'
import type { Followed } from './followed-market.ts'
import { accountState, instrumentRows, venueRows } from './market-rows.ts'
import { openMarket, type MarketWish, type OpenedMarket } from './open-market.ts'
import { paperReporting } from './paper-reporting.ts'
import { metered, VenueMeter } from './venue-meter.ts'

/** What a market is followed with. */
export interface MarketOptions {
  readonly wish: MarketWish
  /** The journal's folder; absent: one under `ISOBAR_HOME`, by the kind of the market. */
  readonly journal?: string
  readonly clock: Clock
  readonly tell: Tell
}

/** Levels a side that are shown. */
const shownDepth = 20
/** Clocks are looked at so often, and at the beginning, when we are busy ourselves, more often. */
const readingsEvery = 30_000_000 as Duration
const firstReadingsEvery = 1_000_000 as Duration
const readingsKept = 8
/** An account of paper; nothing is traded but by a strategy. */
const paperCapital = 100_000
const paperLimits = { trustLeast: 0.5, staleAfterMs: 10_000, depegBps: 200 } as const

/** Looks on: what an account without a strategy of its own is driven by. */
const watching: Strategy = {
  name: 'desk',
  hearsMarkets: false,
  begin: () => undefined,
  decide: () => [],
}

/**
 * The market of a desk. It opens while the desk serves already; what it has come to is in its state. A class, for it
 * holds what has to be ended.
 */
export class MarketDesk implements DeskMarket {
  readonly #options: MarketOptions
  readonly #over = new AbortController()
  #mode: MarketMode = { kind: 'opening', detail: 'looking for exchanges' }
  #followed: Followed | undefined
  #changes: Float64Array = new Float64Array(0)
  #opening: Promise<void> = Promise.resolve()

  constructor(options: MarketOptions) {
    this.#options = options
  }

  /** Opens the market; settles when it is open or has failed, which its state says. To be asked for once. */
  open(): Promise<void> {
    this.#opening = this.#open().catch((cause: unknown) => {
      if (this.#over.signal.aborted) return
      const message = cause instanceof Error ? cause.message : String(cause)
      this.#mode = { kind: 'failed', message }
    })
    return this.#opening
  }

  state(): MarketState {
    const now = this.#options.clock.now()
    const time = millisecondsOf(now)
    const followed = this.#followed
    if (followed === undefined)
      return { mode: this.#mode, time, venues: [], instruments: [], account: null }
    const failed = followed.driver.failed
    const mode: MarketMode = failed.aborted
      ? { kind: 'failed', message: (failed.reason as Error).message }
      : this.#mode
    return {
      mode,
      time,
      venues: venueRows(followed, now),
      instruments: instrumentRows(followed),
      account: accountState(followed),
    }
  }

  changes(): ArrayLike<number> {
    return this.#changes
  }

  placesOf(base: string): readonly number[] {
    const instruments = this.#followed?.market.instruments ?? []
    return instruments.flatMap((each, place) => (each.base === base ? [place] : []))
  }

  book(place: number): BookView {
    const { market, driver } = this.#followed!
    const { venue, name, class: kind, tickSize, lotSize } = market.instruments[place]!
    const book = driver.engine.market.books[place]!
    const side = (of: BookSide): Level[] => {
      if (book.isVoid) return []
      const prices = new Float64Array(Math.min(shownDepth, book.levels.levelCount(of)))
      const quantities = new Float64Array(prices.length)
      const count = book.levels.readTop(of, prices, quantities)
      return Array.from(prices.subarray(0, count), (ticks, at) => [
        priceOf(ticks as PriceTicks, tickSize),
        quantityOf(quantities[at]! as Lots, lotSize),
      ])
    }
    const [bids, asks] = [side(eventSide.bid), side(eventSide.ask)]
    return { venue, instrument: name, class: kind, bids, asks }
  }

  async kill(reason: string, flatten: boolean): Promise<boolean> {
    const followed = this.#followed
    if (followed === undefined) return false
    followed.driver.kill(reason, flatten)
    await this.#settled(followed)
    return true
  }

  async resume(): Promise<boolean> {
    const followed = this.#followed
    if (followed === undefined) return false
    followed.driver.resume()
    await this.#settled(followed)
    return true
  }

  /** Ends the run, its feeds, and what was served for it. */
  async close(): Promise<void> {
    this.#over.abort()
    await this.#opening
    const followed = this.#followed
    this.#followed = undefined
    if (followed === undefined) return
    await followed.driver.end()
    await followed.market.close()
  }

  /** What was asked before this has been done, and is on the disk. */
  async #settled({ driver, journal }: Followed): Promise<void> {
    await new Promise<void>((resolve) => {
      driver.call(() => resolve())
      driver.failed.addEventListener('abort', () => resolve(), { once: true })
    })
    await journal.commit()
  }

  async #open(): Promise<void> {
    const { wish, clock, tell } = this.#options
    const market = await openMarket(wish, clock, tell, this.#over.signal)
    let journal: DeskJournal | undefined
    try {
      this.#over.signal.throwIfAborted()
      journal = await openDeskJournal(
        this.#options.journal ?? join(isobarHome(), 'desk', market.mode.kind),
        this.#options.journal !== undefined,
      )
      await this.#follow(market, journal)
    } catch (cause) {
      await journal?.close()
      await market.close()
      throw cause
    }
  }

  async #follow(market: OpenedMarket, journal: DeskJournal): Promise<void> {
    const { clock, tell, wish } = this.#options
    const { instruments } = market
    const feeds = await market.feeds()
    const meters = new Map(feeds.map(({ venue }) => [venue, new VenueMeter(clock.now())]))
    const changes = new Float64Array(instruments.length)
    const told = (rows: EventRows): void => {
      for (let row = 0; row < rows.length; row++) changes[rows.instrument[row]!]!++
    }
    beginRun(journal, 'paper', instruments, clock.now())
    const driver = new LiveDriver({
      ...usualLive,
      mode: 'paper',
      clock,
      journal,
      instruments,
      venues: [],
      feeds: feeds.map((feed) => metered(feed, meters.get(feed.venue)!, told)),
      strategies: [watching],
      reporting: paperReporting(instruments),
      capital: paperCapital,
      limits: paperLimits,
      seed: wish.seed,
      answerWithin: 5_000_000 as Duration,
      watchEvery: 1_000_000 as Duration,
      tell,
    })
    this.#changes = changes
    await driver.start()
    this.#followed = { market, driver, journal, meters }
    this.#mode = market.mode
    for (const feed of feeds) void this.#watchClock(feed, meters.get(feed.venue)!)
  }

  /** Looks at a venue's clock as long as it is followed; of the last readings the one that was quickest there counts. */
  async #watchClock(feed: MarketFeed, meter: VenueMeter): Promise<void> {
    if (feed.readClock === undefined) return
    const readings: ClockReading[] = []
    for (let asked = 1; !this.#over.signal.aborted; asked++) {
      // Unanswered, what was known stays; that the venue does not answer shows in its feed.
      const read = await feed.readClock().catch(() => undefined)
      if (read !== undefined) readings.push(read)
      if (readings.length > readingsKept) readings.shift()
      const quickest = readings.toSorted((a, b) => a.roundTrip - b.roundTrip)[0]
      meter.clockOffset = quickest?.offset ?? Number.NaN
      const wait = asked < readingsKept ? firstReadingsEvery : readingsEvery
      await rest(this.#options.clock, wait, this.#over.signal)
    }
  }
}
