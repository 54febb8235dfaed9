import type { LadderBook } from '../../core/ladder-book.ts'
import type { InstrumentClass } from '../../core/instrument.ts'
import type { CapturedTrade } from '../../strategies/arbitrage/capture.ts'
import type {
  BookFaultName,
  EndReason,
  OpportunityKind,
} from '../../strategies/arbitrage/opportunity.ts'

/** What was found on a tape of several venues. Version 1. Instants are epoch milliseconds. */
export interface ArbitrageScanResult {
  readonly kind: 'arb-scan'
  readonly version: 1
  readonly parameters: ScanParameters
  readonly venues: readonly string[]
  /** Rows of the files, or events of the recordings, that were read. */
  readonly events: number
  readonly from: number | null
  readonly to: number | null
  /** By start. */
  readonly opportunities: readonly FoundOpportunity[]
  readonly cycles: readonly FoundCycle[]
  /** null where they were not asked for. */
  readonly hours: readonly ScanHour[] | null
  /** The books of all venues when the opportunity with most profit began; null without any. */
  readonly best: BookMoment | null
  readonly summary: ScanSummary
}

/** How a tape was looked at. */
export interface ScanParameters {
  readonly minEdgeBps: number
  readonly staleMs: number
  /** By venue; null: nothing is said about capture. */
  readonly latencyMs: {
    readonly usual: number | null
    readonly venues: Readonly<Record<string, number>>
  } | null
  readonly quoteMap: Readonly<Record<string, string>>
  readonly basis: boolean
  /** Legs of the longest cycle looked for; 0: none. */
  readonly cycleLegsMost: number
  /** Taker fee of each instrument, basis points. */
  readonly takerFeeBps: Readonly<Record<string, number>>
}

/** One opportunity, from when its edge first exceeded the least one to when it no longer did. */
export interface FoundOpportunity {
  readonly kind: OpportunityKind
  readonly base: string
  /** What prices and profit are in. */
  readonly quote: string
  readonly class: InstrumentClass
  readonly startTime: number
  readonly endTime: number
  readonly durationMs: number
  readonly buyVenue: string
  readonly sellVenue: string
  readonly buySymbol: string
  readonly sellSymbol: string
  /** Base units; null where a quote told no quantity. */
  readonly quantity: number | null
  readonly buyPrice: number
  readonly sellPrice: number
  readonly grossBps: number
  readonly netBps: number
  readonly profitQuote: number | null
  readonly captured: Captured | null
  /** After fees at the touch: at its start, and at its best. */
  readonly touchBps: number
  readonly peakBps: number
  /** Some quote told no quantity. */
  readonly indicative: boolean
  /** Still there when the tape ended. */
  readonly open: boolean
  readonly endReason: EndReason
  /** Number of the cluster: opportunities of one asset that overlap and share a leg are one event. */
  readonly cluster: number
  /** Of full capture, from what was captured before; null without a latency. */
  readonly captureProbability: number | null
  /**
   * What one of its quote was worth in dollars when it began, by the spot books at hand; null where none told. Absent in
   * results of before.
   */
  readonly quoteInUsd?: number | null
}

/** All books of one asset at one instant, prices in `quote`. */
export interface BookMoment {
  readonly time: number
  readonly base: string
  readonly quote: string
  readonly buy: MomentLeg
  readonly sell: MomentLeg
  /** After fees, at the touch. */
  readonly touchBps: number
  readonly profitQuote: number | null
  readonly books: readonly LadderBook[]
}

/** `venue` and the venue's own name of the instrument. */
type MomentLeg = Pick<LadderBook, 'venue' | 'instrument'>

/** As `CapturedTrade`, with null where there is nothing to say. */
type Captured = Omit<CapturedTrade, 'profitQuote'> & { readonly profitQuote: number | null }

/** Triangular: three legs of one venue. Cycle: legs of several venues, or more than three. */
type CycleKind = 'triangular' | 'cycle'

/** One hour of UTC in which something was open; what goes over its end is shared out. */
export interface ScanHour {
  /** Its beginning. */
  readonly time: number
  /** Opportunities that were open in it. */
  readonly count: number
  /** Time in it in which anything was open, whatever how much. */
  readonly durationMs: number
  /** The greatest edge at any instant of it, and the mean over time of the greatest, while anything was open. */
  readonly bestBps: number
  readonly meanBps: number
}

/** A way round through currencies that ends with more than it began with. */
export interface FoundCycle {
  readonly kind: CycleKind
  /** What it begins and ends in, and profit is in. */
  readonly quote: string
  readonly startTime: number
  readonly endTime: number
  readonly durationMs: number
  readonly legs: readonly CycleLeg[]
  /** What is put in; null where a quote told no quantity. */
  readonly quantity: number | null
  /** At the touch, after all fees. */
  readonly netBps: number
  readonly peakBps: number
  readonly profitQuote: number | null
  readonly indicative: boolean
  readonly open: boolean
}

interface CycleLeg {
  readonly venue: string
  readonly symbol: string
  readonly side: 'buy' | 'sell'
  /** Base units of the leg's instrument. */
  readonly quantity: number | null
  readonly price: number
}

export interface ScanSummary {
  readonly count: number
  /** null where profits are in several currencies: see `byQuote`. */
  readonly totalProfitQuote: number | null
  readonly totalDurationMs: number
  readonly faults: readonly ScanFault[]
  readonly byQuote: Readonly<
    Record<string, { readonly count: number; readonly profitQuote: number }>
  >
  readonly indicative: number
  readonly open: number
  readonly clusters: {
    readonly count: number
    /** The best of each cluster alone, by quote: what is left when one event counts once. */
    readonly profitQuote: Readonly<Record<string, number>>
  }
  /** Profits of several quotes in one; null where they have one, or what one is worth is not known. */
  readonly inUsd?: SummaryInUsd | null
  readonly life: LifeEstimate
  readonly capture: CaptureEstimate | null
  readonly cycles: { readonly count: number; readonly byQuote: Readonly<Record<string, number>> }
  readonly notes: readonly string[]
}

/** Profits in dollars, each at the rate there was when its opportunity began. */
export interface SummaryInUsd {
  readonly totalProfit: number
  /** The best of each cluster alone. */
  readonly clusterProfit: number
  /** What two orders at every start would have come to, where it was priced; null without latencies. */
  readonly capturedProfit: number | null
  /** By quote, the least and the most that one was worth. */
  readonly rates: Readonly<Record<string, { readonly least: number; readonly most: number }>>
}

/** What was not used, and how often. */
export type ScanFault =
  | {
      readonly kind: BookFaultName
      readonly venue: string
      readonly symbol: string
      readonly class: InstrumentClass
      readonly count: number
      /** While it lasted and the tape did. */
      readonly durationMs: number
      readonly firstTime: number
    }
  | {
      readonly kind: 'different-assets'
      readonly base: string
      readonly buyVenue: string
      readonly sellVenue: string
      readonly count: number
      /** Of the prices, when it was first seen. */
      readonly ratio: number
      readonly firstTime: number
    }
  | {
      /** 1000PEPE beside PEPE: never compared unless it is told what one is of the other. */
      readonly kind: 'multiplier'
      readonly base: string
      readonly multiple: string
      readonly venues: readonly string[]
      readonly count: number
    }

/** How long opportunities live, those cut off by the tape's end taken for what they are. */
export interface LifeEstimate {
  readonly count: number
  readonly censored: number
  readonly medianMs: number | null
  /** Kaplan and Meier's estimate of the probability that one lives longer, with Greenwood's 95 %. */
  readonly survival: readonly {
    readonly ms: number
    readonly probability: number
    readonly low: number
    readonly high: number
  }[]
}

/** What two orders sent at each start would have come to. */
export interface CaptureEstimate {
  readonly attempts: number
  /** Both legs filled whole. */
  readonly full: number
  /** Something filled, not all. */
  readonly partial: number
  readonly none: number
  /** Wilson's 95 % of the share that was full. */
  readonly probability: {
    readonly value: number
    readonly low: number
    readonly high: number
  } | null
  readonly profitQuote: Readonly<Record<string, number>>
  /** Whose unwinding found no book: not in the profit. */
  readonly unpriced: number
  /** Forecasts made before each outcome against it, and what the share so far alone would have scored. */
  readonly forecast: {
    readonly count: number
    readonly brier: number
    readonly brierBaseRate: number
  } | null
}
