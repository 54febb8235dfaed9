import type { NearestMiss } from '../../core/strategy/strategy.ts'

/**
 * Of two chances that were not worth it the one that came nearer: one that was expected to pay, and less than was asked for, is nearer
 * than one that was not; else what its edge was short by decides.
 */
export function nearerMiss(
  before: NearestMiss | undefined,
  miss: NearestMiss | undefined,
): NearestMiss | undefined {
  if (before === undefined || miss === undefined) return miss ?? before
  const [one, other] = [before.expectedProfit, miss.expectedProfit]
  if (one === undefined && other === undefined)
    return shortBy(miss) < shortBy(before) ? miss : before
  return (other ?? -Infinity) > (one ?? -Infinity) ? miss : before
}

function shortBy({ edgeBps, neededBps }: NearestMiss): number {
  return neededBps - edgeBps
}
