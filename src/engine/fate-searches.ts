import type { OrderLookup, OrderLookupAnswer } from '../core/orders/order-lookup.ts'
import type { Instant } from '../core/time.ts'
import {
  fateAfter,
  newFateSearch,
  usualFateTerms,
  type FateHappening,
  type FateSearch,
} from '../execution/fate-search.ts'
import type { OrderHappening, OrderState } from '../execution/order-state.ts'
import { isToLookAt, newsOfLook, standingLookEvery } from '../execution/standing-orders.ts'
import type { Engine } from './engine.ts'
import type { OwnOrder } from './own-orders.ts'
import { process } from './process.ts'

/**
 * What a replay asks its venues for, by the decisions that live trading goes by: orders of unknown fate until it is known
 * (`execution/fate-search.ts`), and orders that stand, again and again, for what was pushed and lost
 * (`execution/standing-orders.ts`). A class, for whoever drives a run reads `nextAt` at every step.
 */
export class FateSearches {
  /** Local time of the next question, or at which one without an answer is given up; Infinity: none. */
  nextAt: number = Infinity
  readonly #engine: Engine
  readonly #lookupOf: (instrument: number) => Partial<OrderLookup>
  readonly #searches = new Map<number, FateSearch>()
  /** When orders that stand are looked at; Infinity while there are none. */
  #lookAt = Infinity
  #questions = 0

  constructor(engine: Engine, lookupOf: (instrument: number) => Partial<OrderLookup>) {
    this.#engine = engine
    this.#lookupOf = lookupOf
  }

  /** Begins with orders that became unknown, and leaves those that are not any more. */
  look(): void {
    const { orders, time } = this.#engine
    const unknown = orders.unknown()
    const isStanding = orders.openCount() > 0 && this.#lookAt === Infinity
    if (isStanding) this.#lookAt = time + standingLookEvery
    if (unknown.size > 0 || this.#searches.size > 0) this.#lookAtUnknown(unknown, time)
    else if (!isStanding) return
    this.#arm()
  }

  /** Asks what is to be asked at an instant, and gives up what was not answered. */
  due(at: Instant): void {
    const { orders, setup } = this.#engine
    this.#engine.time = at
    for (const [id, search] of this.#searches) {
      const { question } = search
      if (search.outSince + setup.answerWithin <= at) {
        this.#after(id, search, { kind: 'searched', at, question, result: 'failed' })
        continue
      }
      const step = fateAfter(search, { kind: 'due', at, question: this.#questions + 1 })
      this.#searches.set(id, step.search)
      if (step.isToAsk) this.#ask(orders.of(id)!.state, at)
    }
    if (this.#lookAt <= at) this.#lookAtStanding(at)
    this.#arm()
  }

  /** Tells the engine what a venue found. */
  hear({ clientOrderId, question, localTime, order, fills }: OrderLookupAnswer): void {
    const own = this.#engine.orders.of(clientOrderId)
    if (own === undefined) return
    for (const event of fills) {
      if (!own.state.tradeIds.includes(event.tradeId))
        process(this.#engine, { kind: 'answer', event })
    }
    const search = this.#searches.get(clientOrderId)
    const told =
      search === undefined
        ? order && newsOfLook(own.state, order)
        : this.#resultOf(search, { clientOrderId, question, at: localTime, order })
    if (told !== undefined)
      process(this.#engine, { kind: 'searched', time: localTime, clientOrderId, result: told })
    this.look()
  }

  #lookAtUnknown(unknown: ReadonlySet<OwnOrder>, time: Instant): void {
    const { orders } = this.#engine
    for (const id of this.#searches.keys()) {
      const own = orders.of(id)
      if (own === undefined || !unknown.has(own)) this.#searches.delete(id)
    }
    for (const { state } of unknown) {
      const { clientOrderId, instrument } = state.request
      if (this.#searches.has(clientOrderId)) continue
      const { askFor, validityWindow } = this.#lookupOf(instrument)
      if (askFor === undefined) continue
      // It left when it was decided; only now is nothing of it waited for.
      const order = { isHeardOf: state.isHeardOf, lastLeft: time }
      const terms = { ...usualFateTerms, validityWindow }
      this.#searches.set(clientOrderId, newFateSearch(terms, order, time))
    }
  }

  #lookAtStanding(at: Instant): void {
    const { orders, runners } = this.#engine
    for (const strategy of runners.keys()) {
      for (const { state } of orders.openOf(strategy)) if (isToLookAt(state)) this.#ask(state, at)
    }
    this.#lookAt = orders.openCount() > 0 ? at + standingLookEvery : Infinity
  }

  #ask({ request: { clientOrderId, instrument } }: OrderState, at: Instant): void {
    const question = ++this.#questions
    this.#lookupOf(instrument).askFor?.({ clientOrderId, instrument, question }, at)
  }

  /** What the answer to a search for an order of unknown fate comes to, if to anything. */
  #resultOf(
    search: FateSearch,
    {
      clientOrderId,
      question,
      at,
      order,
    }: Pick<OrderLookupAnswer, 'clientOrderId' | 'question' | 'order'> & { readonly at: Instant },
  ): Extract<OrderHappening, { kind: 'found' | 'absent' }> | undefined {
    const result = order === undefined ? 'nothing' : 'found'
    const searched = { kind: 'searched', at, question, result } as const
    const { phase } = this.#after(clientOrderId, search, searched)
    if (order !== undefined) return { kind: 'found', ...order }
    return phase === 'absent' ? { kind: 'absent' } : undefined
  }

  #after(id: number, before: FateSearch, happening: FateHappening): FateSearch {
    const { search } = fateAfter(before, happening)
    this.#searches.set(id, search)
    return search
  }

  #arm(): void {
    this.nextAt = this.#lookAt
    const { answerWithin } = this.#engine.setup
    for (const { phase, outSince, nextAt } of this.#searches.values()) {
      if (phase !== 'searching') continue
      const at = Number.isNaN(outSince) ? nextAt : outSince + answerWithin
      if (at < this.nextAt) this.nextAt = at
    }
  }
}
