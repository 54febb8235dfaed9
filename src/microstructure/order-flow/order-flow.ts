import type { BookTop } from '../../core/book-levels.ts'
import { invariant } from '../../math/invariant.ts'
import type { BookStates } from './book-states.ts'

/**
 * Order flow imbalance from state to state of a book, level by level: what has come to the bid less what has come to
 * the ask.
 *
 *   e_m = [P_m >= P_m'] q_m - [P_m <= P_m'] q_m'  -  [A_m <= A_m'] r_m + [A_m >= A_m'] r_m'
 *
 * with bid price P and quantity q, ask price A and quantity r of level m, and ' for the state before; [ ] is 1 where it
 * holds. A queue that grows counts its growth, a better price its whole queue, a price that is gone the queue that was
 * there. Level 0 is the imbalance of Cont, Kukanov and Stoikov, all of them the multi-level one of Xu, Gould and
 * Howison. Unit: that of the quantities.
 *
 * A class, for it guards the state before. The states should be those between which single changes lie: from snapshots,
 * between which much has come and gone, the sum is what is left of it, and is called `snapshot-ofi` here. The first
 * state, and the first after `restart`, has nothing to be compared with: increments are 0 and `update` says false. A
 * level that one of the two states lacks has increment 0 and is not `known`. Quantities of NaN (indicative quotes) make
 * a level missing. Crossed states are compared like any others: leave them out where they are faults.
 *
 * Cost: some ten operations a level; nothing is allocated. Source: Cont, Kukanov and Stoikov (2014), Journal of
 * Financial Econometrics 12, 47-88, equation 4; Xu, Gould and Howison (2019), Market Microstructure and Liquidity 4,
 * equations 5 to 7. Checked: a tape worked by hand, and numpy.
 *
 * @example
 * const flow = new OrderFlow(1)
 * flow.update(topOf([[99, 5]]), topOf([[101, 3]])) // => false
 * flow.update(topOf([[99, 7]]), topOf([[101, 4]]))
 * flow.increments[0] // => 1
 */
export class OrderFlow {
  readonly levels: number
  /** Of the last update, level by level. */
  readonly increments: Float64Array
  /** 1 where the last update could compare the level, else 0. */
  readonly known: Uint8Array
  readonly #bidPrices: Float64Array
  readonly #bidQuantities: Float64Array
  readonly #askPrices: Float64Array
  readonly #askQuantities: Float64Array
  #hasState = false

  constructor(levels: number) {
    invariant(Number.isInteger(levels) && levels > 0, `order flow of ${levels} levels`)
    const column = (): Float64Array => new Float64Array(levels).fill(Number.NaN)
    this.levels = levels
    this.increments = new Float64Array(levels)
    this.known = new Uint8Array(levels)
    this.#bidPrices = column()
    this.#bidQuantities = column()
    this.#askPrices = column()
    this.#askQuantities = column()
  }

  /** Takes the next state; false where there was none to compare it with. */
  update(bids: BookTop, asks: BookTop): boolean {
    const had = this.#hasState
    this.#hasState = true
    for (let m = 0; m < this.levels; m++) {
      const hasLevel = m < bids.length && m < asks.length
      const bidPrice = hasLevel ? bids.prices[m]! : Number.NaN
      const bidQuantity = hasLevel ? bids.quantities[m]! : Number.NaN
      const askPrice = hasLevel ? asks.prices[m]! : Number.NaN
      const askQuantity = hasLevel ? asks.quantities[m]! : Number.NaN
      const bidBefore = this.#bidPrices[m]!
      const askBefore = this.#askPrices[m]!
      if (
        bidPrice === bidBefore &&
        askPrice === askBefore &&
        bidQuantity === this.#bidQuantities[m] &&
        askQuantity === this.#askQuantities[m]
      ) {
        // Most levels of most messages.
        this.increments[m] = 0
        this.known[m] = had ? 1 : 0
        continue
      }
      let bidFlow = bidQuantity - this.#bidQuantities[m]!
      let askFlow = askQuantity - this.#askQuantities[m]!
      if (bidPrice > bidBefore) bidFlow = bidQuantity
      else if (bidPrice < bidBefore) bidFlow = -this.#bidQuantities[m]!
      if (askPrice < askBefore) askFlow = askQuantity
      else if (askPrice > askBefore) askFlow = -this.#askQuantities[m]!
      const increment = bidFlow - askFlow
      // NaN where either state lacks the level, its price or its quantity.
      const isKnown = had && increment === increment && bidBefore === bidBefore
      this.increments[m] = isKnown ? increment : 0
      this.known[m] = isKnown ? 1 : 0
      this.#bidPrices[m] = bidPrice
      this.#bidQuantities[m] = bidQuantity
      this.#askPrices[m] = askPrice
      this.#askQuantities[m] = askQuantity
    }
    return had
  }

  /** Forgets the state before: after a gap, what came in it is not known. */
  restart(): void {
    this.#hasState = false
    this.#bidPrices.fill(Number.NaN)
    this.#bidQuantities.fill(Number.NaN)
    this.#askPrices.fill(Number.NaN)
    this.#askQuantities.fill(Number.NaN)
    this.increments.fill(0)
    this.known.fill(0)
  }
}

/**
 * The increments of every state at once, in the layout of the states: the batch twin of `OrderFlow`, written as its
 * formula is.
 *
 * @returns NaN where there is nothing to compare
 *
 * @example
 * const states = bookStates([{ bids: [[99, 5]], asks: [[101, 3]] }, { bids: [[99, 7]], asks: [[101, 4]] }], 1)
 * orderFlowIncrements(states)[1] // => 1
 */
export function orderFlowIncrements(states: BookStates): Float64Array {
  const { length, levels, bidPrices: P, bidQuantities: q } = states
  const { askPrices: A, askQuantities: r } = states
  const increments = new Float64Array(length * levels).fill(Number.NaN)
  for (let now = levels; now < length * levels; now++) {
    const before = now - levels
    const isKnown = [P, q, A, r].every(
      (column) => !Number.isNaN(column[now]!) && !Number.isNaN(column[before]!),
    )
    if (!isKnown) continue
    increments[now] =
      Number(P[now]! >= P[before]!) * q[now]! -
      Number(P[now]! <= P[before]!) * q[before]! -
      Number(A[now]! <= A[before]!) * r[now]! +
      Number(A[now]! >= A[before]!) * r[before]!
  }
  return increments
}
