import type { Currency } from '../../core/currency.ts'
import type { Instant } from '../../core/time.ts'
import { currencyCycles, type CurrencyCycle } from './currency-cycles.ts'
import { sizeCycle, type SizedCycle, type SizedLeg } from './size-cycle.ts'
import type { WatchedBook } from './watched-book.ts'

/** A way round that is open, as it was when it began. */
export interface CycleOpportunity {
  /** What it begins and ends in. */
  readonly start: Currency
  readonly legs: readonly { readonly member: number; readonly side: 'buy' | 'sell' }[]
  readonly startTime: Instant
  /** At the touch, after all fees. */
  readonly netBps: number
  /** Quantities are NaN where a quote told none. */
  readonly sized: SizedCycle
  peakBps: number
}

export type CycleSignal =
  | { readonly kind: 'cycle-opened'; readonly cycle: CycleOpportunity }
  | {
      readonly kind: 'cycle-closed'
      readonly cycle: CycleOpportunity
      readonly time: Instant
      readonly isEnd: boolean
    }

/**
 * Finds ways round through three currencies or more, over the spot books of all venues, that end with more than they
 * began with: on each leg at the venue that is best for it. The same currency counts as the same wherever it lies, which
 * takes an inventory of it at each venue.
 *
 * The edge is decided in doubles, and must exceed the least one by 1e-9 basis points.
 */
export class CycleDetector {
  readonly #legsMost: number
  readonly #leastBps: number
  readonly #tell: (signal: CycleSignal) => void
  readonly #members: WatchedBook[]
  readonly #edges: Edge[] = []
  readonly #edgeOf = new Map<string, number>()
  readonly #edgeOfMember: (number | undefined)[] = []
  #cycles: WatchedCycle[] = []
  #isStale = false
  readonly #touched = new Set<number>()

  /** @param members the books, shared with who keeps them */
  constructor(
    { legsMost, minEdgeBps }: { readonly legsMost: number; readonly minEdgeBps: number },
    members: WatchedBook[],
    tell: (signal: CycleSignal) => void,
  ) {
    this.#legsMost = legsMost
    this.#leastBps = minEdgeBps
    this.#members = members
    this.#tell = tell
  }

  /** A member has been added, as the last. */
  add(member: number): void {
    const { base, quote, class: kind } = this.#members[member]!.listed.instrument
    if (kind !== 'spot' || this.#legsMost < 3) return
    const key = `${base}-${quote}`
    let edge = this.#edgeOf.get(key)
    if (edge === undefined) {
      edge = this.#edges.length
      this.#edgeOf.set(key, edge)
      this.#edges.push({
        base,
        quote,
        members: [],
        cycles: [],
        best: { buy: { rate: 0, member: -1 }, sell: { rate: 0, member: -1 } },
      })
      this.#isStale = true
    }
    this.#edges[edge]!.members.push(member)
    this.#edgeOfMember[member] = edge
  }

  /** A member's touch has moved. */
  touch(member: number): void {
    const edge = this.#edgeOfMember[member]
    if (edge === undefined) return
    if (this.#isStale || this.#edges[edge]!.cycles.length > 0) this.#touched.add(edge)
  }

  /** All that moved at an instant has been told. */
  settle(time: Instant): void {
    if (this.#touched.size === 0) return
    if (this.#isStale) this.#enumerate(time)
    const due = new Set<WatchedCycle>()
    for (const edge of this.#touched) {
      const { cycles } = this.#edges[edge]!
      if (cycles.length === 0) continue
      this.#rate(this.#edges[edge]!)
      for (const cycle of cycles) due.add(cycle)
    }
    this.#touched.clear()
    for (const cycle of due) this.#decide(cycle, time)
  }

  finish(time: Instant): void {
    for (const cycle of this.#cycles) this.#close(cycle, time, true)
  }

  /** Instruments have come since the ways round were last looked for. */
  #enumerate(time: Instant): void {
    this.#isStale = false
    const open = new Map(this.#cycles.map((cycle) => [cycle.key, cycle.open]))
    for (const edge of this.#edges) {
      edge.cycles.length = 0
      this.#rate(edge)
    }
    this.#cycles = currencyCycles(this.#edges, this.#legsMost).map((cycle) => {
      const key = cycle.steps.map(({ edge, side }) => `${edge}${side}`).join(' ')
      const known = open.get(key)
      open.delete(key)
      const watched = { ...cycle, key, open: known }
      for (const { edge } of cycle.steps) this.#edges[edge]!.cycles.push(watched)
      return watched
    })
    for (const cycle of open.values()) {
      if (cycle !== undefined) this.#tell({ kind: 'cycle-closed', cycle, time, isEnd: false })
    }
  }

  /** The best rate of an edge each way, after fees, and who has it. */
  #rate({ members, best }: Edge): void {
    best.buy.rate = 0
    best.sell.rate = 0
    for (const member of members) {
      const watched = this.#members[member]!
      const fee = watched.listed.terms.takerFeeBps / 1e4
      const { bid, ask } = watched.ownTouch()
      const sell = bid * (1 - fee)
      const buy = 1 / (ask * (1 + fee))
      if (sell > best.sell.rate) {
        best.sell.rate = sell
        best.sell.member = member
      }
      if (buy > best.buy.rate) {
        best.buy.rate = buy
        best.buy.member = member
      }
    }
  }

  #decide(cycle: WatchedCycle, time: Instant): void {
    let rate = 1
    for (const { edge, side } of cycle.steps) rate *= this.#edges[edge]!.best[side].rate
    const netBps = (rate - 1) * 1e4
    // Rates that make half as much again are those of different assets under one name.
    const isAbove = netBps > this.#leastBps + 1e-9 && rate <= 1.5
    if (!isAbove) return this.#close(cycle, time, false)
    const legs = cycle.steps.map(({ edge, side }) => ({
      member: this.#edges[edge]!.best[side].member,
      side,
    }))
    const sized = sizeCycle(legs.map((leg) => this.#legOf(leg)))
    if (sized === undefined) return this.#close(cycle, time, false)
    if (cycle.open !== undefined) {
      cycle.open.peakBps = Math.max(cycle.open.peakBps, netBps)
      return
    }
    cycle.open = { start: cycle.start, legs, startTime: time, netBps, sized, peakBps: netBps }
    this.#tell({ kind: 'cycle-opened', cycle: cycle.open })
  }

  #close(watched: WatchedCycle, time: Instant, isEnd: boolean): void {
    const cycle = watched.open
    if (cycle === undefined) return
    watched.open = undefined
    this.#tell({ kind: 'cycle-closed', cycle, time, isEnd })
  }

  #legOf({ member, side }: { readonly member: number; readonly side: 'buy' | 'sell' }): SizedLeg {
    const { levels, listed } = this.#members[member]!
    const { instrument, terms } = listed
    return {
      levels,
      side,
      tick: instrument.tickSize.units / 10 ** instrument.tickSize.decimals,
      lot: instrument.lotSize.units / 10 ** instrument.lotSize.decimals,
      fee: terms.takerFeeBps / 1e4,
      orderLot: terms.lotSize ?? 0,
      minQuantity: terms.minQuantity ?? 0,
      minNotional: terms.minNotional ?? 0,
    }
  }
}

interface Edge {
  readonly base: Currency
  readonly quote: Currency
  readonly members: number[]
  readonly cycles: WatchedCycle[]
  readonly best: { readonly buy: BestRate; readonly sell: BestRate }
}

interface BestRate {
  rate: number
  member: number
}

interface WatchedCycle extends CurrencyCycle {
  readonly key: string
  open: CycleOpportunity | undefined
}
