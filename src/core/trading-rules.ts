import { invariant } from '../math/invariant.ts'
import type { Atoms } from './currency.ts'
import type { Lots } from './price.ts'
import type { Instant } from './time.ts'

/** What a venue takes as an order of an instrument, from an instant on. */
export interface TradingTerms {
  readonly from: Instant
  /** Order prices are multiples of so many ticks: where books are counted finer than orders may be. Default 1. */
  readonly tickMultiple?: number
  /** Quantities are multiples of so many lots. Default 1. */
  readonly lotMultiple?: number
  /** Default 1. */
  readonly minLots?: Lots
  /** Default: any. */
  readonly maxLots?: Lots
  /** Least notional, atoms of the currency it is quoted in. Default 0. */
  readonly minNotionalAtoms?: Atoms
  /**
   * A buy may not be priced further above the reference price than this, a sell not further below; a market order stops
   * there. The reference is the mark, else the last trade, else the mid. Default: no band.
   */
  readonly bandBps?: number
}

/** An instrument's rules as they changed over time: ascending in `from`. */
export type TradingRules = readonly TradingTerms[]

/** Rules that never change and ask for whole lots and ticks, nothing more. */
export const plainRules: TradingRules = [{ from: -Infinity as Instant }]

/** The terms in force at an instant: the last whose `from` is not later. */
export function tradingTermsAt(rules: TradingRules, instant: Instant): TradingTerms {
  const terms = rules.findLast((candidate) => candidate.from <= instant)
  // Asked first, for the message costs more than the question.
  if (terms === undefined) invariant(false, `no trading rules at ${instant} us`)
  return terms
}
