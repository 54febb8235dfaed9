import { errorText } from '../../core/errors.ts'
import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import { messageEnd, tellsOfBook } from '../../core/events/message-end.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import type { FeedNotice, MarketFeed } from '../../core/events/market-feed.ts'
import type { Venue } from '../../core/orders/venue.ts'
import { pegOf } from '../../core/stablecoins.ts'
import type { HaltReason } from '../../core/strategy/refusal.ts'
import type { Duration, Instant } from '../../core/time.ts'
import {
  fullTrust,
  isDistrusted,
  trustAfter,
  trustScore,
  usualTrust,
  type BookTrust,
  type TrustFault,
} from '../../risk/book-trust.ts'
import { bookGuards, type BookGuards } from '../../risk/book-guards.ts'
import {
  pegAfter,
  peggedRate,
  pegStart,
  usualPegTerms,
  type PegState,
} from '../../risk/peg-monitor.ts'
import { setHalt } from '../../risk/risk-state.ts'
import type { LiveDesk } from './live-desk.ts'
import { rest } from './rest.ts'
import { SilentBooks } from './silent-books.ts'

const lookEvery = 250_000 as Duration
/** Best prices fetched apart may be off by so much, for both were not looked at together. */
const touchToleranceBps = 20
const equityWrittenEvery = 60_000_000

/** Watches what risk is to know beside orders: books, pegs, venues; and halts what is not to be traded on. */
export class RiskWatch {
  readonly #desk: LiveDesk
  readonly #guards: BookGuards
  readonly #silent: SilentBooks
  /** When anything was last told of an instrument, microseconds. */
  readonly #heardAt: Float64Array
  readonly #trust: BookTrust[]
  readonly #pegs = new Map<string, PegState>()
  readonly #disagreements = new Map<number, number>()
  readonly #unwatched = new Set<string>()
  #equityWrittenAt = -Infinity
  /** Markets that are traded, and those that are only looked at. */
  readonly #quotes: Parameters<typeof peggedRate>[0]

  constructor(desk: LiveDesk) {
    this.#desk = desk
    const { instruments, marks } = desk.setup
    this.#quotes = {
      instruments: [...instruments, ...marks.instruments],
      midPrice: (index) => {
        if (index >= instruments.length) return marks.midPrice(index - instruments.length)
        return this.#isDead(index) ? Number.NaN : desk.engine.market.midPrice(index)
      },
    }
    const count = desk.setup.instruments.length
    this.#guards = bookGuards(desk.setup.limits)
    this.#silent = new SilentBooks(desk, this.#guards.staleAfterMs * 1_000)
    this.#heardAt = new Float64Array(count).fill(desk.now())
    this.#trust = Array.from({ length: count }, () => fullTrust)
    for (const { base, quote } of desk.setup.instruments) {
      for (const currency of [base, quote]) {
        if (pegOf(currency) !== undefined) this.#pegs.set(currency, pegStart)
      }
    }
  }

  /** Takes note of a message that was just applied. */
  heard(rows: EventRows, start: number): void {
    const instrument = rows.instrument[start]!
    const time = rows.localTime[start]! as Instant
    this.#heardAt[instrument] = time
    // What is traded says that the feed lives, and nothing of the book.
    if (tellsOfBook(rows, start, messageEnd(rows, start))) this.#silent.heard(instrument, time)
    if (rows.kind[start] === eventKind.gap) return this.#blame(instrument, 'gap', time)
    const { market } = this.#desk.engine
    const bid = market.bestTicks(instrument, eventSide.bid)
    // Locked is unusual and possible; crossed is a book that is not one.
    if (bid > market.bestTicks(instrument, eventSide.ask)) this.#blame(instrument, 'crossed', time)
  }

  noticed({ kind, instruments, venue }: FeedNotice): void {
    if (kind !== 'malformed') return
    for (const index of instruments ?? this.#of(venue))
      this.#blame(index, 'malformed', this.#desk.now())
  }

  trustOf(instrument: number): number {
    return trustScore(usualTrust, this.#trust[instrument]!, this.#desk.now())
  }

  pegs(): ReadonlyMap<string, PegState> {
    return this.#pegs
  }

  /** Looks until asked to end; venues and books fetched apart every `slowEvery`. */
  async run(slowEvery: Duration, signal: AbortSignal): Promise<void> {
    const { venues, feeds } = this.#desk.setup
    for (const venue of venues) void this.#repeat(slowEvery, signal, () => this.#askVenue(venue))
    for (const feed of feeds) void this.#repeat(slowEvery, signal, () => this.#crossCheck(feed))
    await this.#repeat(lookEvery, signal, () => this.look())
  }

  /** Judges everything that passing time alone can change. */
  look(): void {
    const { setup, engine } = this.#desk
    const { staleAfterMs, trustLeast } = this.#guards
    const time = this.#desk.now()
    for (const index of setup.instruments.keys()) {
      const isSilent = time - this.#livedAt(index) > staleAfterMs * 1_000
      this.#halt(index, 'stale', isSilent || this.#silent.isFrozen(index))
      const wasDistrusted = engine.risk.halts.get(index)?.has('distrusted') === true
      const judged = { trustLeast, wasDistrusted, time }
      this.#halt(index, 'distrusted', isDistrusted(this.#trust[index]!, judged))
    }
    for (const feed of setup.feeds) {
      // A venue that says nothing at all need not be asked about one book.
      const living = this.#of(feed.venue).filter(
        (index) => time - this.#livedAt(index) <= staleAfterMs * 1_000,
      )
      this.#silent.look(feed, living, time)
    }
    this.#watchPegs(time)
    this.#keepEquity(time)
  }

  /** When its feed last showed that it lives, by whatever it said. */
  #livedAt(index: number): number {
    const { setup } = this.#desk
    const { venue } = setup.instruments[index]!
    const feed = setup.feeds.find((each) => each.venue === venue)
    return Math.max(this.#heardAt[index]!, feed?.heardAt?.(index) ?? -Infinity)
  }

  /** Does its book tell nothing that is so now? */
  #isDead(index: number): boolean {
    const halts = this.#desk.engine.risk.halts.get(index)
    return halts?.has('stale') === true || halts?.has('distrusted') === true
  }

  #watchPegs(time: Instant): void {
    const { setup } = this.#desk
    const { depegBps } = setup.limits
    if (depegBps === undefined) return
    for (const [currency, before] of this.#pegs) {
      const rate = peggedRate(this.#quotes, currency)
      if (Number.isNaN(rate)) this.#tellUnwatched(currency)
      const state = pegAfter({ ...usualPegTerms, depegBps }, before, rate, time)
      this.#pegs.set(currency, state)
      if (state.isOff !== before.isOff)
        setup.tell(
          `${currency} is ${state.isOff ? 'off' : 'back at'} its peg: ${rate}`,
          state.isOff ? 'halt' : 'recovered',
        )
    }
    for (const [index, { base, quote }] of setup.instruments.entries()) {
      const isOff = [base, quote].some((currency) => this.#pegs.get(currency)?.isOff === true)
      this.#halt(index, 'depeg', isOff)
    }
  }

  /** Said once of a coin whose peg no market can tell of, whatever its books say. */
  #tellUnwatched(currency: string): void {
    if (this.#unwatched.has(currency)) return
    this.#unwatched.add(currency)
    const anything = { instruments: this.#quotes.instruments, midPrice: () => 1 }
    if (!Number.isNaN(peggedRate(anything, currency))) return
    const peg = pegOf(currency)
    this.#desk.setup.tell(
      `limits.depegBps: no market tells what a ${currency} is in ${peg}; name one under marks`,
    )
  }

  /** Losses are counted over restarts. */
  #keepEquity(time: Instant): void {
    const { day, dayEquity, peakEquity } = this.#desk.engine.risk
    const kept = this.#desk.setup.journal.state.equity
    if (Number.isNaN(dayEquity) || Number.isNaN(peakEquity)) return
    const isSame = kept?.day === day && kept.peakEquity === peakEquity
    const isSoon = kept?.day === day && time - this.#equityWrittenAt < equityWrittenEvery
    if (isSame || isSoon) return
    this.#equityWrittenAt = time
    this.#desk.write({ time, kind: 'equity', day, dayEquity, peakEquity })
  }

  async #askVenue(venue: Venue): Promise<void> {
    const { offset, roundTrip } = await venue.readClock()
    // By what the way there and back explains nobody's clock is off.
    const known = Number.isNaN(offset) ? 0 : Math.max(0, Math.abs(offset) - roundTrip / 2)
    const skew = Math.round(Math.sign(offset || 0) * known) as Duration
    const { trading, frozenWithdrawals, delisted } = await venue.status()
    for (const index of this.#of(venue.name)) {
      const { base, quote } = this.#desk.setup.instruments[index]!
      this.#trust[index] = { ...this.#trust[index]!, skew }
      // What is not told this time stays as it was told last.
      if (trading !== 'unknown') this.#halt(index, 'venue-halted', trading === 'halted')
      if (delisted !== undefined) this.#halt(index, 'delisted', delisted.includes(index))
      if (frozenWithdrawals === undefined) continue
      const isFrozen = [base, quote].some((currency) => frozenWithdrawals.includes(currency))
      this.#halt(index, 'withdrawals-frozen', isFrozen)
    }
  }

  /** Holds the touch of each book against one fetched apart; twice in a row beside it, the book is wrong. */
  async #crossCheck(feed: MarketFeed): Promise<void> {
    const { market } = this.#desk.engine
    for (const index of this.#of(feed.venue)) {
      const before = market.midTicks(index)
      const { bid, ask } = await feed.touch(index)
      const after = market.midTicks(index)
      const there = (bid + ask) / 2
      const most = Math.max(before, after) * (1 + touchToleranceBps / 1e4)
      const least = Math.min(before, after) * (1 - touchToleranceBps / 1e4)
      const isBeside = there > most || there < least
      const inARow = isBeside ? (this.#disagreements.get(index) ?? 0) + 1 : 0
      this.#disagreements.set(index, inARow)
      if (inARow < 2) continue
      this.#blame(index, 'disagrees', this.#desk.now())
      feed.resync([index])
    }
  }

  async #repeat(
    every: Duration,
    signal: AbortSignal,
    work: () => void | Promise<void>,
  ): Promise<void> {
    const { clock, tell } = this.#desk.setup
    while (!signal.aborted) {
      try {
        await work()
      } catch (cause) {
        tell(`watching: ${errorText(cause)}`)
      }
      await rest(clock, every, signal)
    }
  }

  #blame(instrument: number, fault: TrustFault, time: Instant): void {
    this.#trust[instrument] = trustAfter(usualTrust, this.#trust[instrument]!, fault, time)
  }

  #halt(index: number, reason: HaltReason, isOn: boolean): void {
    const { setup, engine } = this.#desk
    if (!setHalt(engine.risk, index, reason, isOn)) return
    const { venue, name } = setup.instruments[index]!
    const kind = isOn ? 'halt' : 'recovered'
    setup.tell(`${venue}:${name}: ${isOn ? 'halted' : 'goes on'}: ${reason}`, kind)
  }

  #of(venue: string): number[] {
    return this.#desk.setup.instruments.flatMap((each, index) =>
      each.venue === venue ? [index] : [],
    )
  }
}
