import type { BacktestMetrics, BacktestParameters, Interval } from './backtest-result.ts'
import type { NullComparison } from './null-comparison.ts'
import type { PairTestsResult } from './pair-tests-result.ts'

/** Whether two series belong together over the whole period, and who says so. */
export interface CointegrationEvidence {
  readonly alpha: number
  /** Twice the smaller of the two directions' Engle-Granger p-values, at most 1. */
  readonly engleGrangerPValue: number | null
  /**
   * By the trace test at alpha; 1 is a pair, at 2 both series look stationary by themselves. Of series without a drift it
   * finds 2 too often, of 14 in 40 drawn pairs of 840 hours that are cointegrated.
   */
  readonly johansenRank: number | null
  /** Of the pair against drawn universes without relations; null where these were not asked for. */
  readonly bootstrapPValue: number | null
  readonly universes: number | null
  /** All that were asked agree. */
  readonly isCointegrated: boolean
}

/** How fast the residual of the whole period comes back. */
export interface HalfLifeEvidence {
  /** null where nothing reverts. */
  readonly bars: number | null
  /** Kendall's bias removed: longer, and null sooner. */
  readonly barsCorrected: number | null
  /** 95 %, by the delta method on its logarithm; too narrow where the residual is near a random walk. */
  readonly interval: Interval | null
}

/** Another pair of the folder. */
export interface OtherPair {
  readonly y: string
  readonly x: string
  /** Twice the smaller of its two directions' p-values, at most 1. */
  readonly pValue: number
  readonly qValue: number
  readonly halfLifeBars: number | null
  /** Whether it has a coin in common with the pair that is judged. */
  readonly isNear: boolean
}

/** Where a pair stands among those of a folder. */
export interface PairPlace {
  readonly folder: string
  readonly pairs: number
  /** 1 for the smallest p-value; null where the folder does not hold the pair. */
  readonly rank: number | null
  /** Pairs with a smaller p-value, those with a coin in common first, at most five. */
  readonly better: readonly OtherPair[]
}

/** An instrument that is the pair itself: y's base quoted in x's, or the other way round. */
export interface ListedCross {
  readonly instrument: string
  readonly venue: string
  readonly isInverted: boolean
}

/** One question a pair was asked, and what it answered. */
export interface VerdictReason {
  /**
   * Are they cointegrated; does it earn after costs; also with every order late; more than pairs that only move
   * together; more than the luck of as many trials.
   */
  readonly about: 'relation' | 'gain' | 'delay' | 'chance' | 'luck'
  /** null where it could not be asked. */
  readonly passed: boolean | null
  /** With its figures, in words. */
  readonly answer: string
}

/** What `isobar pairs verdict` prints and a run keeps: one card. Version 1. */
export interface VerdictResult {
  readonly kind: 'pairs-verdict'
  readonly version: 1
  readonly parameters: BacktestParameters
  readonly rows: number
  /** Epoch milliseconds, the last exclusive. */
  readonly from: number
  readonly to: number
  readonly tests: PairTestsResult
  readonly cointegration: CointegrationEvidence
  readonly halfLife: HalfLifeEvidence
  /** Of the walk-forward, after costs; with the same a bar late, and deflated by the trials made. */
  readonly metrics: BacktestMetrics
  readonly folds: { readonly traded: number; readonly all: number }
  /** Among pairs drawn from the same returns without cointegration; null where none were. */
  readonly null: NullComparison | null
  /** null where the folder holds no other series. */
  readonly place: PairPlace | null
  readonly cross: ListedCross | null
  readonly reasons: readonly VerdictReason[]
  /** `no`: not a relation, or not one that earns; `unproven`: it earns, and luck would too. */
  readonly verdict: 'no' | 'unproven' | 'yes'
  /** One sentence. */
  readonly conclusion: string
  readonly notes: readonly string[]
}
