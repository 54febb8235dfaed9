import { legUnits } from '../../../strategies/pairs/size-legs.ts'
import type { TradingParameters } from '../backtest-result.ts'
import { withResidual, type Relation } from '../relation/fold-relation.ts'
import type { JoinedLegs } from '../relation/joined-legs.ts'
import type { Candidate } from './candidate.ts'
import { shrinkSpeeds } from './shrink-speeds.ts'

/** A candidate that would pay in the formation's own terms, after its speed was shrunk. */
export interface RankedCandidate {
  readonly candidate: Candidate
  /** What it would gain, in deviations of its residual over the root of its half-life. */
  readonly score: number
  readonly shrunkHalfLifeBars: number
}

/**
 * Candidates by what they would gain from an entry for the risk they take, if the formation went on, costs taken off:
 *
 *   score = (entry / 2 - 2 (fee + slippage) / s) / sqrt(h),   h = ln 2 / -ln(1 - k)
 *
 * Over one half-life h, half of the entry's deviation is expected to be gone; s is the residual's deviation as a fraction
 * of the gross of all legs, and the risk of holding it grows with the root of time. k is the speed of reversion shrunk
 * towards what all candidates say (`shrinkSpeeds`; error variance (1 - phi^2) / n of an AR(1) coefficient). Those that
 * would not pay are left out. A gain in money instead would rank by the size of the residual, so by how badly the legs
 * hedge each other.
 *
 * It knows nothing of significance: with this rule a fold always trades something, wandering or not.
 */
export function rankCandidates(
  candidates: readonly Candidate[],
  sizeOf: (candidate: Candidate) => number,
  { entry, feeBps, slippageBps }: Pick<TradingParameters, 'entry' | 'feeBps' | 'slippageBps'>,
): RankedCandidate[] {
  const reverting = candidates.filter(({ halfLifeBars }) => halfLifeBars !== null)
  const speeds = shrinkSpeeds(
    reverting.map(({ halfLifeBars, observations }) => {
      const phi = 2 ** (-1 / halfLifeBars!)
      return { speed: 1 - phi, variance: (1 - phi * phi) / observations }
    }),
  )
  const roundTrip = (2 * (feeBps + slippageBps)) / 1e4
  return reverting
    .map((candidate, k) => {
      const shrunkHalfLifeBars = Math.LN2 / -Math.log1p(-speeds[k]!)
      const size = sizeOf(candidate)
      return {
        candidate,
        shrunkHalfLifeBars,
        score: (entry / 2 - roundTrip / size) / Math.sqrt(shrunkHalfLifeBars),
      }
    })
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || a.candidate.pValue - b.candidate.pValue)
}

/** The deviation of a relation's residual as a fraction of the gross of all legs, at the last of the joined rows. */
export function residualSize(joined: JoinedLegs, relation: Relation, log: boolean): number {
  const levels = joined.legs.map((leg) => leg.levels)
  const gross = legUnits(relation.hedgeRatios, 'long').reduce(
    (sum, unit, k) => sum + Math.abs(unit) * (log ? 1 : joined.legs[k]!.close.at(-1)!),
    0,
  )
  return withResidual(relation, levels).residualDeviation / gross
}
