import type { BarSeries } from '../core/bars.ts'
import { priceOf, priceTicksOf, nominalLot, type Step } from '../core/price.ts'
import { instantFromMilliseconds } from '../core/time.ts'
import { parseTimeframe, type Timeframe } from '../core/timeframe.ts'
import { Random } from '../math/random.ts'

/** What a synthetic universe is made of. */
export interface SyntheticUniverseOptions {
  readonly seed: number
  /** At most 100. */
  readonly series: number
  readonly bars: number
}

/** A relation that was put into the universe on purpose: what a screen should find. */
export interface PlantedPair {
  readonly y: string
  readonly x: string
  readonly hedgeRatio: number
  readonly halfLifeBars: number
}

// 2024-01-01T00:00Z: any fixed instant does, and a round one is seen to be made up.
const START = instantFromMilliseconds(1_704_067_200_000)

/** One planted pair among the first of every sixteen series. */
const SERIES_PER_PLANTED_PAIR = 16

/**
 * A seeded universe of hourly bars that is plainly made up and behaves like coins: one market factor with volatility
 * that clusters, fat tails, prices over seven decades, and a few cointegrated pairs among very many that only look
 * alike because the market moves them all.
 *
 *   log return_i = beta_i x market + idiosyncratic_i,  Student t with 4 degrees of freedom, GARCH(1,1) volatility
 *
 * The same seed gives the same bars. Nothing in it was fitted to any market, so no result on it is a finding.
 */
export function syntheticUniverse(options: SyntheticUniverseOptions): BarSeries[] {
  const random = new Random(options.seed)
  const market = clusteredReturns(random.fork('market'), options.bars, 0.006)
  const planted = plantedPairs(options)
  const logs = new Map<string, Float64Array>()
  return syntheticNames(options.series).map((name) => {
    const own = random.fork(name)
    const pair = planted.find(({ y }) => y === name)
    const log =
      pair === undefined ? wanderingLog(own, market) : followingLog(own, logs.get(pair.x)!, pair)
    logs.set(name, log)
    return barsOf(name, log, own.fork('bars'))
  })
}

/** The relations planted in the universe of these options. */
export function plantedPairs({ series }: SyntheticUniverseOptions): PlantedPair[] {
  const names = syntheticNames(series)
  const pairs: PlantedPair[] = []
  for (let first = 0; first + 1 < names.length; first += SERIES_PER_PLANTED_PAIR) {
    const k = pairs.length
    pairs.push({
      x: names[first]!,
      y: names[first + 1]!,
      hedgeRatio: 0.7 + 0.15 * k,
      halfLifeBars: 4 + k,
    })
  }
  return pairs
}

const syllables = ['BA', 'DE', 'FI', 'GO', 'KU', 'LA', 'ME', 'NI', 'RO', 'ZU']

function syntheticNames(count: number): string[] {
  const names = syllables.flatMap((first) => syllables.map((second) => `${first}${second}-USDT`))
  return names.slice(0, count)
}

function wanderingLog(random: Random, market: Float64Array): Float64Array {
  const beta = 0.6 + 0.8 * random.uniform()
  const own = clusteredReturns(random, market.length, 0.004 + 0.006 * random.uniform())
  const log = new Float64Array(market.length)
  let level = Math.log(10) * (-3 + 7 * random.uniform()) // from a tenth of a cent to ten thousand
  for (let row = 0; row < log.length; row++) {
    level += beta * market[row]! + own[row]!
    log[row] = level
  }
  return log
}

/** b times the other's log price plus a residual that reverts: AR(1) with phi = 2^(-1 / halfLife). */
function followingLog(random: Random, other: Float64Array, pair: PlantedPair): Float64Array {
  const phi = 2 ** (-1 / pair.halfLifeBars)
  const shock = 0.003 * Math.sqrt(1 - phi * phi)
  const log = new Float64Array(other.length)
  let residual = 0
  for (let row = 0; row < log.length; row++) {
    residual = phi * residual + shock * random.normal()
    log[row] = 1.5 + pair.hedgeRatio * other[row]! + residual
  }
  return log
}

/** Student t shocks scaled to unit variance, under a GARCH(1,1) variance with the given long-run deviation. */
function clusteredReturns(random: Random, count: number, deviation: number): Float64Array {
  const alpha = 0.08
  const beta = 0.9
  const longRun = deviation * deviation
  const returns = new Float64Array(count)
  let variance = longRun
  for (let row = 0; row < count; row++) {
    const shock = random.studentT(4) / Math.SQRT2 // variance of t with 4 degrees of freedom is 2
    const value = Math.sqrt(variance) * shock
    returns[row] = value
    variance = longRun * (1 - alpha - beta) + alpha * value * value + beta * variance
  }
  return returns
}

function barsOf(name: string, log: Float64Array, random: Random): BarSeries {
  const count = log.length
  const timeframe: Timeframe = parseTimeframe('1h')!
  const tickSize = tickSizeOf(Math.exp(log[0] ?? 0))
  const onTick = (price: number): number => {
    const ticks = Math.max(1, priceTicksOf(price, tickSize))
    return priceOf(ticks as ReturnType<typeof priceTicksOf>, tickSize)
  }
  const [base, quote] = name.split('-') as [string, string]
  const series: BarSeries = {
    instrument: {
      name,
      venue: 'synthetic',
      base,
      quote,
      class: 'linear',
      tickSize,
      lotSize: nominalLot,
    },
    timeframe,
    source: 'synthetic',
    times: new Float64Array(count),
    open: new Float64Array(count),
    high: new Float64Array(count),
    low: new Float64Array(count),
    close: new Float64Array(count),
    volume: new Float64Array(count),
  }
  for (let row = 0; row < count; row++) {
    const close = onTick(Math.exp(log[row]!))
    const open = row === 0 ? close : onTick(series.close[row - 1]! * (1 + 1e-4 * random.normal()))
    const reach = 0.003 * random.exponential()
    series.times[row] = START + row * timeframe.duration
    series.open[row] = open
    series.close[row] = close
    series.high[row] = onTick(Math.max(open, close) * (1 + reach))
    series.low[row] = onTick(
      Math.min(open, close) * (1 - Math.min(0.5, 0.003 * random.exponential())),
    )
    series.volume[row] = Math.round((2e6 / close) * Math.exp(0.8 * random.normal()) * 100) / 100
  }
  return series
}

/** Five significant digits at the first price, as venues choose their ticks. */
function tickSizeOf(price: number): Step {
  return { units: 1, decimals: Math.max(0, 4 - Math.floor(Math.log10(price))) }
}
