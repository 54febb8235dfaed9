import type { FalseDiscoveryControl } from '../pairs/screen-result.ts'

/** What a history of screens rests on, as it was used. */
export interface RadarHistoryParameters {
  readonly timeframe: string
  readonly log: boolean
  /** Bars each screen looks at. */
  readonly formationBars: number
  /** Bars from one screen to the next. */
  readonly stepBars: number
  readonly alpha: number
  readonly fdr: FalseDiscoveryControl
}

/** One screen of the history. Epoch milliseconds. */
export interface Formation {
  readonly index: number
  readonly from: number
  /** Exclusive. */
  readonly to: number
  /** Series that were listed over it. */
  readonly listed: number
  /** Pairs tested, and kept by false-discovery control. */
  readonly tested: number
  readonly found: number
}

/** A pair that was found at least once. */
export interface PairHistory {
  /** The better direction of the last formation that found it. */
  readonly y: string
  readonly x: string
  /** Formation by formation; null where the pair was not tested. */
  readonly qValues: readonly (number | null)[]
  /** Formations that found it, of those that tested it. */
  readonly found: number
  readonly tested: number
  /** Most formations in a row that found it. */
  readonly longestRun: number
  /** Index of the first and the last formation that found it. */
  readonly first: number
  readonly last: number
}

/** How many findings are findings again some formations later. */
export interface Persistence {
  /** In formations. */
  readonly lag: number
  /** Share of a formation's bars that the later one has too. */
  readonly sharedBars: number
  /** Findings whose pair was tested again that much later, and those found again. */
  readonly findings: number
  readonly again: number
  /** How many of them would be found again if the later formation had picked as many pairs blindly. */
  readonly byChance: number
}

/** What the radar found, formation by formation. Version 1. */
export interface RadarHistoryResult {
  readonly kind: 'radar-history'
  readonly version: 1
  readonly parameters: RadarHistoryParameters
  readonly series: readonly string[]
  readonly formations: readonly Formation[]
  /** Those found most often first. */
  readonly pairs: readonly PairHistory[]
  /** Ascending in lag. */
  readonly persistence: readonly Persistence[]
  /** One sentence, sober. */
  readonly conclusion: string
}
