import { DecayedSums, decayedSum } from '../streaming/decayed-sums.ts'
import type { TradeColumns } from './trade-columns.ts'

const [bought, sold, unsigned] = [0, 1, 2]
/** Trades that wait to be added up. */
const waitingMost = 64

/**
 * Aggressive volume, weighed down by age, over several half-lives.
 *
 *   V+(t) = sum over buys of q 2^(-(t - t_i) / h),   V-(t) likewise over sells
 *   signed volume = V+ - V-,   trade imbalance = (V+ - V-) / (V+ + V-)
 *
 * Trades whose aggressor is not known count in neither; `unsignedVolume` says how much that is. Imbalance is NaN before
 * the first signed trade, and stays what it was while nothing trades, since both sums fade alike: look at the volume
 * beside it. Unit of volume: that of the quantities given. Trades are added up when somebody asks, 64 at a time at most. Batch
 * twin: `tradeFlowAt`.
 *
 * @example
 * const flow = new TradeFlow([10])
 * flow.add(0, 4, 1)
 * flow.add(10, 1, -1)
 * flow.signedVolume(0, 10) // => 1
 * flow.imbalance(0, 10) // => 0.333333
 */
export class TradeFlow {
  readonly #sums: DecayedSums
  readonly #waiting = {
    times: new Float64Array(waitingMost),
    terms: new Float64Array(3 * waitingMost),
  }
  #count = 0

  /** @param halfLives in the unit of the times */
  constructor(halfLives: readonly number[]) {
    this.#sums = new DecayedSums(3, halfLives)
  }

  /** @param sign 1 buys, -1 sells, 0 is not known */
  add(time: number, quantity: number, sign: number): void {
    if (this.#count === waitingMost) this.#settle()
    const row = this.#count++
    const { times, terms } = this.#waiting
    times[row] = time
    terms[bought * waitingMost + row] = sign > 0 ? quantity : 0
    terms[sold * waitingMost + row] = sign < 0 ? quantity : 0
    terms[unsigned * waitingMost + row] = sign === 0 ? quantity : 0
  }

  /** @param k which half-life */
  signedVolume(k: number, time: number): number {
    const sums = this.sums()
    return (sums.rawAt(bought, k) - sums.rawAt(sold, k)) * sums.factorAt(k, time)
  }

  volume(k: number, time: number): number {
    const sums = this.sums()
    return (sums.rawAt(bought, k) + sums.rawAt(sold, k)) * sums.factorAt(k, time)
  }

  unsignedVolume(k: number, time: number): number {
    return this.sums().at(unsigned, k, time)
  }

  /** Time does not enter: it takes from both sums alike. */
  imbalance(k: number): number {
    const sums = this.sums()
    return flowImbalance(sums.rawAt(bought, k), sums.rawAt(sold, k))
  }

  /** Bought, sold and unsigned volume, a channel each, for who reads all of it. */
  sums(): DecayedSums {
    if (this.#count > 0) this.#settle()
    return this.#sums
  }

  restart(): void {
    this.#count = 0
    this.#sums.restart()
  }

  #settle(): void {
    this.#sums.addRows(this.#waiting, this.#count)
    this.#count = 0
  }
}

/**
 * What is bought less what is sold, as a share of both; NaN of nothing.
 *
 * @example
 * flowImbalance(3, 1) // => 0.5
 */
export function flowImbalance(buys: number, sells: number): number {
  const volume = buys + sells
  return volume > 0 ? (buys - sells) / volume : Number.NaN
}

/**
 * Trade flow at one instant from all trades at once: the batch twin of `TradeFlow`.
 *
 * @example
 * const trades = tradeColumns([[0, 100, 4, 1], [10, 100, 1, -1]])
 * tradeFlowAt(trades, { halfLife: 10, at: 10 }).signedVolume // => 1
 */
export function tradeFlowAt(
  { times, quantities, signs }: TradeColumns,
  when: { readonly halfLife: number; readonly at: number },
): { readonly signedVolume: number; readonly volume: number; readonly imbalance: number } {
  const sumOver = (sign: number): number =>
    decayedSum(
      times,
      quantities.map((quantity, row) => (signs[row] === sign ? quantity : 0)),
      when,
    )
  const [buys, sells] = [sumOver(1), sumOver(-1)]
  return {
    signedVolume: buys - sells,
    volume: buys + sells,
    imbalance: flowImbalance(buys, sells),
  }
}
