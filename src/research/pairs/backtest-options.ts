import type { BarSeries } from '../../core/bars.ts'
import type { FundingSeries } from '../../core/funding.ts'
import type { BacktestParameters, TradingParameters } from './backtest-result.ts'

/** Both legs' bars, and the settled funding of those that are perpetuals. */
export interface BacktestInput {
  readonly y: BarSeries
  readonly x: BarSeries
  readonly yFunding?: FundingSeries
  readonly xFunding?: FundingSeries
}

/** What a backtest assumes; the result repeats it. */
export type BacktestOptions = Omit<BacktestParameters, 'y' | 'x' | 'timeframe' | 'funding'>

/** Two deviations in, half a one out, four are too many, and a taker's fee of a large venue. */
export const defaultTradingParameters: TradingParameters = {
  log: false,
  hedge: 'ols',
  filterHalfLives: 5,
  zScore: 'training',
  entry: 2,
  exit: 0.5,
  stop: 4,
  maxHoldingBars: null,
  breakMonitor: false,
  rebalance: 'never',
  rebalanceBand: 0.1,
  notional: 10_000,
  feeBps: 5,
  slippageBps: 2,
  borrowBpsPerDay: 0,
  participation: null,
  fundingMissing: 'refuse',
  delayBars: 1,
}

/** A month of hours to estimate on, a week to trade. */
export const defaultBacktestOptions: BacktestOptions = {
  ...defaultTradingParameters,
  trainBars: 720,
  testBars: 168,
}

/** Why there is no result. */
export type BacktestRefusal =
  | 'too-few-rows'
  | 'constant-series'
  | 'identical-series'
  | 'same-instrument'
  | 'inverse-contract'
  | 'funding-missing'
