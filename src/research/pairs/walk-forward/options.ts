import type { BarSeries } from '../../../core/bars.ts'
import type { FundingSeries } from '../../../core/funding.ts'
import { defaultTradingParameters } from '../backtest-options.ts'
import type { WalkForwardParameters } from '../walk-forward-result.ts'

/** A universe, and the settled funding of those of its perpetuals that have any, by name. */
export interface WalkForwardInput {
  readonly universe: readonly BarSeries[]
  readonly funding: ReadonlyMap<string, FundingSeries>
}

/** What a walk-forward assumes; the result repeats it. */
export type WalkForwardOptions = Omit<WalkForwardParameters, 'timeframe' | 'capital' | 'funding'>

/** A year of days to choose on, a quarter to trade, ten relations at most. */
export const defaultWalkForwardOptions: WalkForwardOptions = {
  ...defaultTradingParameters,
  formationBars: 365,
  tradingBars: 90,
  basket: 2,
  maxPairs: 10,
  select: 'fdr',
  alpha: 0.05,
  fdr: 'bh',
  null: 'asymptotic',
  universes: 500,
  seed: 1,
  gross: 1,
  coinCap: null,
}

/** Why there is no result. */
export type WalkForwardRefusal =
  | 'too-few-series'
  | 'too-few-rows'
  | 'inverse-contract'
  | 'funding-missing'
