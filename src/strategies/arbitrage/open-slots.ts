import type { Instant } from '../../core/time.ts'
import { fractionOf, quotient, type Fraction } from './fraction.ts'
import { matchBooks, type BookMatch } from './match-books.ts'
import type { ArbitrageSignal, EndReason, Opportunity } from './opportunity.ts'
import type { QuoteMap } from './quote-rates.ts'
import { Relations, type Relation, type Slot } from './relations.ts'
import { surelyExecutable } from './surely-executable.ts'
import type { ExactUnits, Listed } from './terms.ts'
import { isAboveEdge } from './touch-edge.ts'
import type { WatchedBook } from './watched-book.ts'

/** Prices further apart are those of different assets under one name. */
const priceRatioMost = 1.5

/** What is called an opportunity between two venues. */
interface SlotSettings {
  readonly minEdgeBps: number
  readonly quoteMap: QuoteMap
  readonly withBasis: boolean
  readonly bases?: ReadonlySet<string>
}

/** Which ordered pairs of venues and bases have an opportunity open, one at a time each. */
export class OpenSlots {
  readonly #relations: Relations
  readonly #members: WatchedBook[]
  readonly #tell: (signal: ArbitrageSignal) => void
  readonly #least: Fraction
  /** Part of the ask, with room for what doubles lose: below it no edge is looked at. */
  readonly #roughLeast: number
  readonly #open: (Opportunity | undefined)[] = []
  /** Slots to look at, each once an instant. */
  readonly #due: number[] = []
  #dueCount = 0
  readonly #dueAt: number[] = []
  #instants = 0

  /** @param members the books, shared with who keeps them */
  constructor(
    { minEdgeBps, quoteMap, withBasis, bases }: SlotSettings,
    members: WatchedBook[],
    tell: (signal: ArbitrageSignal) => void,
  ) {
    this.#relations = new Relations(quoteMap, withBasis, bases)
    this.#members = members
    this.#tell = tell
    this.#least = quotient(fractionOf(minEdgeBps), { numerator: 10_000n, denominator: 1n })
    this.#roughLeast = minEdgeBps / 1e4 - 1e-9
  }

  /** A member has been added, as the last. */
  add(listed: Listed): void {
    this.#relations.add(listed)
    while (this.#open.length < this.#relations.slots.length) {
      this.#open.push(undefined)
      this.#dueAt.push(-1)
    }
  }

  /** All that changed at an instant has been looked at: says what opened and what closed. */
  settle(time: Instant): void {
    for (let at = 0; at < this.#dueCount; at++) this.#decide(this.#due[at]!, time)
    this.#dueCount = 0
    this.#instants++
  }

  finish(time: Instant): void {
    for (const slot of this.#open.keys()) this.#close(slot, time, 'end-of-tape')
  }

  /** The greatest edge of what is open, at the touch after fees, basis points; NaN where nothing is. */
  bestEdge(): number {
    let best = NaN
    for (const { slot } of this.open()) {
      const edge = this.#edgeOf(slot)
      if (!(edge <= best)) best = edge
    }
    return best
  }

  open(): Opportunity[] {
    return this.#open.filter((each) => each !== undefined)
  }

  /** Marks what a change of a member may open or close. */
  look(member: number): void {
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
    if (open !== undefined) open.peakBps = Math.max(open.peakBps, this.#edgeOf(slot))
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

  /** The greatest edge of a slot at the touch, after fees; -Infinity where it has none. */
  #edgeOf(slot: number): number {
    let best = -Infinity
    for (const { buy, sell, isPositive, isApart } of this.#relations.slots[slot]!.relations) {
      if (!isPositive || isApart) continue
      best = Math.max(best, touchBps(this.#members[buy]!, this.#members[sell]!))
    }
    return best
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
    this.#tell({ kind: 'opened', opportunity })
  }

  #close(slot: number, time: Instant, reason: EndReason): void {
    const opportunity = this.#open[slot]
    if (opportunity === undefined) return
    this.#open[slot] = undefined
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
