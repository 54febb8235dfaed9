import type { BacktestResult } from '../research/pairs/backtest-result.ts'
import type { NullComparison } from '../research/pairs/null-comparison.ts'
import type { PairTestsResult } from '../research/pairs/pair-tests-result.ts'
import type { ScreenResult } from '../research/pairs/screen-result.ts'
import type { MarketFrame, MarketMode } from './market.ts'

/** Where the desk's numbers come from. Synthetic ones are marked wherever they are shown. */
export type DataSource =
  | { readonly kind: 'synthetic'; readonly seed: number }
  | { readonly kind: 'folder'; readonly name: string }

/** Name of the header, and of the tag on the page, of what a request that acts has to carry. */
export const actingTokenName = 'isobar-token'

/** `GET /api/health`. */
export interface Health {
  readonly status: 'ok'
  readonly name: 'isobar'
  readonly version: string
  readonly mode: 'research'
  readonly source: DataSource
  /** What market the live pages show beside it. */
  readonly market: MarketMode
}

/** One venue's series of one timeframe: what a screen runs over. */
export interface Universe {
  readonly venue: string
  readonly timeframe: string
  readonly series: readonly string[]
}

/** `GET /api/universes`: those with two series or more, the largest first. */
export interface UniversesAnswer {
  readonly source: DataSource
  readonly universes: readonly Universe[]
}

/** `GET /api/screen?venue=&timeframe=`: starts the screen when there is none yet, and tells how far it is. */
export type ScreenAnswer =
  | { readonly state: 'running'; readonly done: number; readonly total: number }
  | {
      readonly state: 'done'
      readonly result: ScreenResult
      /** What is sealed of these bars, or was, a line each. */
      readonly sealed: readonly string[]
    }
  | { readonly state: 'failed'; readonly message: string }

/** What is known of one pair. */
export interface PairFound {
  readonly tests: PairTestsResult
  /** With its per-bar columns; null where the data were too few, with the reason. */
  readonly backtest: BacktestResult | null
  readonly refusal: string | null
}

/** `GET /api/pair?venue=&timeframe=&y=&x=&<parameters>`. */
export interface PairAnswer extends PairFound {
  /** What is sealed of these bars, or was, a line each. */
  readonly sealed: readonly string[]
}

/** Result of `/api/pair-null?<as /api/pair>&null-runs=&seed=`: the same rules on pairs drawn without cointegration. */
export interface PairNullAnswer {
  readonly null: NullComparison
  /** The backtest's, with the place of its return among them. */
  readonly conclusion: string
}

/**
 * What work answers that a reader starts (POST), looks at (GET) and may cancel (DELETE), at one address each:
 * `/api/walk-forward?venue=&timeframe=&<parameters>` and its like.
 */
export type LongAnswer<Result> =
  | { readonly state: 'absent' }
  /** `total` 0: it waits for its turn. */
  | { readonly state: 'running'; readonly done: number; readonly total: number }
  | {
      readonly state: 'done'
      readonly result: Result
      /** What is sealed of these bars, or was, a line each. */
      readonly sealed: readonly string[]
    }
  /** These data have no such result. */
  | { readonly state: 'refused'; readonly message: string }
  | { readonly state: 'failed'; readonly message: string }

/** What any `/api` address answers when it cannot. */
export interface ErrorAnswer {
  readonly error: { readonly code: string; readonly message: string }
}

/** Text frames of `/ws`. */
export type DeskFrame =
  | { readonly type: 'hello'; readonly health: Health }
  | {
      readonly type: 'screen-progress'
      readonly venue: string
      readonly timeframe: string
      readonly done: number
      readonly total: number
    }
  | { readonly type: 'screen-done'; readonly venue: string; readonly timeframe: string }
  | MarketFrame
