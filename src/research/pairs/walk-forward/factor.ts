import type { BarSeries } from '../../../core/bars.ts'
import { innerJoin, pick } from '../../../core/join.ts'
import type { ListedSeries } from './fold-windows.ts'

/** The series of BTC, which moves the rest; undefined where the universe has none. */
export function factorOf(universe: readonly BarSeries[]): BarSeries | undefined {
  return universe.find(({ instrument }) => instrument.base === 'BTC')
}

/**
 * How much each listed series moves with the factor: the slope of its log returns on the factor's, over the bars of
 * the formation that both have.
 *
 *   beta = sum (r - mean r) (f - mean f) / sum (f - mean f)^2
 *
 * @returns by name; empty where the factor itself was not listed. 0 for a series that shares no more than two bars
 */
export function betasOf(
  listed: readonly ListedSeries[],
  factor: BarSeries | undefined,
): Map<string, number> {
  const own = listed.find(({ bars }) => bars.instrument.name === factor?.instrument.name)
  if (own === undefined) return new Map()
  return new Map(listed.map(({ bars }) => [bars.instrument.name, betaOf(bars, own.bars)]))
}

function betaOf(bars: BarSeries, factor: BarSeries): number {
  const { rows } = innerJoin([bars.times, factor.times])
  const r = logReturns(pick(bars.close, rows[0]!))
  const f = logReturns(pick(factor.close, rows[1]!))
  const [meanR, meanF] = [meanOf(r), meanOf(f)]
  let product = 0
  let square = 0
  for (let k = 0; k < r.length; k++) {
    product += (r[k]! - meanR) * (f[k]! - meanF)
    square += (f[k]! - meanF) ** 2
  }
  return square > 0 ? product / square : 0
}

function logReturns(close: Float64Array): Float64Array {
  return close.subarray(1).map((price, k) => Math.log(price / close[k]!))
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
