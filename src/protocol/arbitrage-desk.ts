import type { LadderBook } from '../core/ladder-book.ts'
import type { CaptureEstimate, FoundOpportunity } from '../research/arbitrage/scan-result.ts'

/** What the page of arbitrage is about: a coin of one class, in one currency. */
export interface ComparedAsset {
  readonly base: string
  /** What prices are compared in: dollars, where the worth of a stablecoin is known. */
  readonly quote: string
  readonly class: string
}

/** Arbitrage between the venues of the desk, as it stands. Instants are epoch milliseconds. */
export interface ArbitrageState {
  readonly time: number
  /** Since when it is looked for. */
  readonly since: number
  /** All that can be asked for. */
  readonly assets: readonly ComparedAsset[]
  readonly asset: ComparedAsset
  readonly venues: readonly string[]
  /** In the asset's currency, those that are used. */
  readonly books: readonly LadderBook[]
  readonly notUsed: readonly NotUsed[]
  /** What one of each other quote currency is worth in the asset's; null while no book tells. */
  readonly quoteRates: Readonly<Record<string, number | null>>
  /** Of the asset, what is open now; then what has ended, the latest first. */
  readonly open: readonly TapeRow[]
  readonly ended: readonly TapeRow[]
  /** Of all assets since then. */
  readonly count: number
  readonly capture: CaptureEstimate | null
  /** What an order is supposed to take to each venue, milliseconds. */
  readonly orderMs: Readonly<Record<string, number>>
  /** Venues of `books` whose fees are what they list themselves; of all others they are supposed. */
  readonly feesListed: readonly string[]
  /** What each venue takes at least: base units, and units of the instrument's own quote; null where nobody tells. */
  readonly least: readonly LeastRow[]
}

export interface LeastRow {
  readonly venue: string
  readonly instrument: string
  readonly quote: string
  readonly minQuantity: number | null
  readonly minNotional: number | null
}

/** An opportunity of the tape. */
export type TapeRow = Omit<FoundOpportunity, 'cluster'>

/** A book that takes no part, and why. */
export interface NotUsed {
  readonly venue: string
  readonly instrument: string
  readonly reason: 'no book' | 'no rate' | 'crossed' | 'distrusted' | 'stale'
}
