import { join } from 'node:path'
import type { BarSeries } from '../../src/core/bars.ts'
import { innerJoin, pick } from '../../src/core/join.ts'
import { drawRows } from '../../src/econometrics/bootstrap/draw-rows.ts'
import { drawWildWeights } from '../../src/econometrics/bootstrap/wild-weights.ts'
import type { Random } from '../../src/math/random.ts'
import { readBarFile } from '../../src/stores/bar-files.ts'
import { openCatalogue, selectBars } from '../../src/stores/catalogue.ts'
import { sharedFolder } from '../need.ts'

/** Hourly log returns of the coins of a venue, on the rows they all have. */
export interface RealReturns {
  readonly bars: readonly BarSeries[]
  readonly times: Float64Array
  /** Coin by coin; entry t leads to row t + 1. */
  readonly returns: readonly Float64Array[]
}

/** Perpetuals of Binance, 2023-01 to 2025-03; SUI, which was listed later, is left out. */
export async function realReturns(): Promise<RealReturns> {
  const catalogue = await openCatalogue(join(sharedFolder, 'data', 'bars', 'binance-perp'))
  const files = selectBars(catalogue, { timeframe: '1h' })
  const all = await Promise.all(files.map(({ path }) => readBarFile(path)))
  const longest = Math.max(...all.map(({ times }) => times.length))
  const bars = all.filter(({ times }) => times.length === longest)
  const { times, rows } = innerJoin(bars.map((each) => each.times))
  const returns = bars.map(({ close }, k) => {
    const levels = pick(close, rows[k]!).map(Math.log)
    return levels.subarray(1).map((level, t) => level - levels[t]!)
  })
  return { bars, times, returns }
}

/**
 * How a universe without relations is made of real returns. `signs`: each hour turned round or not, what the radar's
 * own null does. `blocks`: days of hours on end, 24 on average, in another order: volatility clusters and what hours
 * have to do with each other stay, so that the radar's null is not the one the universe comes from.
 */
export type NullScheme = 'signs' | 'blocks'

/** Return vectors of a random stretch of so many rows, in a world without relations. */
export function nullReturns(
  { returns }: RealReturns,
  scheme: NullScheme,
  rows: number,
  random: Random,
): Float64Array[] {
  const changes = rows - 1
  const start = random.integerBelow(returns[0]!.length - changes + 1)
  const stretch = returns.map((column) => column.subarray(start, start + changes))
  if (scheme === 'signs') {
    const weights = new Float64Array(changes)
    drawWildWeights(weights, 'rademacher', random)
    return stretch.map((column) => column.map((value, t) => weights[t]! * value))
  }
  const order = new Int32Array(changes)
  drawRows(order, { kind: 'stationary', meanBlockLength: 24 }, random)
  // Means out: with them a stretch that rose would be a universe of drifts.
  return stretch.map((column) => {
    const mean = column.reduce((sum, value) => sum + value, 0) / changes
    return Float64Array.from(order, (row) => column[row]! - mean)
  })
}

/** Makes series 1, 3, 5 .. follow series 0, 2, 4 .. at a distance that reverts, driven by what they differ in. */
export function plantPairs(
  returns: readonly Float64Array[],
  count: number,
  halfLifeBars: number,
): Float64Array[] {
  const phi = 2 ** (-1 / halfLifeBars)
  return returns.map((column, k) => {
    if (k % 2 === 0 || k >= 2 * count) return column
    const leader = returns[k - 1]!
    let distance = 0
    return column.map((value, t) => {
      const before = distance
      distance = phi * distance + value - leader[t]!
      return leader[t]! + distance - before
    })
  })
}

/** Bars whose closes are the returns summed up. */
export function barsOf(
  { bars, times }: RealReturns,
  returns: readonly Float64Array[],
): BarSeries[] {
  return returns.map((column, k) => {
    const close = new Float64Array(column.length + 1)
    let level = 3
    close[0] = Math.exp(level)
    column.forEach((value, t) => {
      level += value
      close[t + 1] = Math.exp(level)
    })
    const columns = { open: close, high: close, low: close, close, volume: close }
    return { ...bars[k]!, source: 'drawn', times: times.subarray(0, close.length), ...columns }
  })
}
