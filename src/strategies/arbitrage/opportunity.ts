import type { Currency } from '../../core/currency.ts'
import type { InstrumentClass } from '../../core/instrument.ts'
import type { Instant } from '../../core/time.ts'
import type { CycleSignal } from './cycle-detector.ts'
import type { BookMatch } from './match-books.ts'
import type { Listed } from './terms.ts'

/** Buying at one venue and selling at another. Basis: one of the two is a perpetual, the other spot. */
export type OpportunityKind = 'cross-venue' | 'basis'

/** A place to trade at: its index in the detector and what is listed there. */
interface OpportunityLeg {
  readonly member: number
  readonly listed: Listed
}

/** What is open between two venues, as it was when it began. */
export interface Opportunity {
  /** Number of the ordered pair of venues and the base, of which one is open at a time. */
  readonly slot: number
  readonly kind: OpportunityKind
  readonly base: Currency
  readonly quote: Currency
  readonly class: InstrumentClass
  readonly buy: OpportunityLeg
  readonly sell: OpportunityLeg
  readonly startTime: Instant
  /** Best ask and best bid then, before fees, in market quote. */
  readonly ask: number
  readonly bid: number
  /** After fees, at the touch. */
  readonly touchBps: number
  /** What could be traded then; undefined where a quote told no quantity. */
  readonly match: BookMatch | undefined
  /** The best edge at the touch in its life. */
  peakBps: number
}

/** Why an opportunity ended. */
export type EndReason = 'edge' | 'stale' | 'crossed' | 'distrusted' | 'end-of-tape'

/** What a detector tells. */
export type ArbitrageSignal =
  | CycleSignal
  | { readonly kind: 'opened'; readonly opportunity: Opportunity }
  | {
      readonly kind: 'closed'
      readonly opportunity: Opportunity
      readonly time: Instant
      readonly reason: EndReason
    }
  /** A book must not be used from now on, or may be again. */
  | {
      readonly kind: 'fault'
      readonly member: number
      readonly fault: BookFaultName
      readonly time: Instant
    }
  | {
      readonly kind: 'mended'
      readonly member: number
      readonly fault: BookFaultName
      readonly time: Instant
    }
  /** Prices too far apart to be those of one asset. */
  | {
      readonly kind: 'different-assets'
      readonly buy: number
      readonly sell: number
      readonly ratio: number
      readonly time: Instant
    }

/** Why a book is not used. */
export type BookFaultName = 'stale' | 'crossed' | 'distrusted'
