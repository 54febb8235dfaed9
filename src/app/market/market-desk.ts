import { addBookRows } from '../../book/book-rows.ts'
import { errorText, UsageError } from '../../core/errors.ts'
import type { Clock } from '../../core/clock.ts'
import { eventSide, type BookSide } from '../../core/events/event-codes.ts'
import type { EventColumns, EventRows } from '../../core/events/event-columns.ts'
import type { Instrument } from '../../core/instrument.ts'
import { unitsOfLots } from '../../core/notional.ts'
import { priceOf, type PriceTicks } from '../../core/price.ts'
import type { Tell } from '../operations/notice.ts'
import { millisecondsOf } from '../../core/time.ts'
import type {
  BookView,
  Level,
  MarketMode,
  MarketState,
  StrategyChoice,
} from '../../protocol/market.ts'
import type { ArbitrageState } from '../../protocol/arbitrage-desk.ts'
import type { RouteRun } from '../../protocol/route-run.ts'
import type { TradeConfig } from '../trade/trade-config.ts'
import type { AskedAsset } from './desk-arbitrage.ts'
import type { DeskMarket } from './desk-market.ts'
import type { MarketListener, MarketTap } from './market-tap.ts'
import { deskStrategies, watching, type DeskStrategy } from './desk-strategies.ts'
import { followMarket, type Followed } from './followed-market.ts'
import { accountState, instrumentRows, venueRows } from './market-rows.ts'
import { openMarket, type MarketWish, type OpenedMarket } from './open-market.ts'

/** What a market is followed with. */
export interface MarketOptions {
  readonly wish: MarketWish
  /** What is supposed of venues, limits, and what is reported in. */
  readonly config: TradeConfig
  /** Brought by whoever started the desk, beside the examples. */
  readonly own: DeskStrategy | undefined
  /** The name of what is traded at first. */
  readonly chosen: string
  /** The journal's folder; absent: one under `ISOBAR_HOME`, by the kind of the market. */
  readonly journal?: string
  readonly clock: Clock
  readonly tell: Tell
}

/** Levels a side that are shown. */
const shownDepth = 20

/**
 * The market of a desk, and what it trades there on paper. It opens while the desk serves already; what it has come to
 * is in its state. A class, for it holds what has to be ended.
 */
export class MarketDesk implements DeskMarket, MarketTap {
  readonly #options: MarketOptions
  readonly #over = new AbortController()
  readonly #choices: readonly DeskStrategy[]
  #mode: MarketMode = { kind: 'opening', detail: 'looking for exchanges' }
  #market: OpenedMarket | undefined
  #followed: Followed | undefined
  #chosen: string
  #isChanging = false
  /** Why what was asked for at the start is not traded; undefined where it is. */
  #refusal: string | undefined
  #opening: Promise<void> = Promise.resolve()
  #listener: MarketListener | undefined

  constructor(options: MarketOptions) {
    this.#options = options
    this.#chosen = options.chosen
    this.#choices = [...(options.own === undefined ? [] : [options.own]), ...deskStrategies]
  }

  /** Opens the market; settles when it is open or has failed, which its state says. To be asked for once. */
  open(): Promise<void> {
    this.#opening = this.#open().catch((cause: unknown) => this.#fail(cause))
    return this.#opening
  }

  state(): MarketState {
    const now = this.#options.clock.now()
    const time = millisecondsOf(now)
    const followed = this.#followed
    if (followed === undefined)
      return { mode: this.#mode, time, venues: [], instruments: [], account: null }
    const { failed } = followed.driver
    const mode: MarketMode =
      failed.aborted && !this.#isChanging
        ? { kind: 'failed', message: (failed.reason as Error).message }
        : this.#mode
    const trading = {
      chosen: this.#chosen,
      choices: this.#choicesFor(followed),
      isChanging: this.#isChanging,
    }
    return {
      mode,
      time,
      venues: venueRows(followed, now),
      instruments: instrumentRows(followed),
      account: accountState(followed, trading),
    }
  }

  mode(): MarketMode {
    return this.#mode
  }

  instruments(): readonly Instrument[] {
    return this.#followed?.market.instruments ?? []
  }

  bookRows(place: number, out: EventColumns): void {
    const book = this.#followed?.driver.engine.market.books[place]
    if (book === undefined || book.isVoid) return
    addBookRows(book.levels, { instrument: place, time: this.#options.clock.now() }, out)
  }

  tap(listener: MarketListener | undefined): void {
    this.#listener = listener
  }

  changes(): ArrayLike<number> {
    return this.#followed?.changes ?? []
  }

  placesOf(base: string): readonly number[] {
    const instruments = this.#followed?.market.instruments ?? []
    return instruments.flatMap((each, place) => (each.base === base ? [place] : []))
  }

  book(place: number): BookView {
    const { market, driver } = this.#followed!
    const instrument = market.instruments[place]!
    const { venue, name, class: kind, tickSize } = instrument
    const book = driver.engine.market.books[place]!
    const side = (of: BookSide): Level[] => {
      if (book.isVoid) return []
      const prices = new Float64Array(Math.min(shownDepth, book.levels.levelCount(of)))
      const quantities = new Float64Array(prices.length)
      const count = book.levels.readTop(of, prices, quantities)
      return Array.from(prices.subarray(0, count), (ticks, at) => [
        priceOf(ticks as PriceTicks, tickSize),
        unitsOfLots(instrument, quantities[at]!),
      ])
    }
    const [bids, asks] = [side(eventSide.bid), side(eventSide.ask)]
    return { venue, instrument: name, class: kind, bids, asks }
  }

  arbitrage(asked: AskedAsset): ArbitrageState | undefined {
    return this.#followed?.arbitrage.desk()?.state(asked, this.#options.clock.now())
  }

  route(asked: AskedAsset, order: Parameters<DeskMarket['route']>[1]): RouteRun | undefined {
    return this.#followed?.arbitrage.desk()?.route(asked, order, this.#options.clock.now())
  }

  async kill(reason: string, flatten: boolean): Promise<boolean> {
    const followed = this.#running()
    if (followed === undefined) return false
    followed.driver.kill(reason, flatten)
    await settled(followed)
    return true
  }

  async resume(): Promise<boolean> {
    const followed = this.#running()
    if (followed === undefined) return false
    followed.driver.resume()
    await settled(followed)
    return true
  }

  async trade(name: string): Promise<string | undefined> {
    const followed = this.#followed
    if (followed === undefined || this.#market === undefined) return 'there is no market yet'
    const wanted = this.#choices.find((each) => each.name === name)
    if (wanted === undefined) return `there is no strategy ${name}`
    const obstacle = this.#obstacleTo(wanted, followed)
    if (obstacle !== null) return obstacle
    this.#isChanging = true
    try {
      await followed.end('flat')
      return await this.#replace(this.#market, wanted)
    } catch (cause) {
      this.#followed = undefined
      this.#fail(cause)
      return messageOf(cause)
    } finally {
      this.#isChanging = false
    }
  }

  /** Puts one in the place of what trades, and that back where it does not fit. @returns why it does not */
  async #replace(market: OpenedMarket, wanted: DeskStrategy): Promise<string | undefined> {
    try {
      await this.#follow(market, wanted)
      this.#chosen = wanted.name
      return undefined
    } catch (cause) {
      await this.#follow(
        market,
        this.#choices.find(({ name }) => name === this.#chosen)!,
      )
      return messageOf(cause)
    }
  }

  /** What can be acted on: neither one that failed nor one that is being changed. */
  #running(): Followed | undefined {
    const followed = this.#followed
    return this.#isChanging || followed?.driver.failed.aborted === true ? undefined : followed
  }

  /** Ends the run, its feeds, and what was served for it. */
  async close(): Promise<void> {
    this.#over.abort()
    await this.#opening
    const [followed, market] = [this.#followed, this.#market]
    this.#followed = undefined
    // One that is being changed is ended by who changes it.
    if (!this.#isChanging) await followed?.end('as-it-is')
    await market?.close()
  }

  async #open(): Promise<void> {
    const { wish, clock, tell } = this.#options
    const chosen = this.#choices.find(({ name }) => name === this.#chosen)!
    chosen.prepare()
    const market = await openMarket(wish, clock, tell, this.#over.signal)
    try {
      this.#over.signal.throwIfAborted()
      const isTraded = await this.#begin(market, chosen)
      if (isTraded) await this.#closeLeftOver(market, chosen)
    } catch (cause) {
      await market.close()
      throw cause
    }
    this.#market = market
  }

  /** Follows the market with what was asked for; where that does not fit, says why and looks on. @returns is it traded? */
  async #begin(market: OpenedMarket, chosen: DeskStrategy): Promise<boolean> {
    try {
      await this.#follow(market, chosen)
      return true
    } catch (cause) {
      if (chosen.kind !== 'own' || !(cause instanceof UsageError)) throw cause
      // Where the configuration is at fault this fails alike.
      await this.#follow(market, watching, true)
      this.#chosen = watching.name
      this.#refusal = messageOf(cause)
      this.#options.tell(`${chosen.title} is not traded: ${this.#refusal}`, 'failure')
      return false
    }
  }

  async #follow(market: OpenedMarket, chosen: DeskStrategy, isStandIn = false): Promise<void> {
    const { config, clock, tell, journal } = this.#options
    this.#over.signal.throwIfAborted()
    const placed = await chosen.placed(market.instruments)
    const heard = (rows: EventRows): void => this.#listener?.rows(rows)
    const { signal } = this.#over
    const following = { config, placed, isStandIn, journal, clock, tell, heard, signal }
    this.#followed = await followMarket(market, following)
    this.#listener?.begun()
    this.#mode = market.mode
  }

  /** What another strategy left when the desk ended is closed before this one begins: it is none of its own. */
  async #closeLeftOver(market: OpenedMarket, chosen: DeskStrategy): Promise<void> {
    const followed = this.#followed!
    if (!followed.isLeftOver || followed.journal.state.killed !== null) return
    this.#isChanging = true
    try {
      await settled(followed)
      await followed.end('flat')
      await this.#follow(market, chosen)
    } finally {
      this.#isChanging = false
    }
  }

  #choicesFor(followed: Followed): readonly StrategyChoice[] {
    return this.#choices.map((each) => {
      const { name, title, words, kind } = each
      return { name, title, words, kind, obstacle: this.#obstacleTo(each, followed) }
    })
  }

  /** Why something cannot be put in the place of what trades; null where it can. */
  #obstacleTo({ name, kind, fits }: DeskStrategy, { market, journal }: Followed): string | null {
    if (this.#isChanging) return 'another is being put in its place'
    if (name === this.#chosen) return 'it trades already'
    if (kind === 'own' && this.#refusal !== undefined) return this.#refusal
    if (journal.state.killed !== null) return 'the kill switch is thrown: take it back first'
    return fits(market.instruments) ? null : 'this market has too few instruments for it'
  }

  #fail(cause: unknown): void {
    if (this.#over.signal.aborted) return
    this.#mode = { kind: 'failed', message: messageOf(cause) }
  }
}

function messageOf(cause: unknown): string {
  return errorText(cause)
}

/** What was asked before this has been done, and is on the disk. */
async function settled({ driver, journal }: Followed): Promise<void> {
  await new Promise<void>((resolve) => {
    driver.call(() => resolve())
    driver.failed.addEventListener('abort', () => resolve(), { once: true })
  })
  await journal.commit()
}
