import type { Instant } from './time.ts'
import { invariant } from '../math/invariant.ts'

/** Fees in basis points of notional, from an instant on; a negative one is a rebate. */
export interface FeeTerms {
  readonly from: Instant
  readonly makerFeeBps: number
  readonly takerFeeBps: number
}

/** What an account pays at a venue, as it changed over time: ascending in `from`. */
export type FeeSchedule = readonly FeeTerms[]

/** The schedule that never changes. */
export function flatFees(takerFeeBps: number, makerFeeBps: number = takerFeeBps): FeeSchedule {
  return [{ from: -Infinity as Instant, makerFeeBps, takerFeeBps }]
}

/** The terms in force at an instant: the last whose `from` is not later. */
export function feeTermsAt(schedule: FeeSchedule, instant: Instant): FeeTerms {
  const terms = schedule.findLast((candidate) => candidate.from <= instant)
  // Asked first, for the message costs more than the question.
  if (terms === undefined) invariant(false, `no fee terms at ${instant} us`)
  return terms
}
