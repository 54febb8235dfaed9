import type { BookLevels } from '../../core/book-levels.ts'
import type { Currency } from '../../core/currency.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { invariant } from '../../math/invariant.ts'
import { nearestDouble } from '../../math/nearest-double.ts'
import { CycleDetector } from './cycle-detector.ts'
import { fractionOf, one, quotient, type Fraction } from './fraction.ts'
import { LiveRates } from './live-rates.ts'
import { matchBooks, type BookMatch, type PricedBook } from './match-books.ts'
import type { ArbitrageSignal, EndReason, Opportunity } from './opportunity.ts'
import type { QuoteMap } from './quote-rates.ts'
import { Relations, type Relation, type Slot } from './relations.ts'
import { SilenceList } from './silence-list.ts'
import { surelyExecutable } from './surely-executable.ts'
import type { ExactUnits, Listed } from './terms.ts'
import { isAboveEdge } from './touch-edge.ts'
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
}

/** Prices further apart are those of different assets under one name. */
const priceRatioMost = 1.5

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
  readonly #relations: Relations
  readonly #members: WatchedBook[] = []
  readonly #silence = new SilenceList()
  readonly #rates: LiveRates
  readonly #cycles: CycleDetector
  readonly #least: Fraction
  /** Part of the ask, with room for what doubles lose: below it no edge is looked at. */
  readonly #roughLeast: number
  readonly #dirty: number[] = []
  #dirtyCount = 0
  readonly #open: (Opportunity | undefined)[] = []
  /** Slots to look at, each once an instant. */
  readonly #due: number[] = []
  #dueCount = 0
  readonly #dueAt: number[] = []
  #instants = 0
  #openCount = 0

  constructor(settings: DetectorSettings, tell: (signal: ArbitrageSignal) => void) {
    this.#settings = settings
    this.#tell = tell
    this.#relations = new Relations(settings.quoteMap, settings.withBasis)
    this.#rates = new LiveRates(settings.quoteMap)
    const { cycleLegsMost: legsMost, minEdgeBps } = settings
    this.#cycles = new CycleDetector({ legsMost, minEdgeBps }, this.#members, tell)
    this.#least = quotient(fractionOf(settings.minEdgeBps), { numerator: 10_000n, denominator: 1n })
    this.#roughLeast = settings.minEdgeBps / 1e4 - 1e-9
  }

  /** Adds an instrument, before any row of it; gives the index its rows must have. */
  add(listed: Listed): number {
    const member = this.#members.length
    this.#members.push(new WatchedBook(listed, this.#rateOf(listed.instrument.quote)))
    this.#relations.add(listed)
    this.#rates.add(member, listed.instrument)
    this.#cycles.add(member)
    while (this.#open.length < this.#relations.slots.length) {
      this.#open.push(undefined)
      this.#dueAt.push(-1)
    }
    return member
  }

  memberCount(): number {
    return this.#members.length
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

  /** May a member's book be used as it stands? */
  isUsed(member: number): boolean {
    const { isFresh, isCrossed, isDistrusted } = this.#memberAt(member)
    return isFresh && !isCrossed && !isDistrusted
  }

  /** Middle of a member's touch in market quote; NaN while it must not be used. */
  middle(member: number): number {
    const { bid, ask } = this.#memberAt(member)
    return (bid + ask) / 2
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

  /** Lets time pass up to an instant, exclusive: books that have been silent for too long by then are given up. */
  advance(to: Instant): void {
    const { staleAfter } = this.#settings
    if (staleAfter === 0) return
    for (;;) {
      const { longest } = this.#silence
      if (longest < 0) return
      const end = this.#silence.lastWord(longest) + staleAfter
      if (!(end < to)) return
      this.settle(end as Instant)
    }
  }

  /** All rows of an instant have been applied: says what opened and what closed. */
  settle(time: Instant): void {
    this.#giveUpSilent(time)
    this.#instants++
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
      if (hasMoved || watched.hotRelations > 0) this.#look(member)
      if (this.#settings.cycleLegsMost >= 3) this.#cycles.touch(member)
    }
    this.#dirtyCount = 0
    for (let at = 0; at < this.#dueCount; at++) this.#decide(this.#due[at]!, time)
    this.#dueCount = 0
    this.#cycles.settle(time)
  }

  /** The tape is over: closes what is open. */
  finish(time: Instant): void {
    for (const slot of this.#open.keys()) this.#close(slot, time, 'end-of-tape')
    this.#cycles.finish(time)
  }

  /** What is open now, in no order that matters. */
  open(): Opportunity[] {
    return this.#openCount === 0
      ? []
      : this.#open.filter((each): each is Opportunity => each !== undefined)
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

  /** Marks what a change of a member may open or close. */
  #look(member: number): void {
    for (const relation of this.#relations.ofMember[member]!) {
      const buy = this.#members[relation.buy]!
      const sell = this.#members[relation.sell]!
      // NaN, where a side must not be used, is above nothing.
      const isPositive = sell.netBid - buy.netAsk > this.#roughLeast * buy.ask
      if (isPositive !== relation.isPositive) {
        relation.isPositive = isPositive
        buy.hotRelations += isPositive ? 1 : -1
        sell.hotRelations += isPositive ? 1 : -1
      }
      const { slot } = relation
      if (!isPositive && this.#open[slot] === undefined) continue
      if (this.#dueAt[slot] === this.#instants) continue
      this.#dueAt[slot] = this.#instants
      this.#due[this.#dueCount++] = slot
    }
  }

  #decide(slot: number, time: Instant): void {
    const { relations } = this.#relations.slots[slot]!
    const open = this.#open[slot]
    let best: { readonly relation: Relation; readonly match: BookMatch | undefined } | undefined
    for (const relation of relations) {
      if (!relation.isPositive) continue
      const found = this.#matchOf(relation, open, time)
      if (found === undefined) continue
      if (found === 'still-there') return
      const profit = found.match?.profit ?? -Infinity
      if (best === undefined || profit > (best.match?.profit ?? -Infinity)) {
        best = { relation, match: found.match }
      }
    }
    if (best === undefined) this.#close(slot, time, this.#reasonOf(open))
    else if (open === undefined) this.#begin(this.#relations.slots[slot]!, best, time)
  }

  /** What a relation is worth now; of one that is open it is enough to know that it is worth anything. */
  #matchOf(
    relation: Relation,
    open: Opportunity | undefined,
    time: Instant,
  ): { readonly match: BookMatch | undefined } | 'still-there' | undefined {
    const buy = this.#members[relation.buy]!
    const sell = this.#members[relation.sell]!
    const [buyUnits, sellUnits] = [buy.units!, sell.units!]
    if (sell.bid > priceRatioMost * buy.ask) {
      if (!relation.isApart) {
        const ratio = sell.bid / buy.ask
        this.#tell({
          kind: 'different-assets',
          buy: relation.buy,
          sell: relation.sell,
          ratio,
          time,
        })
      }
      relation.isApart = true
      return undefined
    }
    if (!this.#isAbove(buy, sell, buyUnits, sellUnits)) return undefined
    if (open !== undefined) {
      open.peakBps = Math.max(open.peakBps, touchBps(buy, sell))
    }
    const isIndicative = Number.isNaN(touchLots(buy, 1) + touchLots(sell, 0))
    if (isIndicative) return open === undefined ? { match: undefined } : 'still-there'
    const [buyBook, sellBook] = [
      { levels: buy.levels, units: buyUnits },
      { levels: sell.levels, units: sellUnits },
    ]
    // With a least edge below zero what is above it may still be a loss.
    const isProfit = sell.netBid - buy.netAsk > 1e-9 * buy.ask
    if (open !== undefined && isProfit && surelyExecutable(buyBook, sellBook)) return 'still-there'
    const match = matchBooks(buyBook, sellBook)
    if (match === undefined) return undefined
    return open === undefined ? { match } : 'still-there'
  }

  #isAbove(
    buy: WatchedBook,
    sell: WatchedBook,
    buyUnits: ExactUnits,
    sellUnits: ExactUnits,
  ): boolean {
    // Where doubles are sure nothing else has to be asked.
    if (sell.netBid - buy.netAsk > (this.#roughLeast + 2e-9) * buy.ask) return true
    const touch = {
      askTicks: buy.askTicks,
      bidTicks: sell.bidTicks,
      buy: buyUnits,
      sell: sellUnits,
    }
    return isAboveEdge(touch, this.#least)
  }

  #begin(
    slot: Slot,
    best: { readonly relation: Relation; readonly match: BookMatch | undefined },
    time: Instant,
  ): void {
    const { relation, match } = best
    const buy = this.#members[relation.buy]!
    const sell = this.#members[relation.sell]!
    const edge = touchBps(buy, sell)
    const opportunity: Opportunity = {
      slot: relation.slot,
      kind: slot.kind,
      base: slot.base,
      quote: slot.quote,
      class: slot.class,
      buy: { member: relation.buy, listed: buy.listed },
      sell: { member: relation.sell, listed: sell.listed },
      startTime: time,
      ask: buy.ask,
      bid: sell.bid,
      touchBps: edge,
      match,
      peakBps: edge,
    }
    this.#open[relation.slot] = opportunity
    this.#openCount++
    this.#tell({ kind: 'opened', opportunity })
  }

  #close(slot: number, time: Instant, reason: EndReason): void {
    const opportunity = this.#open[slot]
    if (opportunity === undefined) return
    this.#open[slot] = undefined
    this.#openCount--
    this.#tell({ kind: 'closed', opportunity, time, reason })
  }

  #reasonOf(open: Opportunity | undefined): EndReason {
    if (open === undefined) return 'edge'
    const legs = [this.#members[open.buy.member]!, this.#members[open.sell.member]!]
    if (legs.some(({ isFresh }) => !isFresh)) return 'stale'
    if (legs.some(({ isCrossed }) => isCrossed)) return 'crossed'
    return legs.some(({ isDistrusted }) => isDistrusted) ? 'distrusted' : 'edge'
  }
}

function touchBps(buy: WatchedBook, sell: WatchedBook): number {
  return ((sell.netBid - buy.netAsk) / buy.ask) * 1e4
}

function touchLots(watched: WatchedBook, side: 0 | 1): number {
  const { levels } = watched
  return levels.quantityAt(side, levels.best(side))
}
