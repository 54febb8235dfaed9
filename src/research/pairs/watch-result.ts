import type { BacktestFold, BacktestParameters, OpenPair, PairTrade } from './backtest-result.ts'

/** What the decision wants at the next open. Quantities are sized at the last close: the fill's price is not known yet. */
export type WatchIntent =
  | {
      readonly kind: 'open'
      readonly side: 'long' | 'short'
      /** y first; signed, base units. */
      readonly legs: readonly { readonly instrument: string; readonly quantity: number }[]
    }
  | { readonly kind: 'close'; readonly reason: PairTrade['exitReason'] }
  | {
      readonly kind: 'adjust'
      readonly legs: readonly { readonly instrument: string; readonly quantity: number }[]
    }

/** Where a pair stands at the close of the last bar both legs have. Version 1. */
export interface WatchReading {
  readonly kind: 'pairs-watch'
  readonly version: 1
  readonly parameters: BacktestParameters
  /** Close of that bar, epoch milliseconds. */
  readonly time: number
  readonly closes: { readonly y: number; readonly x: number }
  /** null where the relation in force has none. */
  readonly zScore: number | null
  /** What an order of this close is sized in. */
  readonly hedgeRatio: number | null
  /** Whether the relation's watch has raised its alarm. */
  readonly isBroken: boolean
  /** The fold in force for what is opened. */
  readonly fold: Pick<
    BacktestFold,
    'index' | 'trainFrom' | 'trainTo' | 'pValue' | 'halfLifeBars' | 'untraded'
  >
  readonly stance: 'flat' | 'barred' | 'opening' | 'open' | 'closing'
  readonly intent: WatchIntent | null
  /** What would be held had every signal been followed, marked to the last closes. */
  readonly position: OpenPair | null
  /** The last round trip that would have been made. */
  readonly lastTrade: PairTrade | null
}
