import { invariant } from '../../math/invariant.ts'
import type { OrnsteinUhlenbeck } from './ornstein-uhlenbeck.ts'
import { passageMoments, standardLevelMax } from './first-passage.ts'

/** The process that is traded; a fitted one, or one that is given. */
export type TradedProcess = Pick<OrnsteinUhlenbeck, 'speed' | 'mean' | 'sigma'>

/** Where a trade is entered and left, and what it costs; all in the unit of the series. */
export interface TradeLevels {
  /** Bought here; below `exit`. */
  readonly entry: number
  /** Sold here. */
  readonly exit: number
  /** Of both transactions together. */
  readonly cost: number
  /** What the capital would earn without risk, a trade; default 0. */
  readonly riskFreePerTrade?: number
}

/** What a pair of levels earns. */
export interface BertramTrade extends Required<TradeLevels> {
  /** exit - entry - cost: what every trade earns, for sure. */
  readonly profit: number
  /** Bars from entry to exit and back to entry: the mean. */
  readonly cycleBars: number
  /** Their standard deviation. */
  readonly cycleBarsDeviation: number
  readonly profitPerBar: number
  /** Standard deviation of the profit over many bars, a square root of a bar. */
  readonly profitDeviation: number
  /** (profit - riskFreePerTrade) / cycleBars / profitDeviation: of one bar; times the root of the bars a year. */
  readonly sharpeRatio: number
}

/**
 * What it earns to buy an Ornstein-Uhlenbeck process at one level and to sell it at another, over and over.
 *
 *   profitPerBar = r / E[T],   profitDeviation^2 = r^2 V[T] / E[T]^3,   sharpeRatio = (r - f) / r sqrt(E[T] / V[T])
 *
 * r = exit - entry - cost, f `riskFreePerTrade`; T the time from entry to exit and back to entry, from `passageMoments`
 * at (level - mean) sqrt(2 speed) / sigma. Only the length of a trade is uncertain: there is no stop, the series is
 * followed without pause, and the parameters are taken for known. Who also sells short at `exit`, and so turns at both
 * levels, earns the double at twice the deviation where both are equally far from the mean.
 *
 * @param process `speed` a bar, `mean`, `sigma` a square root of a bar
 * @param levels  each within 26 stationary deviations of the mean
 * @returns a `sharpeRatio` that is NaN or infinite where the profit is 0
 * Cost: two series of at most a thousand terms. Source: W. K. Bertram (2010), Analytic solutions for optimal statistical
 * arbitrage trading, Physica A 389, 2234-2243, equations 5 to 10. Checked against mpmath's integration of the equations
 * for first passages, and against simulated passages.
 *
 * @example
 * const process = { speed: 0.1, mean: 0, sigma: 0.02 }
 * const trade = bertramTrade(process, { entry: -0.03, exit: 0.03, cost: 0.004 })
 * trade.cycleBars // => 36.33198
 */
export function bertramTrade(process: TradedProcess, levels: TradeLevels): BertramTrade {
  const { speed, mean } = process
  const { entry, exit, cost, riskFreePerTrade = 0 } = levels
  invariant(entry < exit, `the entry ${entry} must be below the exit ${exit}`)
  const deviation = stationaryDeviation(process)
  const standard = [entry, exit].map((level) => (level - mean) / deviation)
  invariant(
    standard.every((level) => Math.abs(level) <= standardLevelMax),
    `levels ${entry} and ${exit} lie more than ${standardLevelMax} deviations from the mean`,
  )
  const [below, above] = standard.map(passageMoments)
  const cycleBars = (above!.mean - below!.mean) / speed
  const cycleBarsDeviation = Math.sqrt(above!.variance - below!.variance) / speed
  const profit = exit - entry - cost
  const profitDeviation = (Math.abs(profit) * cycleBarsDeviation) / cycleBars ** 1.5
  return {
    entry,
    exit,
    cost,
    riskFreePerTrade,
    profit,
    cycleBars,
    cycleBarsDeviation,
    profitPerBar: profit / cycleBars,
    profitDeviation,
    sharpeRatio: (profit - riskFreePerTrade) / cycleBars / profitDeviation,
  }
}

/** Of the process at rest: sigma / sqrt(2 speed). */
export function stationaryDeviation({ speed, sigma }: TradedProcess): number {
  invariant(speed > 0 && sigma > 0, `speed ${speed} and sigma ${sigma} must be above 0`)
  return sigma / Math.sqrt(2 * speed)
}
