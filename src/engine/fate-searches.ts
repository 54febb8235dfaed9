import type { OrderLookup, OrderLookupAnswer } from '../core/orders/order-lookup.ts'
import type { Duration, Instant } from '../core/time.ts'
import {
  fateAfter,
  newFateSearch,
  usualFateTerms,
  type FateHappening,
  type FateSearch,
  type FateTerms,
} from '../execution/fate-search.ts'
import type { Engine } from './engine.ts'
import { process } from './process.ts'

/** As live: what left more than five seconds ago is not taken any more, and half a minute and more is the margin. */
const usualTerms: FateTerms = { ...usualFateTerms, validityWindow: 5_000_000 as Duration }

/**
 * Searches of a replay for orders of unknown fate: the machine of `execution/fate-search.ts`, which live trading runs
 * too, asking simulated venues. A class, for whoever drives a run reads `nextAt` at every step.
 */
export class FateSearches {
  /** Local time of the next question, or at which one without an answer is given up; Infinity: none. */
  nextAt: number = Infinity
  readonly #engine: Engine
  readonly #lookupOf: (instrument: number) => Partial<OrderLookup>
  readonly #searches = new Map<number, FateSearch>()

  constructor(engine: Engine, lookupOf: (instrument: number) => Partial<OrderLookup>) {
    this.#engine = engine
    this.#lookupOf = lookupOf
  }

  /** Begins with orders that became unknown, and leaves those that are not any more. */
  look(): void {
    const { orders, time } = this.#engine
    const unknown = orders.unknown()
    if (unknown.size === 0 && this.#searches.size === 0) return
    for (const id of this.#searches.keys()) {
      const own = orders.of(id)
      if (own === undefined || !unknown.has(own)) this.#searches.delete(id)
    }
    for (const { state } of unknown) {
      const { clientOrderId, instrument } = state.request
      if (this.#searches.has(clientOrderId)) continue
      if (this.#lookupOf(instrument).askFor === undefined) continue
      // It left when it was decided; only now is nothing of it waited for.
      const order = { isHeardOf: state.isHeardOf, lastLeft: time }
      this.#searches.set(clientOrderId, newFateSearch(usualTerms, order, time))
    }
    this.#arm()
  }

  /** Asks what is to be asked at an instant, and gives up what was not answered. */
  due(at: Instant): void {
    const { orders, setup } = this.#engine
    this.#engine.time = at
    for (const [id, search] of this.#searches) {
      if (search.outSince + setup.answerWithin <= at) {
        this.#after(id, search, { kind: 'searched', at, result: 'failed' })
        continue
      }
      const step = fateAfter(search, { kind: 'due', at })
      this.#searches.set(id, step.search)
      const { instrument } = orders.of(id)!.state.request
      if (step.isToAsk) this.#lookupOf(instrument).askFor!({ clientOrderId: id, instrument }, at)
    }
    this.#arm()
  }

  /** Tells the engine what a venue found. */
  hear({ clientOrderId, localTime, order, fills }: OrderLookupAnswer): void {
    const search = this.#searches.get(clientOrderId)
    // Meanwhile the venue may have told by itself.
    if (search === undefined) return
    for (const event of fills) process(this.#engine, { kind: 'answer', event })
    const result = order === undefined ? 'nothing' : 'found'
    const { phase } = this.#after(clientOrderId, search, {
      kind: 'searched',
      at: localTime,
      result,
    })
    const found = order === undefined ? undefined : ({ kind: 'found', ...order } as const)
    const told = phase === 'absent' ? ({ kind: 'absent' } as const) : found
    if (told !== undefined) {
      process(this.#engine, { kind: 'searched', time: localTime, clientOrderId, result: told })
    }
    this.look()
  }

  #after(id: number, before: FateSearch, happening: FateHappening): FateSearch {
    const { search } = fateAfter(before, happening)
    this.#searches.set(id, search)
    return search
  }

  #arm(): void {
    this.nextAt = Infinity
    const { answerWithin } = this.#engine.setup
    for (const { phase, outSince, nextAt } of this.#searches.values()) {
      if (phase !== 'searching') continue
      const at = Number.isNaN(outSince) ? nextAt : outSince + answerWithin
      if (at < this.nextAt) this.nextAt = at
    }
  }
}
