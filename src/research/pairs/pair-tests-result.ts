/** One test of one pair, as a person reads it. */
export interface PairTest {
  /** e.g. `Engle-Granger, ETH-USDT on BTC-USDT`. */
  readonly name: string
  readonly statistic: number
  readonly pValue: number | null
  /** Value the statistic is held against at `alpha`; null where the test is decided by its p-value. */
  readonly criticalValue: number | null
  readonly lags: number
  readonly observations: number
  /** In words. */
  readonly nullHypothesis: string
  readonly rejected: boolean
  /** What that says about trading the pair, in one sentence. */
  readonly reading: string
}

/** Everything the desk says about a pair before anyone trades it. Version 1. */
export interface PairTestsResult {
  readonly kind: 'pair-tests'
  readonly version: 1
  readonly y: string
  readonly x: string
  readonly timeframe: string
  readonly log: boolean
  readonly alpha: number
  readonly observations: number
  readonly hedgeRatio: number | null
  readonly intercept: number | null
  readonly rSquared: number | null
  readonly halfLifeBars: number | null
  /** Kendall's bias of the autoregressive coefficient removed; null where nothing reverts. */
  readonly halfLifeBarsCorrected: number | null
  readonly tests: readonly PairTest[]
}
