import type { NullComparison } from './null-comparison.ts'

/** How the hedge ratio of a fold is estimated. */
export type HedgeMethod = 'ols' | 'tls' | 'johansen' | 'kalman'

/** Whether the legs of an open position are brought back to their hedge ratios when they have come away from them. */
export type Rebalance = 'never' | 'band'

/** How a relation is traded and what that costs: what a backtest of a pair and a walk-forward have in common. */
export interface TradingParameters {
  readonly log: boolean
  readonly hedge: HedgeMethod
  /** How many half-lives of the training residual a filtered hedge remembers. */
  readonly filterHalfLives: number
  readonly zScore: 'training' | 'trailing'
  readonly entry: number
  readonly exit: number
  readonly stop: number
  readonly maxHoldingBars: number | null
  /** Whether a relation is watched, and closed when the watch raises its alarm. */
  readonly breakMonitor: boolean
  readonly rebalance: Rebalance
  /** Relative distance of a leg from its hedge ratio beyond which it is brought back. */
  readonly rebalanceBand: number
  /** Gross of all legs at entry, in quote units. */
  readonly notional: number
  readonly feeBps: number
  readonly slippageBps: number
  readonly borrowBpsPerDay: number
  /** Largest share of a bar's volume a leg may take; null: no cap. */
  readonly participation: number | null
  readonly fundingMissing: 'refuse' | 'zero'
  /** By how many bars orders come late in the run that is told beside the result; 0: there is none. */
  readonly delayBars: number
}

/** Every assumption of a pairs backtest, as it was used. */
export interface BacktestParameters extends TradingParameters {
  readonly y: string
  readonly x: string
  readonly timeframe: string
  readonly trainBars: number
  readonly testBars: number
  /** Whether settled funding was given, per leg; a spot leg has none. */
  readonly funding: { readonly y: boolean; readonly x: boolean }
}

/** One walk-forward fold: estimated on the training rows, traded on the test rows. Times: epoch milliseconds. */
export interface BacktestFold {
  readonly index: number
  readonly trainFrom: number
  /** Exclusive: the first open after the training rows. */
  readonly trainTo: number
  readonly testFrom: number
  readonly testTo: number
  readonly hedgeRatio: number | null
  readonly intercept: number | null
  readonly residualMean: number | null
  readonly residualDeviation: number | null
  /** Engle-Granger on the training rows: null hypothesis, no cointegration. */
  readonly statistic: number | null
  readonly pValue: number | null
  readonly lags: number | null
  readonly halfLifeBars: number | null
  /** How many bars the hedge's filter remembers; only where it is filtered. */
  readonly filterMemoryBars?: number
  /** Close at which the relation's watch raised its alarm, as far as it was driven; only where it is watched. */
  readonly alarmTime?: number | null
  /** Why the fold opened no position, where it could not. */
  readonly untraded: string | null
}

export type ExitReason = 'break' | 'stop' | 'exit' | 'max-holding' | 'series-ended'

/** One fill of a leg that may be adjusted while it is held. */
export interface TradeFill {
  readonly time: number
  /** Signed, base units. */
  readonly quantity: number
  /** Slippage included. */
  readonly price: number
  readonly fee: number
}

/**
 * One leg of a round trip. `pnl = quantity x (exitPrice - entryPrice) - fees + funding`.
 *
 * Where the leg was adjusted, `quantity` is all that was ever bought (of a short leg, sold) and the prices are averages:
 * those of the fills that went its way, and of those that went back. `fills` has them one by one.
 */
export interface TradeLeg {
  readonly instrument: string
  /** Signed, base units. */
  readonly quantity: number
  /** Fill prices, slippage included. */
  readonly entryPrice: number
  readonly exitPrice: number
  /** The opens the fills started from, slippage left out. */
  readonly entryMarketPrice: number
  readonly exitMarketPrice: number
  readonly fees: number
  /** What slippage cost; already inside the prices. */
  readonly slippage: number
  /** Received less paid, borrow on a short spot leg included. */
  readonly funding: number
  /** What borrowing cost; already inside `funding`. */
  readonly borrow: number
  readonly pnl: number
  /** Every fill, opening and closing ones too; only where legs are rebalanced. */
  readonly fills?: readonly TradeFill[]
}

/** A closed round trip of all legs. */
export interface PairTrade {
  /** `long` buys the residual: y up, x down. */
  readonly side: 'long' | 'short'
  readonly fold: number
  readonly entryTime: number
  readonly exitTime: number
  readonly exitReason: ExitReason
  readonly holdingBars: number
  /** z-score at the close that made the signal. */
  readonly entryZScore: number
  readonly exitZScore: number
  /** y first. */
  readonly legs: readonly [TradeLeg, TradeLeg, ...TradeLeg[]]
  readonly pnl: number
}

/** A position still open at the end of the data, marked to its last close. */
export interface OpenPair {
  readonly side: 'long' | 'short'
  readonly fold: number
  readonly entryTime: number
  readonly markTime: number
  readonly holdingBars: number
  readonly entryZScore: number
  /** y first. */
  readonly legs: readonly [OpenLeg, OpenLeg, ...OpenLeg[]]
  readonly pnl: number
}

/** A leg still held. Where it was adjusted, its prices are what the quantity cost, net of what was given back. */
export interface OpenLeg {
  readonly instrument: string
  readonly quantity: number
  readonly entryPrice: number
  readonly markPrice: number
  readonly entryMarketPrice: number
  readonly fees: number
  readonly slippage: number
  readonly funding: number
  readonly borrow: number
  readonly pnl: number
  readonly fills?: readonly TradeFill[]
}

/** Where the money came from and went, in quote units; the parts add up to `total`. Costs are negative. */
export interface PnlByCause {
  /** Price moves at the prices of the market, slippage left out. */
  readonly price: number
  readonly slippage: number
  readonly fees: number
  readonly funding: number
  readonly borrow: number
  readonly total: number
}

/** An estimate with its 95 % interval; null where it is undefined. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** A Sharpe ratio held against the best of as many trials as were made. */
interface Deflation {
  /** Different configurations in the trials ledger for the same instruments and an overlapping period. */
  readonly trials: number
  /**
   * Standard deviation of their annualised Sharpe ratios; of fewer than two, that of estimates from so many days of a
   * strategy that earns nothing.
   */
  readonly trialDeviation: number
  /** The annualised ratio that the best of so many worthless trials is expected to show. */
  readonly expectedMaximum: number
  /** Probability that the best of so many worthless independent trials stays below this ratio. */
  readonly luckProbability: number
}

export interface Deflated {
  /** Probability that the true ratio is above what the best of the trials shows by luck; null without trials. */
  readonly deflatedSharpe: number | null
  readonly deflation: Deflation | null
}

export interface BacktestMetrics extends Deflated {
  readonly trades: number
  readonly pnl: PnlByCause
  readonly pnlByLeg: { readonly y: PnlByCause; readonly x: PnlByCause }
  /** Of the capital, which is the notional. */
  readonly totalReturn: number
  /** Annualised from daily marks, 365 days, flat days in; null without variance. */
  readonly sharpe: number | null
  readonly sharpeInterval: Interval | null
  /** Of the daily returns, which the error of the Sharpe ratio depends on; kurtosis 3 for a normal. */
  readonly skewness: number | null
  readonly kurtosis: number | null
  readonly days: number
  /** Largest fall of equity from a peak, as a fraction of capital, from bar marks. */
  readonly maxDrawdown: number
  readonly winRate: number | null
  readonly averageHoldingBars: number | null
  /** Share of test bars with a position. */
  readonly timeInMarket: number
  /** Traded notional over capital. */
  readonly turnover: number
  /** Fee per side, basis points, at which the total would be zero; null without trades. */
  readonly breakEvenFeeBps: number | null
  /** The same signals with every order late; null where no delay was asked for. */
  readonly delayed: DelayedMetrics | null
}

/** What the same signals come to when every order fills some bars later: an edge that is real does not hang on one bar. */
export interface DelayedMetrics {
  readonly delayBars: number
  readonly trades: number
  readonly pnl: PnlByCause
  readonly totalReturn: number
  readonly sharpe: number | null
  readonly sharpeInterval: Interval | null
  readonly maxDrawdown: number
}

/** Per-bar columns for charts; only where they were asked for. Times: epoch milliseconds of the bar's close. */
export interface BacktestSeries {
  readonly time: readonly number[]
  readonly y: readonly number[]
  readonly x: readonly number[]
  /** Under the parameters in force at that bar; null where there are none. */
  readonly zScore: readonly (number | null)[]
  readonly equity: readonly number[]
}

/** What `isobar pairs backtest` prints, the desk shows and a report keeps. Version 1. */
export interface BacktestResult {
  readonly kind: 'pairs-backtest'
  readonly version: 1
  readonly parameters: BacktestParameters
  /** Joined rows. */
  readonly rows: number
  /** Rows of each file that the other lacks. */
  readonly dropped: { readonly y: number; readonly x: number }
  readonly folds: readonly BacktestFold[]
  readonly trades: readonly PairTrade[]
  readonly open: OpenPair | null
  readonly metrics: BacktestMetrics
  /** The same rules on pairs without cointegration; null where none were asked for. */
  readonly null: NullComparison | null
  /** One sentence, sober. */
  readonly conclusion: string
  /** Faults and choices a reader must know: ended series, fills put off for want of volume, missing funding. */
  readonly notes: readonly string[]
  /** Bar marks: epoch milliseconds of the close, value; only where asked for. */
  readonly equity?: readonly (readonly [number, number])[]
  readonly series?: BacktestSeries
}
