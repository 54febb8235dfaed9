import { contractStep } from '../../core/contract-step.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Random } from '../../math/random.ts'
import type { FlowPlan } from './market-plan.ts'

/** No order is larger than so many of its median: a tail without an end would now and then empty a book. */
const largest = 2_000

/** How large orders are, in lots of an instrument at a price. */
export class OrderSizes {
  readonly #flow: FlowPlan
  readonly #random: Random
  readonly #lotsPerUnit: number
  /** Quote units of a lot, whatever the price; NaN where a lot is so much of the base. */
  readonly #quotePerLot: number

  constructor(flow: FlowPlan, instrument: Instrument, random: Random) {
    this.#flow = flow
    this.#random = random
    const { lotSize } = instrument
    const contract = contractStep(instrument)
    const lotsPerQuantity = 10 ** lotSize.decimals / lotSize.units
    this.#lotsPerUnit = (lotsPerQuantity / contract.units) * 10 ** contract.decimals
    this.#quotePerLot = instrument.class === 'inverse' ? 1 / this.#lotsPerUnit : NaN
  }

  /** Lots of so much money at a price, at least one. */
  lotsOf(notional: number, price: number): number {
    const units = Number.isNaN(this.#quotePerLot) ? notional / price : notional
    return Math.max(1, Math.round(units * this.#lotsPerUnit))
  }

  /** Money of so many lots at a price. */
  notionalOf(lots: number, price: number): number {
    return Number.isNaN(this.#quotePerLot)
      ? (lots * price) / this.#lotsPerUnit
      : lots * this.#quotePerLot
  }

  /** A limit order: lognormal. */
  limit(price: number): number {
    const { limitNotional, limitSpread } = this.#flow
    return this.lotsOf(limitNotional * Math.exp(limitSpread * this.#random.normal()), price)
  }

  /** A market order: a lognormal body, and a Pareto tail for one in twenty. */
  market(price: number): number {
    const { marketNotional, marketSpread, marketTail } = this.#flow
    const random = this.#random
    let factor = Math.exp(marketSpread * random.normal())
    if (random.uniform() < 0.05) factor *= (1 - random.uniform()) ** (-1 / marketTail)
    return this.lotsOf(marketNotional * Math.min(largest, factor), price)
  }
}
