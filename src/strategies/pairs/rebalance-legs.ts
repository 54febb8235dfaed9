import type { Hedge } from './size-legs.ts'

/** What a position has of each leg, y first, signed base units, and at which prices. */
export interface HeldQuantities {
  readonly quantities: readonly number[]
  readonly prices: readonly number[]
}

/**
 * How far the legs of a position have come away from their hedge ratios: the largest relative distance of a leg from
 * what it should be against y.
 *
 *   max |q_k / q*_k - 1|;   log prices: q*_k p_k = -b_k q_y p_y,   plain prices: q*_k = -b_k q_y
 *
 * Prices that move apart do this on log prices, a hedge ratio that moves does it on both.
 */
export function hedgeDrift(hedge: Hedge, held: HeldQuantities): number {
  return Math.max(
    ...targets(hedge, held).map((target, k) => Math.abs(held.quantities[k + 1]! / target - 1)),
  )
}

/** What to trade of each leg, y first, to stand in the hedge ratios again: y is left as it is. */
export function rebalancingQuantities(hedge: Hedge, held: HeldQuantities): number[] {
  return [0, ...targets(hedge, held).map((target, k) => target - held.quantities[k + 1]!)]
}

function targets({ hedgeRatios, log }: Hedge, { quantities, prices }: HeldQuantities): number[] {
  const [quantity, price] = [quantities[0]!, prices[0]!]
  return hedgeRatios.map(
    (hedgeRatio, k) => -hedgeRatio * quantity * (log ? price / prices[k + 1]! : 1),
  )
}
