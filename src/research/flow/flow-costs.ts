import { foldIntervals, type Interval } from '../../forecast/scorecard/fold-bootstrap.ts'
import { forwardReturns } from '../../forecast/labels/forward-return.ts'
import type { BreakEven, FeeTier, FlowCosts } from './flow-result.ts'
import type { FlowSamples } from './flow-samples.ts'
import type { ForecastRow } from './forecast-rows.ts'

/** Taker fees a side: none, the best tiers of large venues, usual ones, those of small accounts. */
const feeTiersBps = [0, 0.5, 1, 2, 3, 4.5, 5, 10]
const strongest = [1, 0.5, 0.1, 0.01]
/** Trades below which no mean is told. */
const tradesLeast = 10

export interface CostOptions {
  /** Microseconds. */
  readonly horizon: number
  readonly latenciesMs: readonly number[]
  readonly gapMost: number
  readonly draws: number
  readonly seed: number
}

/**
 * What following the forecasts brings before and after costs. A trade is opened at the mid a latency after its forecast, in
 * the direction it expects, and closed at the mid of the horizon; while one is open there is no other, so that none
 * overlap. Which forecasts are the strongest is known from training rows.
 */
export function flowCosts(
  samples: FlowSamples,
  rows: readonly ForecastRow[],
  options: CostOptions,
): FlowCosts {
  const breakEven: BreakEven[] = []
  const feeTiers: FeeTier[] = []
  const halfSpread = samples.halfSpreadBps ?? 0
  for (const latencyMs of options.latenciesMs) {
    const returns = delayedReturns(samples, rows, latencyMs, options)
    for (const share of strongest) {
      const gross = tradesOf(
        rows,
        returns,
        options.horizon,
        ({ strength }) => strength >= 1 - share,
      )
      const mean = meanInterval(gross, options)
      breakEven.push({
        strongest: share,
        latencyMs,
        trades: gross.length,
        grossBps: mean,
        breakEvenFeeBps: mean.value === null ? null : mean.value / 2 - halfSpread,
      })
    }
    for (const takerFeeBps of feeTiersBps) {
      const cost = 2 * (takerFeeBps + halfSpread)
      const gross = tradesOf(
        rows,
        returns,
        options.horizon,
        ({ expectedReturnBps }) => Math.abs(expectedReturnBps) > cost,
      )
      const netBps = meanInterval(
        gross.map((value) => value - cost),
        options,
      )
      feeTiers.push({ takerFeeBps, latencyMs, trades: gross.length, netBps })
    }
  }
  return { halfSpreadBps: samples.halfSpreadBps, breakEven, feeTiers }
}

function delayedReturns(
  { path }: FlowSamples,
  rows: readonly ForecastRow[],
  latencyMs: number,
  { horizon, gapMost }: CostOptions,
): Float64Array {
  const times = Float64Array.from(rows, ({ time }) => time)
  return forwardReturns(path, times, { after: horizon, delay: latencyMs * 1_000 }, gapMost)
}

/** Signed gross returns of trades that do not overlap. */
function tradesOf(
  rows: readonly ForecastRow[],
  returns: Float64Array,
  horizon: number,
  isTaken: (row: ForecastRow) => boolean,
): number[] {
  const gross: number[] = []
  let free = -Infinity
  for (const [k, row] of rows.entries()) {
    if (row.time < free || row.expectedReturnBps === 0 || !isTaken(row)) continue
    if (Number.isNaN(returns[k]!)) continue
    gross.push(Math.sign(row.expectedReturnBps) * returns[k]!)
    free = row.time + horizon
  }
  return gross
}

function meanInterval(
  trades: readonly number[],
  { draws, seed }: Pick<CostOptions, 'draws' | 'seed'>,
): Interval {
  if (trades.length < tradesLeast) return { value: null, low: null, high: null }
  const values = Float64Array.from(trades)
  const [interval] = foldIntervals([values, values.map(() => 1)], [(sums) => sums[0]! / sums[1]!], {
    starts: Int32Array.of(0, trades.length),
    meanBlock: 3,
    draws,
    seed,
  })
  return interval!
}

/**
 * How long of some spans of time the price was known, microseconds: days of which nothing was recorded are none of a market's.
 *
 * A price is known until the next, or for `gapMost`.
 */
export function knownTime(
  { times, prices }: FlowSamples['path'],
  spans: readonly { readonly from: number; readonly to: number }[],
  gapMost: number,
): number {
  let known = 0
  for (let row = 0; row < times.length; row++) {
    if (Number.isNaN(prices[row]!)) continue
    const from = times[row]!
    const to = Math.min(times[row + 1] ?? from, from + gapMost)
    for (const span of spans)
      known += Math.max(0, Math.min(to, span.to) - Math.max(from, span.from))
  }
  return known
}

/**
 * Notional traded a day over the notional held, where a position has the sign of the last forecast, anew each horizon.
 *
 * @param spanMicroseconds of which the forecasts are: the time in which a price was known
 */
export function turnoverPerDay(
  rows: readonly ForecastRow[],
  horizon: number,
  spanMicroseconds: number,
): number | null {
  if (!(spanMicroseconds > 0)) return null
  let position = 0
  let traded = 0
  let free = -Infinity
  for (const { time, expectedReturnBps } of rows) {
    if (time < free) continue
    const wanted = Math.sign(expectedReturnBps)
    traded += Math.abs(wanted - position)
    position = wanted
    free = time + horizon
  }
  return traded / (spanMicroseconds / 86_400e6)
}
