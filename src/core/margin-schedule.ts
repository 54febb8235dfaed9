import { invariant } from '../math/invariant.ts'
import type { Instant } from './time.ts'

/** What a position must be backed by from a notional on. */
export interface MarginTier {
  /** Notional at the mark from which the tier counts, units of the currency of settlement. */
  readonly notionalFrom: number
  /** Part of the notional below which a position is closed by force. */
  readonly maintenanceRate: number
  /** Most a position of this tier may be of its initial margin. */
  readonly leverageMax: number
}

/** The tiers of an instrument from an instant on, ascending in notional, the first from 0. */
interface MarginTerms {
  readonly from: Instant
  readonly tiers: readonly MarginTier[]
}

/** Margin tiers as they changed over time: ascending in `from`. */
export type MarginSchedule = readonly MarginTerms[]

/** The tiers in force at an instant. */
export function marginTiersAt(schedule: MarginSchedule, instant: Instant): readonly MarginTier[] {
  // A loop, for it runs on every mark.
  for (let at = schedule.length - 1; at >= 0; at--) {
    if (schedule[at]!.from <= instant) return schedule[at]!.tiers
  }
  invariant(false, `no margin tiers at ${instant} us`)
}

/**
 * The margin that keeps a position: each part of the notional at the rate of the tier it lies in, so that nothing jumps
 * where one ends.
 *
 *   maintenance = sum over tiers of rate_k * (part of the notional within tier k)
 */
export function maintenanceMargin(tiers: readonly MarginTier[], notional: number): number {
  let margin = 0
  for (let at = 0; at < tiers.length; at++) {
    const tier = tiers[at]!
    if (notional <= tier.notionalFrom) break
    const end = Math.min(notional, tiers[at + 1]?.notionalFrom ?? Infinity)
    margin += tier.maintenanceRate * (end - tier.notionalFrom)
  }
  return margin
}

/** The margin that opens a position: its notional by the leverage asked for, or by the most its tier allows. */
export function initialMargin(
  tiers: readonly MarginTier[],
  notional: number,
  leverage: number,
): number {
  const tier = tiers.findLast((candidate) => candidate.notionalFrom <= notional)
  // Asked first, for the message costs more than the question.
  if (tier === undefined) invariant(false, `no margin tier for a notional of ${notional}`)
  return notional / Math.min(leverage, tier.leverageMax)
}
