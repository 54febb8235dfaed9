import { atomsOf } from '../../../core/currency.ts'
import type { Instant } from '../../../core/time.ts'
import { valueAt } from '../../../core/notional.ts'
import type { Traded } from '../traded.ts'
import { marginOf } from './margin-desk.ts'
import type { VenueAccount } from './venue-account.ts'

/** A settlement that took place. */
export interface Settlement {
  readonly atoms: bigint
  readonly fundingRate: number
  readonly price: number
}

/**
 * When an instrument settles funding and at what rate, as its feed states it: each instant once, whatever the interval
 * to the next.
 */
export class FundingClock {
  #fundingRate = NaN
  /** Stated before the instant at which the last one was. */
  #rateBefore = NaN
  #ratedAt = NaN
  /** The instant stated last; NaN before the first and once it is settled. */
  dueAt: number = NaN
  #settledTo = -Infinity

  /** The rate stated now, of the settlement that is due next. */
  stateRate(fundingRate: number, now: number): void {
    if (now !== this.#ratedAt) this.#rateBefore = this.#fundingRate
    this.#ratedAt = now
    this.#fundingRate = fundingRate
  }

  /** The instant stated now; true when it is another one, and still to come. */
  stateTime(dueAt: number, now: number): boolean {
    if (dueAt === this.dueAt || dueAt <= this.#settledTo || dueAt <= now) return false
    this.dueAt = dueAt
    return true
  }

  /**
   * Settles what is due at an instant; undefined when nothing was due then, nothing is held, or rate or price are
   * unknown.
   *
   *   linear: -quantity * price * rate,  inverse: -contracts / price * rate
   *
   * @param now when that is noticed: at it, or a little before by a clock that is behind
   */
  settle(traded: Traded, account: VenueAccount, at: Instant, now: number): Settlement | undefined {
    if (this.dueAt !== at) return undefined
    this.dueAt = NaN
    this.#settledTo = at
    const { position, market, terms } = traded
    const stated = marginOf(traded).fundingOn === 'index' ? market.index : market.mark
    const price = Number.isNaN(stated) ? market.referencePrice() : stated
    // What is stated with the next instant is of the next.
    const fundingRate = this.#ratedAt === now ? this.#rateBefore : this.#fundingRate
    if (position.lots === 0 || Number.isNaN(price * fundingRate)) return undefined
    const { instrument, index } = terms
    const value = Math.abs(valueAt(instrument, position.lots, price))
    const atoms = atomsOf(-Math.sign(position.lots) * value * fundingRate)
    account.fund(index, instrument, atoms, at)
    return { atoms, fundingRate, price }
  }
}
