import type { Answer } from '../serving/answer.ts'
import { DecayingCounter } from './decaying-counter.ts'
import { refusal } from './refusals.ts'

/**
 * What an account of the highest published tier (Pro) may ask for.
 * https://docs.kraken.com/api/docs/guides/spot-rest-ratelimits and .../spot-ratelimits
 */
const privateCalls = { most: 20, perSecond: 1 } as const
/** Orders of a pair. */
const pairOrders = { most: 180, perSecond: 3.75 } as const
/** By address. One a second is what is published as safe; where it ends is not, and bursts are let through. */
const publicCalls = { most: 60, perSecond: 10 } as const

/** What ending or changing an order costs by its age in seconds: quick changes of mind cost most. */
const cancelCosts = [
  [5, 8],
  [10, 6],
  [15, 5],
  [45, 4],
  [90, 2],
  [300, 1],
] as const
const amendCosts = [
  [5, 3],
  [10, 2],
  [15, 1],
] as const

/** Kraken's three counters: of private calls, of orders of a pair, of public calls. */
export class KrakenLimits {
  readonly #private = new DecayingCounter(privateCalls)
  readonly #public = new DecayingCounter(publicCalls)
  readonly #orders = new Map<number, DecayingCounter>()

  /** What is said to one call too many. */
  call(path: string, weight: number, at: number): Answer | undefined {
    if (path.startsWith('/0/private/')) {
      return this.#private.take(weight, at) ? undefined : refusal('EAPI:Rate limit exceeded')
    }
    return this.#public.take(weight, at) ? undefined : refusal('EGeneral:Too many requests')
  }

  /** May another order of a pair be placed? */
  place(index: number, at: number): boolean {
    return this.#ofPair(index).take(1, at)
  }

  /** May an order be changed? */
  amend(index: number, age: number, at: number): boolean {
    return this.#ofPair(index).take(1 + costAt(amendCosts, age), at)
  }

  /** An order was ended by who asked for it: that is never refused, and counts all the same. */
  cancelled(index: number, age: number, at: number): void {
    this.#ofPair(index).add(costAt(cancelCosts, age), at)
  }

  #ofPair(index: number): DecayingCounter {
    const counter = this.#orders.get(index) ?? new DecayingCounter(pairOrders)
    this.#orders.set(index, counter)
    return counter
  }
}

function costAt(table: readonly (readonly [number, number])[], ageUs: number): number {
  return table.find(([seconds]) => ageUs < seconds * 1e6)?.[1] ?? 0
}
