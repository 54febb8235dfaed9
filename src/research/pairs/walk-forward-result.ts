import type {
  Deflated,
  DelayedMetrics,
  Interval,
  OpenPair,
  PairTrade,
  PnlByCause,
  BacktestMetrics,
  TradingParameters,
} from './backtest-result.ts'
import type { NullComparison } from './null-comparison.ts'
import type { FalseDiscoveryControl, Skipped } from './screen-result.ts'

/** How a fold chooses what it trades: what false-discovery control keeps, or what would have paid most. */
type Selection = 'fdr' | 'rank'

/** Every assumption of a walk-forward over a universe, as it was used. */
export interface WalkForwardParameters extends TradingParameters {
  readonly timeframe: string
  readonly formationBars: number
  readonly tradingBars: number
  /** Legs of a relation: 2 for pairs, more for baskets. */
  readonly basket: number
  /** Most relations a fold chooses. */
  readonly maxPairs: number
  readonly select: Selection
  readonly alpha: number
  readonly fdr: FalseDiscoveryControl
  /** What the p-values of the selection rest on: tables, or universes drawn from the formation's returns. */
  readonly null: 'asymptotic' | 'bootstrap'
  /** How many are drawn a formation; only where they decide. */
  readonly universes: number
  /** Of everything that is drawn. */
  readonly seed: number
  /** What equity begins with: the notional times the most relations; quote units. */
  readonly capital: number
  /** Most gross exposure after netting, in capital; null: no cap. */
  readonly gross: number | null
  /** Most net exposure to one coin, in capital; null: no cap. */
  readonly coinCap: number | null
  /** Perpetuals whose settled funding was given. */
  readonly funding: readonly string[]
}

/** A fold in time. Epoch milliseconds. */
export interface WalkForwardFold {
  readonly index: number
  readonly formationFrom: number
  /** Exclusive: formation ends where trading begins. */
  readonly formationTo: number
  readonly tradingFrom: number
  readonly tradingTo: number
  /** Series that were listed over the formation. */
  readonly listed: number
  /** Relations tested, kept by false-discovery control, chosen. */
  readonly tested: number
  readonly found: number
  readonly chosen: number
}

/** A relation a fold chose, as its formation had it. */
export interface ChosenRelation {
  /** y first. */
  readonly legs: readonly string[]
  /** Null hypothesis of the test: the legs are not cointegrated. */
  readonly statistic: number
  readonly pValue: number
  /** Of the relation among all of its fold, from its bootstrap p-value where there is one. */
  readonly qValue: number
  /** Against drawn universes, where they decide: of the relation by itself, and of any in its formation. */
  readonly bootstrapPValue?: number
  readonly stepdownPValue?: number
  /** Of each other leg against y, by the method that trades it; null where that gave none. */
  readonly hedgeRatios: readonly number[] | null
  readonly halfLifeBars: number | null
  /** What it was ranked by: gain in deviations over the root of the half-life; null where it was not. */
  readonly score: number | null
  readonly shrunkHalfLifeBars: number | null
  /** Why it opened no position, where it could not. */
  readonly untraded: string | null
  /** Round trips opened on it, and what they came to. */
  readonly trades: number
  readonly pnl: number
}

/** What was listed and chosen in a fold. */
export interface FoldSelection {
  readonly fold: number
  readonly listed: readonly string[]
  readonly pairs: readonly ChosenRelation[]
}

/** PnL by cause of one coin's legs. */
export interface InstrumentPnl extends PnlByCause {
  readonly instrument: string
}

export interface WalkForwardMetrics extends Omit<BacktestMetrics, 'pnlByLeg' | keyof Deflated> {
  readonly pnlByInstrument: readonly InstrumentPnl[]
  readonly delayed: DelayedMetrics | null
}

/** What netting saved: relations ordered so much, at market prices, and so much of it met. Quote units. */
interface NettingFigures {
  readonly orderedNotional: number
  readonly metNotional: number
  /** What was left to trade, at fill prices. */
  readonly tradedNotional: number
}

/** What the book was exposed to, in capital, at closes. */
export interface ExposureFigures {
  readonly meanGross: number
  readonly maxGross: number
  /** Largest net exposure to one coin, and which. */
  readonly maxCoin: number
  readonly maxCoinName: string | null
  /** Relations held on average. */
  readonly meanPositions: number
  /** The coin that moves the rest: BTC's series; null where there is none. */
  readonly factor: string | null
  /** Sum of notionals times their betas to the factor (log returns of the formation). */
  readonly meanFactor: number | null
  readonly meanAbsoluteFactor: number | null
  readonly maxAbsoluteFactor: number | null
  /** Slope of daily gains on the factor's daily returns, in capital. */
  readonly realisedBeta: number | null
  readonly realisedBetaInterval: Interval | null
}

export interface WalkForwardPerformance extends Deflated {
  readonly totalReturn: number
  readonly sharpe: number | null
  readonly sharpeInterval: Interval | null
  /** null: one configuration is no choice that could have been overfitted. */
  readonly probabilityOfOverfitting: number | null
  readonly maxDrawdown: number
  /** Traded notional over capital. */
  readonly turnover: number
  /** What was paid, quote units; `funding` is received less paid. */
  readonly costs: {
    readonly fees: number
    readonly slippage: number
    readonly borrow: number
    readonly funding: number
  }
  readonly breakEvenFeeBps: number | null
}

/** What `isobar pairs walkforward` prints and a run keeps. Version 1. */
export interface WalkForwardResult {
  readonly kind: 'pairs-walkforward'
  readonly version: 1
  readonly parameters: WalkForwardParameters
  readonly series: readonly string[]
  readonly skipped: readonly Skipped[]
  readonly folds: readonly WalkForwardFold[]
  readonly selection: readonly FoldSelection[]
  readonly trades: readonly PairTrade[]
  readonly open: readonly OpenPair[]
  readonly metrics: WalkForwardMetrics
  readonly netting: NettingFigures
  readonly exposure: ExposureFigures
  readonly performance: WalkForwardPerformance
  /** null where no such runs were asked for. */
  readonly null: NullComparison | null
  /** One sentence, sober. */
  readonly conclusion: string
  readonly notes: readonly string[]
  /** Bar marks: epoch milliseconds of the close, value; only where asked for. */
  readonly equity?: readonly (readonly [number, number])[]
}
