import { invariant } from '../../math/invariant.ts'
import { brentRoot } from '../../math/optimise/brent-root.ts'
import { available, expectValue, type Outcome, unavailable } from '../../math/outcome.ts'
import { dawson } from '../../math/special/dawson.ts'
import {
  type BertramTrade,
  bertramTrade,
  stationaryDeviation,
  type TradedProcess,
} from './bertram-trade.ts'
import { passageMoments, standardLevelMax } from './first-passage.ts'

export interface BertramOptions {
  /** Of a round trip (entry and exit), in the unit of the series: 0.002 is 20 basis points of a log price. */
  readonly cost: number
  /** What is made as large as can be: the profit a bar, or the Sharpe ratio; default `profit`. */
  readonly objective?: 'profit' | 'sharpe'
  /** What the capital would earn without risk, a trade; default 0. The Sharpe ratio has no maximum without it. */
  readonly riskFreePerTrade?: number
  /** The longest mean cycle that counts as paying; default the rows the process was fitted to, else without end. */
  readonly cycleBarsMax?: number
}

/** The best levels, and what they earn. */
export interface BertramThresholds extends BertramTrade {
  readonly objective: 'profit' | 'sharpe'
}

/** `nothing-pays`: no cycle within the limit covers its cost; `no-best-distance`: the nearer the mean, the better. */
export type BertramFault = 'nothing-pays' | 'no-best-distance'

/**
 * Where to enter and leave trades in an Ornstein-Uhlenbeck process: the levels that earn the most a bar, or have the
 * highest Sharpe ratio, after costs.
 *
 *   entry = mean - z s,   exit = mean + z s,   s = sigma / sqrt(2 speed)
 *   profit:  z - sqrt(2) D(z / sqrt 2) = cost / (2 s),   D Dawson's integral (Bertram's equation 13, divided by its
 *            exponential); one root, between cost / (2 s) and that + 0.766
 *   sharpe:  2 f / (r (r - f)) + (E' / E - V' / V) / 2 = 0,   r = 2 z s - cost, f `riskFreePerTrade`, E and V mean and
 *            variance of a cycle, slopes by z; one root, for log(E / V) is concave in z (tested on a grid)
 *
 * Both optima are symmetric about the mean. A cycle is a bought trade and the way back; `bertramTrade` says what is
 * taken for granted, above all that speed, mean and sigma are known: a speed estimated too high (Kendall's bias) puts the
 * levels too far out and promises too much.
 *
 * `nothing-pays`: however large the cost, some level covers it one day; where the mean cycle is longer than
 * `cycleBarsMax`, which no row of the sample has seen, that is no answer. `no-best-distance`: without costs the profit
 * a bar, without `riskFreePerTrade` the Sharpe ratio (then sqrt(E / V), whatever a trade earns) is highest at a distance
 * of nothing.
 *
 * @param process a fitted one (`ornsteinUhlenbeck`), or given parameters
 * Cost: a root search, of `sharpe` over series of at most a thousand terms. Source: W. K. Bertram (2010), Physica A 389,
 * 2234-2243, equations 13 and 15. Checked against the stationary point in both levels that mpmath finds on integrals, a
 * grid, and the figures arbitragelab tests for his example (speed 180.967, sigma 0.1538, cost 0.001).
 *
 * @example
 * const process = { speed: 0.1, mean: 0, sigma: 0.02 }
 * expectValue(bertramThresholds(process, { cost: 0.004 })).exit // => 0.0233077
 */
export function bertramThresholds(
  process: TradedProcess & { readonly observations?: number },
  options: BertramOptions,
): Outcome<BertramThresholds, BertramFault> {
  const { cost, objective = 'profit', riskFreePerTrade = 0 } = options
  const cycleBarsMax = options.cycleBarsMax ?? process.observations ?? Infinity
  invariant(cost >= 0 && riskFreePerTrade >= 0, 'costs and riskless profits are 0 or more')
  if (objective === 'profit' ? cost === 0 : riskFreePerTrade === 0) {
    const missing = objective === 'profit' ? 'costs' : 'a riskless profit to beat'
    return unavailable('no-best-distance', `without ${missing} the nearest levels are the best`)
  }
  const deviation = stationaryDeviation(process)
  const standard = { cost: cost / deviation, riskFree: riskFreePerTrade / deviation }
  const distance = objective === 'profit' ? bestForProfit(standard) : bestForSharpe(standard)
  const inDeviations = `${standard.cost.toPrecision(3)} deviations of the process`
  if (distance === undefined) {
    return unavailable('nothing-pays', `a cost of ${cost}, ${inDeviations}, is out of reach`)
  }
  const trade = bertramTrade(process, {
    entry: process.mean - distance * deviation,
    exit: process.mean + distance * deviation,
    cost,
    riskFreePerTrade,
  })
  if (trade.cycleBars > cycleBarsMax) {
    return unavailable(
      'nothing-pays',
      `at a cost of ${cost}, ${inDeviations}, the best trade takes ${trade.cycleBars.toPrecision(3)} bars, more than ${cycleBarsMax}`,
    )
  }
  return available({ objective, ...trade })
}

interface StandardCosts {
  readonly cost: number
  readonly riskFree: number
}

// The maximum of sqrt(2) D(z / sqrt 2), 0.7652, rounded up.
const DAWSON_MOST = 0.766

/** In stationary deviations; undefined beyond the levels that have moments. */
function bestForProfit({ cost }: StandardCosts): number | undefined {
  const low = cost / 2
  const high = low + DAWSON_MOST
  if (!(high <= standardLevelMax)) return undefined
  const gap = (z: number): number => z - Math.SQRT2 * dawson(z / Math.SQRT2) - low
  return expectValue(brentRoot(gap, { low, high }))
}

/** Beyond the least distance that pays by d: the slope of the logarithm, times d, falls from 1 to below 0. */
function bestForSharpe({ cost, riskFree }: StandardCosts): number | undefined {
  const least = (cost + riskFree) / 2
  const slope = (d: number): number => {
    const { mean, variance, meanSlope, varianceSlope } = passageMoments(least + d)
    return riskFree / (2 * d + riskFree) + (d / 2) * (meanSlope / mean - varianceSlope / variance)
  }
  const furthest = standardLevelMax - least
  if (!(furthest > 0 && slope(furthest) < 0)) return undefined
  return least + expectValue(brentRoot(slope, { low: 0, high: furthest }))
}
