import type { BookTop } from '../../core/book-levels.ts'
import { DecayedSums } from '../streaming/decayed-sums.ts'

/** States whose terms wait to be added up. */
const waitingMost = 64

/**
 * Order flow imbalance of each level, its terms losing half their weight in every half-life, and the depth it is held
 * against likewise: `OrderFlow` and `DecayedSums` in one, added up when somebody asks.
 *
 *   channel m: sum over states of e_m 2^(-age / h);   channel `levels`: of the mean of both sides' quantities over known levels,
 *   summed;   channel `levels + 1`: of how many levels were known
 *
 * Terms of 64 states are added up at once, and where only quantities have changed, which is most of the time, no price is
 * compared: half of the time of one by one. What it gives is the same to the bit whenever it is asked for. A class, for it
 * guards hot sums; allocates nothing. Checked against `OrderFlow` and `DecayedSums`, the readable twin.
 *
 * @example
 * const flow = new FadingOrderFlow(1, [10])
 * flow.push(0, topOf([[99, 5]]), topOf([[101, 3]]))
 * flow.push(10, topOf([[99, 7]]), topOf([[101, 4]]))
 * flow.sums().at(0, 0, 20) // => 0.5
 */
export class FadingOrderFlow {
  readonly levels: number
  readonly #sums: DecayedSums
  readonly #waiting: { readonly times: Float64Array; readonly terms: Float64Array }
  #count = 0
  /** The state before; NaN where a level was not there. */
  readonly #bidPrices: Float64Array
  readonly #bidQuantities: Float64Array
  readonly #askPrices: Float64Array
  readonly #askQuantities: Float64Array
  #hasState = false

  /** @param halfLives positive, in the unit of the times */
  constructor(levels: number, halfLives: readonly number[]) {
    const column = (): Float64Array => new Float64Array(levels).fill(Number.NaN)
    this.levels = levels
    this.#sums = new DecayedSums(levels + 2, halfLives)
    this.#waiting = {
      times: new Float64Array(waitingMost),
      terms: new Float64Array((levels + 2) * waitingMost),
    }
    this.#bidPrices = column()
    this.#bidQuantities = column()
    this.#askPrices = column()
    this.#askQuantities = column()
  }

  /** The next state. */
  push(time: number, bids: BookTop, asks: BookTop): void {
    const row = this.#rowAt(time)
    const { terms } = this.#waiting
    const known = Math.min(this.levels, bids.length, asks.length)
    let depth = 0
    let counted = 0
    for (let m = 0; m < this.levels; m++) {
      const increment = m < known ? this.#compare(m, bids, asks) : this.#lack(m)
      const isKnown = increment === increment
      terms[m * waitingMost + row] = isKnown ? increment : 0
      if (!isKnown) continue
      depth += bids.quantities[m]! + asks.quantities[m]!
      counted++
    }
    terms[this.levels * waitingMost + row] = depth / 2
    terms[(this.levels + 1) * waitingMost + row] = counted
    this.#hasState = true
  }

  /** The next state, where it is known that all prices of its best levels are those of the state before, and how many. */
  pushQuantities(time: number, bids: BookTop, asks: BookTop): void {
    if (!this.#hasState) return this.push(time, bids, asks)
    const row = this.#rowAt(time)
    const { terms } = this.#waiting
    const { levels } = this
    const bidQuantities = bids.quantities
    const askQuantities = asks.quantities
    const bidsBefore = this.#bidQuantities
    const asksBefore = this.#askQuantities
    const known = Math.min(levels, bids.length, asks.length)
    let depth = 0
    let counted = 0
    for (let m = 0; m < levels; m++) {
      const bid = bidQuantities[m]!
      const ask = askQuantities[m]!
      const increment = bid - bidsBefore[m]! - (ask - asksBefore[m]!)
      // Also of a level that is not there, for it was not there before.
      const isKnown = m < known && increment === increment
      terms[m * waitingMost + row] = isKnown ? increment : 0
      if (m >= known) continue
      bidsBefore[m] = bid
      asksBefore[m] = ask
      if (!isKnown) continue
      depth += bid + ask
      counted++
    }
    terms[levels * waitingMost + row] = depth / 2
    terms[(levels + 1) * waitingMost + row] = counted
  }

  /** The sums as of the last state; hold until the next is pushed. */
  sums(): DecayedSums {
    if (this.#count > 0) this.#settle()
    return this.#sums
  }

  /** The next state is compared with none. */
  break(): void {
    if (!this.#hasState) return
    this.#hasState = false
    for (let m = 0; m < this.levels; m++) this.#lack(m)
  }

  /** Forgets everything. */
  restart(): void {
    this.#count = 0
    this.#sums.restart()
    this.break()
  }

  #rowAt(time: number): number {
    if (this.#count === waitingMost) this.#settle()
    this.#waiting.times[this.#count] = time
    return this.#count++
  }

  #settle(): void {
    this.#sums.addRows(this.#waiting, this.#count)
    this.#count = 0
  }

  /** The increment of a level, as `OrderFlow` has it; NaN where one of two states lacks something of it. */
  #compare(m: number, bids: BookTop, asks: BookTop): number {
    const bid = bids.prices[m]!
    const bidQuantity = bids.quantities[m]!
    const ask = asks.prices[m]!
    const askQuantity = asks.quantities[m]!
    const bidBefore = this.#bidPrices[m]!
    const askBefore = this.#askPrices[m]!
    const bidGrowth = bidQuantity - this.#bidQuantities[m]!
    const askGrowth = askQuantity - this.#askQuantities[m]!
    let bidFlow = bidGrowth
    if (bid > bidBefore) bidFlow = bidQuantity
    else if (bid < bidBefore) bidFlow = -this.#bidQuantities[m]!
    let askFlow = askGrowth
    if (ask < askBefore) askFlow = askQuantity
    else if (ask > askBefore) askFlow = -this.#askQuantities[m]!
    this.#bidPrices[m] = bid
    this.#bidQuantities[m] = bidQuantity
    this.#askPrices[m] = ask
    this.#askQuantities[m] = askQuantity
    // NaN where one of the eight is.
    const all = bidGrowth - askGrowth + (bid - bidBefore) + (ask - askBefore)
    return all === all ? bidFlow - askFlow : Number.NaN
  }

  #lack(m: number): number {
    this.#bidPrices[m] = Number.NaN
    this.#bidQuantities[m] = Number.NaN
    this.#askPrices[m] = Number.NaN
    this.#askQuantities[m] = Number.NaN
    return Number.NaN
  }
}
