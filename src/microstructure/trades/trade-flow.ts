import { DecayedSums, decayedSum } from '../streaming/decayed-sums.ts'
import type { TradeColumns } from './trade-columns.ts'

const [bought, sold, unsigned] = [0, 1, 2]

/**
 * Aggressive volume, weighed down by age, over several half-lives.
 *
 *   V+(t) = sum over buys of q 2^(-(t - t_i) / h),   V-(t) likewise over sells
 *   signed volume = V+ - V-,   trade imbalance = (V+ - V-) / (V+ + V-)
 *
 * Trades whose aggressor is not known count in neither; `unsignedVolume` says how much that is. Imbalance is NaN before
 * the first signed trade, and stays what it was while nothing trades, since both sums fade alike: look at the volume
 * beside it. Unit of volume: that of the quantities given. Batch twin: `tradeFlowAt`.
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

  /** @param halfLives in the unit of the times */
  constructor(halfLives: readonly number[]) {
    this.#sums = new DecayedSums(3, halfLives)
  }

  /** @param sign 1 buys, -1 sells, 0 is not known */
  add(time: number, quantity: number, sign: number): void {
    this.#sums.advance(time)
    this.#sums.add(sign > 0 ? bought : sign < 0 ? sold : unsigned, quantity)
  }

  /** @param k which half-life */
  signedVolume(k: number, time: number): number {
    const raw = this.#sums.rawAt(bought, k) - this.#sums.rawAt(sold, k)
    return raw * this.#sums.factorAt(k, time)
  }

  volume(k: number, time: number): number {
    const raw = this.#sums.rawAt(bought, k) + this.#sums.rawAt(sold, k)
    return raw * this.#sums.factorAt(k, time)
  }

  unsignedVolume(k: number, time: number): number {
    return this.#sums.at(unsigned, k, time)
  }

  /** Time does not enter: it takes from both sums alike. */
  imbalance(k: number): number {
    const [buys, sells] = [this.#sums.rawAt(bought, k), this.#sums.rawAt(sold, k)]
    return buys + sells > 0 ? (buys - sells) / (buys + sells) : Number.NaN
  }

  restart(): void {
    this.#sums.restart()
  }
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
    imbalance: buys + sells > 0 ? (buys - sells) / (buys + sells) : Number.NaN,
  }
}
