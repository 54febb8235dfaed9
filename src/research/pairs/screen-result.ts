/** How the pairs were corrected for being many. */
export type FalseDiscoveryControl = 'by' | 'bh' | 'none'

/** One direction of one pair: the Engle-Granger regression of `y` on `x`. CONTRACT, `isobar pairs screen`. */
export interface ScreenRow {
  readonly y: string
  readonly x: string
  /** Engle-Granger statistic; the null is that the two series are not cointegrated. */
  readonly statistic: number
  /** Of this direction alone. */
  readonly pValue: number
  /**
   * Of the unordered pair, after false-discovery control of its asymptotic or, with drawn universes, bootstrap p-value;
   * without control the row's `pValue`, or its pair's `bootstrapPValue`.
   */
  readonly qValue: number
  readonly lags: number
  /** Rows the two series have in common. */
  readonly observations: number
  readonly hedgeRatio: number
  /** null where the regression has no constant. */
  readonly intercept: number | null
  /** null where the residual does not revert. */
  readonly halfLifeBars: number | null
  /** The same with Kendall's bias removed: longer, and null sooner. */
  readonly halfLifeBarsCorrected: number | null
  readonly rSquared: number
  /** Cointegration rank by Johansen's trace test at alpha; null where it could not be had. */
  readonly johansenRank: number | null
  readonly rejected: boolean
  /** Of the unordered pair, against drawn universes; absent without them. */
  readonly bootstrapPValue?: number
  /** Of the unordered pair: the chance that any pair of a universe without relations is as extreme. */
  readonly stepdownPValue?: number
  /** Share of drawn universes in which this row's half-life is as short or shorter; null where it has none. */
  readonly nullHalfLifeShare?: number | null
  /** Share of drawn universes in which this row's R^2 is as high or higher; null where it was not followed. */
  readonly nullRSquaredShare?: number | null
}

/** Universes without any relation that a screen was held against. */
export interface ScreenNull {
  readonly kind: 'bootstrap'
  /** The changes of all series at an instant times one weight, -1 or 1. */
  readonly scheme: 'wild'
  readonly law: 'rademacher'
  readonly universes: number
  readonly seed: number
  /**
   * Share of these universes in which Benjamini-Hochberg at alpha on asymptotic p-values finds a pair: at most alpha
   * where those p-values hold on returns like these.
   */
  readonly asymptoticFalseDiscoveryShare: number
  readonly elapsedMs: number
}

/** A series or a pair left out, and why. */
export interface Skipped {
  /** `BASE-QUOTE`, or `Y ~ X` for a pair. */
  readonly series: string
  readonly reason: string
}

/** What `isobar pairs screen` prints, the desk shows and a report keeps. Version 1. */
export interface ScreenResult {
  readonly kind: 'pairs-screen'
  readonly version: 1
  /** Names of the series that were screened. */
  readonly series: readonly string[]
  readonly timeframe: string
  /** First and last bar used by any pair: opens, epoch milliseconds. */
  readonly firstTime: number
  readonly lastTime: number
  readonly log: boolean
  readonly trend: 'n' | 'c' | 'ct' | 'ctt'
  readonly unorderedPairs: number
  readonly tests: number
  readonly alpha: number
  readonly fdr: FalseDiscoveryControl
  readonly rejectedPairs: number
  /** Absent where asymptotic p-values decide. */
  readonly null?: ScreenNull
  /** The screen itself. */
  readonly elapsedMs: number
  /** Reading the files. */
  readonly readMs: number
  readonly skipped: readonly Skipped[]
  /** What a reader has to know of the data: what was sealed, and where they end for it. */
  readonly notes: readonly string[]
  /** Both directions of every pair, ascending in `pValue`. */
  readonly results: readonly ScreenRow[]
}
