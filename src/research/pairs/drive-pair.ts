import { later, type Instant } from '../../core/time.ts'
import type { BacktestInput, BacktestOptions } from './backtest-options.ts'
import type { OpenPair } from './backtest-result.ts'
import type { FoldModel } from './relation/fold-model.ts'
import { driveBar, startDriver, type BookDriver } from './trading/book-driver.ts'
import { uncapped } from './trading/exposure-caps.ts'
import { legMarket } from './trading/leg-market.ts'
import { openPairOf } from './trading/position.ts'
import { startTrader, type Trader } from './trading/trader.ts'

/** A pair that was driven to the end of its data. */
export interface PairRun {
  readonly driver: BookDriver
  readonly trader: Trader
  /** z at each joined row; NaN before the first that was driven, and where there is none. */
  readonly zScores: Float64Array
  readonly open: OpenPair | null
}

/**
 * Drives one pair over its folds: what a backtest and a watch have in common, so that they agree by construction.
 *
 * @param delayBars by how many bars every order comes late
 */
export function drivePair(
  input: BacktestInput,
  options: BacktestOptions,
  models: readonly FoldModel[],
  delayBars: number,
): PairRun {
  const { times } = models[0]!.joined
  const markets = [
    legMarket(input.y, input.yFunding, options),
    legMarket(input.x, input.xFunding, options),
  ]
  const driver = startDriver(markets, times, options, {
    capital: options.notional,
    delayBars,
    caps: uncapped,
  })
  const zScores = new Float64Array(times.length).fill(Number.NaN)
  const first = models[0]!
  const trader = startTrader(first, 0, times[first.rows.testFrom]! as Instant)
  driver.traders.set('pair', trader)
  for (const model of models) {
    trader.model = model
    for (let row = model.rows.testFrom; row < model.rows.testTo; row++) {
      driveBar(driver, row)
      zScores[row] = trader.zScore
    }
  }
  return { driver, trader, zScores, open: openAtEnd(driver, trader) }
}

/** What is open at the end is marked there. */
function openAtEnd(
  { duration, options }: BookDriver,
  { position, times }: Trader,
): OpenPair | null {
  if (position === undefined) return null
  const row = times.length - 1
  const prices = position.model.joined.legs.map(({ close }) => close[row]!)
  return openPairOf(
    position,
    { time: later(times[row]! as Instant, duration), prices, row },
    options.rebalance,
  )
}
