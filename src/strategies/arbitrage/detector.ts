import type { BookLevels } from '../../core/book-levels.ts'
import type { Currency } from '../../core/currency.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { invariant } from '../../math/invariant.ts'
import { nearestDouble } from '../../math/nearest-double.ts'
import { CycleDetector } from './cycle-detector.ts'
import { one, type Fraction } from './fraction.ts'
import { LiveRates } from './live-rates.ts'
import type { PricedBook } from './priced-book.ts'
import { OpenSlots } from './open-slots.ts'
import type { ArbitrageSignal, Opportunity } from './opportunity.ts'
import type { QuoteMap } from './quote-rates.ts'
import { SilenceList } from './silence-list.ts'
import type { Listed } from './terms.ts'
import { WatchedBook } from './watched-book.ts'

/** What a detector calls an opportunity. */
export interface DetectorSettings {
  /** The edge at the touch must be strictly above it, basis points of the ask. */
  readonly minEdgeBps: number
  /** Microseconds after its last row from which a book is not used; 0: never. */
  readonly staleAfter: number
  readonly quoteMap: QuoteMap
  /** Also spot against linear perpetuals, as basis. */
  readonly withBasis: boolean
  /** Legs of the longest way round through currencies; below 3: none are looked for. */
  readonly cycleLegsMost: number
  /** The bases compared between venues; others only say what currencies are worth. Absent: all. */
  readonly bases?: ReadonlySet<Currency>
}

/**
 * Finds what can be bought at one venue and sold at another for more than both fees, on every update of every book.
 *
 * State and event in, signals out: rows are applied, and at the end of an instant `settle` looks at what changed. It
 * knows nothing of files, orders or money, and is the same object in a scan, a backtest, a watch and the desk.
 *
 * Doubles decide what is worth a look; whether an edge is above the least, and what can be traded, whole numbers do.
 *
 * @example
 * const listed = (venue) => ({
 *   instrument: { name: 'BTC-USD', venue, base: 'BTC', quote: 'USD', class: 'spot',
 *     tickSize: { units: 1, decimals: 0 }, lotSize: { units: 1, decimals: 0 } },
 *   symbol: 'BTCUSD',
 *   terms: { takerFeeBps: 10 },
 * })
 * const settings = { minEdgeBps: 0, staleAfter: 0, quoteMap: new Map(), withBasis: false, cycleLegsMost: 0 }
 * const seen = []
 * const detector = new ArbitrageDetector(settings, (signal) => seen.push(signal))
 * detector.add(listed('a'))
 * detector.add(listed('b'))
 * const rows = new EventColumns()
 * rows.begin(0, 1, NaN, NaN)
 * rows.addQuoteBid(999, 2)
 * rows.addQuoteAsk(1000, 2)
 * rows.turnTo(1)
 * rows.addQuoteBid(1010, 1)
 * rows.addQuoteAsk(1011, 1)
 * rows.end()
 * for (let row = 0; row < rows.length; row++) detector.apply(rows, row)
 * detector.settle(1)
 * seen[0].opportunity.match.profit // => 7.99
 */
export class ArbitrageDetector {
  readonly #settings: DetectorSettings
  readonly #tell: (signal: ArbitrageSignal) => void
  readonly #members: WatchedBook[] = []
  readonly #slots: OpenSlots
  readonly #silence = new SilenceList()
  readonly #rates: LiveRates
  readonly #cycles: CycleDetector
  readonly #dirty: number[] = []
  #dirtyCount = 0

  constructor(settings: DetectorSettings, tell: (signal: ArbitrageSignal) => void) {
    this.#settings = settings
    this.#tell = tell
    this.#slots = new OpenSlots(settings, this.#members, tell)
    this.#rates = new LiveRates(settings.quoteMap)
    const { cycleLegsMost: legsMost, minEdgeBps } = settings
    this.#cycles = new CycleDetector({ legsMost, minEdgeBps }, this.#members, tell)
  }

  /** Adds an instrument, before any row of it; gives the index its rows must have. */
  add(listed: Listed): number {
    const member = this.#members.length
    this.#members.push(new WatchedBook(listed, this.#rateOf(listed.instrument.quote)))
    this.#slots.add(listed)
    this.#rates.add(member, listed.instrument)
    this.#cycles.add(member)
    return member
  }

  listed(member: number): Listed {
    return this.#memberAt(member).listed
  }

  /** A member's book as it stands; undefined while its quote currency has no rate. */
  pricedBook(member: number): PricedBook | undefined {
    const { levels, units } = this.#memberAt(member)
    return units === undefined ? undefined : { levels, units }
  }

  /** A member's book in its own ticks and lots, as it stands. */
  levels(member: number): BookLevels {
    return this.#memberAt(member).levels
  }

  /** Middle of a member's touch in market quote; NaN while it must not be used. */
  middle(member: number): number {
    const { bid, ask } = this.#memberAt(member)
    return (bid + ask) / 2
  }

  /** The same in its own quote. */
  ownMiddle(member: number): number {
    return this.#memberAt(member).ownMiddle()
  }

  /** Market quote for one of a member's own quote; NaN while there is none. */
  rate(member: number): number {
    const { rate } = this.#memberAt(member)
    return rate === undefined ? NaN : nearestDouble(rate.numerator, rate.denominator)
  }

  /** The ticks or lots of a member have become finer; by how much. */
  regrid(
    member: number,
    listed: Listed,
  ): { readonly priceFactor: number; readonly lotFactor: number } {
    const watched = this.#memberAt(member)
    const factors = watched.regrid(listed)
    this.#touch(member, watched)
    return factors
  }

  /** Leaves a member out until it is trusted again. */
  distrust(member: number, isDistrusted: boolean, time: Instant): void {
    const watched = this.#memberAt(member)
    if (watched.isDistrusted === isDistrusted) return
    watched.isDistrusted = isDistrusted
    this.#tell({ kind: isDistrusted ? 'fault' : 'mended', member, fault: 'distrusted', time })
    this.#touch(member, watched)
  }

  /** Applies one row; nothing is decided before `settle`. */
  apply(rows: EventRows, row: number): void {
    const member = rows.instrument[row]!
    const watched = this.#members[member]!
    if (!watched.apply(rows, row)) return
    const time = rows.localTime[row]!
    watched.lastTime = time
    if (!watched.isFresh) this.#revive(member, watched, time as Instant)
    if (this.#settings.staleAfter > 0) this.#silence.hear(member, time)
    if (!watched.isDirty) this.#touch(member, watched)
  }

  /**
   * Lets time pass up to an instant, exclusive: books that have been silent for too long by then are given up.
   *
   * @param before lets happen what is due before each instant at which one is
   */
  advance(to: Instant, before?: (instant: Instant) => void): void {
    const { staleAfter } = this.#settings
    if (staleAfter === 0) return
    for (;;) {
      const { longest } = this.#silence
      if (longest < 0) return
      const end = this.#silence.lastWord(longest) + staleAfter
      if (!(end < to)) return
      before?.(end as Instant)
      this.settle(end as Instant)
    }
  }

  /** All rows of an instant have been applied: says what opened and what closed. */
  settle(time: Instant): void {
    this.#giveUpSilent(time)
    this.#refreshRates()
    // Counted, not emptied: cutting an array to nothing is a twentieth of all the time.
    for (let at = 0; at < this.#dirtyCount; at++) {
      const member = this.#dirty[at]!
      const watched = this.#members[member]!
      watched.isDirty = false
      const wasCrossed = watched.isCrossed
      const hasMoved = watched.refresh()
      if (wasCrossed !== watched.isCrossed) {
        const kind = watched.isCrossed ? 'fault' : 'mended'
        this.#tell({ kind, member, fault: 'crossed', time })
      }
      if (hasMoved || watched.hotRelations > 0) this.#slots.look(member)
      if (this.#settings.cycleLegsMost >= 3) this.#cycles.touch(member)
    }
    this.#dirtyCount = 0
    this.#slots.settle(time)
    this.#cycles.settle(time)
  }

  /** The tape is over: closes what is open. */
  finish(time: Instant): void {
    this.#slots.finish(time)
    this.#cycles.finish(time)
  }

  /** The greatest edge of what is open now, at the touch after fees, basis points; NaN where nothing is. */
  bestEdge(): number {
    return this.#slots.bestEdge()
  }

  /** What is open now, in no order that matters. */
  open(): Opportunity[] {
    return this.#slots.open()
  }

  #memberAt(member: number): WatchedBook {
    const watched = this.#members[member]
    invariant(watched !== undefined, `member ${member} of ${this.#members.length}`)
    return watched
  }

  #touch(member: number, watched: WatchedBook): void {
    if (watched.isDirty) return
    watched.isDirty = true
    this.#dirty[this.#dirtyCount++] = member
  }

  #revive(member: number, watched: WatchedBook, time: Instant): void {
    const wasHeard = !Number.isNaN(this.#silence.lastWord(member))
    watched.isFresh = true
    if (wasHeard) this.#tell({ kind: 'mended', member, fault: 'stale', time })
  }

  #giveUpSilent(time: Instant): void {
    const { staleAfter } = this.#settings
    if (staleAfter === 0) return
    for (;;) {
      const { longest } = this.#silence
      if (longest < 0 || this.#silence.lastWord(longest) + staleAfter > time) return
      this.#silence.drop(longest)
      const watched = this.#members[longest]!
      watched.isFresh = false
      this.#tell({ kind: 'fault', member: longest, fault: 'stale', time })
      this.#touch(longest, watched)
    }
  }

  #rateOf(quote: Currency): Fraction | undefined {
    const mapped = this.#settings.quoteMap.get(quote)
    if (mapped === undefined) return one
    return mapped.rate === 'live' ? this.#rates.rateOf(quote) : mapped.rate
  }

  /** Live rates move with the books they are read from, and with them all that is priced in them. */
  #refreshRates(): void {
    if (!this.#rates.isWanted(this.#dirty, this.#dirtyCount)) return
    for (const quote of this.#rates.refresh((member) => this.#members[member]!.ownMiddle())) {
      for (const [member, watched] of this.#members.entries()) {
        if (watched.listed.instrument.quote !== quote) continue
        watched.setRate(this.#rateOf(quote))
        this.#touch(member, watched)
      }
    }
  }
}
