import { invariant } from '../../math/invariant.ts'

/** An order worked off against a book that refills. */
export interface ObizhaevaWangInput {
  readonly quantity: number
  /** Trades, at least one, at equal distances. */
  readonly trades: number
  /** Units of time between two of them. */
  readonly interval: number
  /** rho: what is taken is refilled by exp(-rho t), per unit of time. */
  readonly refillRate: number
  /** kappa: how far a unit moves the price before it refills, quote per base unit squared. Default 0. */
  readonly transientImpact?: number
}

export interface ObizhaevaWangSchedule {
  readonly trades: Float64Array
  /** Expected cost of the transient impact, quote. */
  readonly expectedCost: number
}

/**
 * The schedule of least expected cost where impact decays exponentially: a block at either end and equal trades between,
 *
 *   n_1 = n_N = X / ((N - 2) (1 - a) + 2),   n_k = (1 - a) n_1,   a = exp(-rho interval)
 *
 * which solves A n = constant for A_ij = exp(-rho |t_i - t_j|). A book that refills at once gives equal trades, one that
 * never does two blocks. Costs are kappa / 2 n' A n: each trade pays half of its own step and what is left of the steps
 * before.
 *
 * Obizhaeva and Wang (2013), proposition 1, in the discrete form of Alfonsi, Fruth and Schied (2008), corollary 6.1.
 * Checked against the linear system.
 *
 * @example
 * const input = { quantity: 10, trades: 3, interval: 1, refillRate: Math.LN2 }
 * [...obizhaevaWang(input).trades] // => [4, 2, 4]
 */
export function obizhaevaWang(input: ObizhaevaWangInput): ObizhaevaWangSchedule {
  const { quantity, trades: count, interval, refillRate, transientImpact = 0 } = input
  invariant(Number.isInteger(count) && count >= 1, `${count} trades`)
  invariant(interval > 0 && refillRate >= 0, `an interval of ${interval}, a rate of ${refillRate}`)
  const trades = new Float64Array(count)
  const fresh = -Math.expm1(-refillRate * interval)
  const block = count === 1 ? quantity : quantity / ((count - 2) * fresh + 2)
  trades.fill(fresh * block)
  trades[0] = block
  trades[count - 1] = block
  return { trades, expectedCost: transientCost(trades, 1 - fresh, transientImpact) }
}

/** kappa / 2 n' A n in one pass: what is left of the steps before, plus half of its own. */
export function transientCost(trades: Float64Array, kept: number, transientImpact: number): number {
  let [cost, displaced] = [0, 0]
  for (const trade of trades) {
    cost += trade * (displaced + trade / 2)
    displaced = (displaced + trade) * kept
  }
  return transientImpact * cost
}
