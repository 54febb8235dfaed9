/**
 * The port of what tests every pair of many series at once, by moments that all pairs share.
 *
 * Implementations: `screen-twin.ts` in TypeScript, readable; `screen.as.ts` compiled to WebAssembly, which `app` loads
 * and injects. Both stand under one conformance suite (test/screen-kernel-conformance.ts).
 */
export interface ScreenKernel {
  /**
   * Room for one panel. What an earlier session of the same kernel held may be gone then.
   *
   * @throws Error of an invariant where the rows leave the longest regression no degree of freedom
   */
  readonly open: (plan: ScreenPlan) => ScreenSession
}

/** What is to be tested. */
export interface ScreenPlan {
  /** Rows of each series, all without holes. */
  readonly rows: number
  readonly seriesCount: number
  /** `removed`: every series is taken about its mean first, which is a constant in the regression. */
  readonly mean: 'removed' | 'kept'
  /** What chooses the lag order; `fixed` takes `maxLags`. */
  readonly criterion: 'aic' | 'bic' | 'fixed'
  readonly maxLags: number
  /** `testable` where `testRanks` is going to be called: it needs scratch of its own. */
  readonly ranks: 'testable' | 'untested'
}

/**
 * One panel being tested: fill `levels`, `prepare` all blocks, then `testPairs` tile by tile, then `testRanks`.
 *
 * A block is `blockSeries` neighbouring series. Different blocks, and after them different rows of tiles, may be worked
 * on by different threads over one memory.
 */
export interface ScreenSession {
  readonly plan: ScreenPlan
  /** One column a series, to be filled; never written to by the kernel. */
  readonly levels: readonly Float64Array[]
  readonly pairs: PairColumns
  readonly prepare: (blocks: Span) => void
  /** Writes all pairs of the tiles. */
  readonly testPairs: (tiles: Tiles) => void
  /** Writes the rank columns of all pairs of the tiles, at lag order `lags`: the larger of a pair's two. */
  readonly testRanks: (tiles: Tiles) => void
}

/** Series in a block. */
export const blockSeries = 4

/** From, inclusive, to, exclusive. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** Pairs of a series in block `rows` with one before it in block `columns`: both count in blocks. */
export interface Tiles {
  readonly rows: Span
  readonly columns: Span
}

/**
 * What is known of each pair (i, j), i > j, at `pairIndex(i, j)`. Columns of directions have two entries a pair: 2k is
 * the regression of i on j, 2k + 1 that of j on i.
 */
export interface PairColumns {
  /** Engle-Granger's t value: the null is that the two series are not cointegrated. */
  readonly statistic: Float64Array
  readonly lags: Int32Array
  readonly hedgeRatio: Float64Array
  /** 1 - R^2 of the series as they are taken: about their means where those are removed. */
  readonly unexplained: Float64Array
  /** AR(1) coefficient of the residual, with constant. */
  readonly phi: Float64Array
  /** 1 where moments are too coarse for this direction: the other columns mean nothing, ask a QR. */
  readonly doubtful: Uint8Array
  /** Johansen's squared canonical correlations with a constant concentrated out, one entry a pair. */
  readonly largerEigenvalue: Float64Array
  readonly smallerEigenvalue: Float64Array
  /** 1 where `testRanks` could not trust its moments, one entry a pair. */
  readonly rankDoubtful: Uint8Array
}

/** Where pair (i, j), i > j, stands among all pairs. */
export function pairIndex(i: number, j: number): number {
  return (i * (i - 1)) / 2 + j
}

/** Blocks of so many series. */
export function blockCount(seriesCount: number): number {
  return Math.ceil(seriesCount / blockSeries)
}

/** Every tile of a panel. */
export function allTiles(seriesCount: number): Tiles {
  const all = { from: 0, to: blockCount(seriesCount) }
  return { rows: all, columns: all }
}
