import type { PairSide } from './decide.ts'

/** The relation a pair or a basket is traded on. */
export interface Hedge {
  /** Units of each other leg against one of y: of notional on log prices, of quantity on plain ones. */
  readonly hedgeRatios: readonly number[]
  readonly log: boolean
}

/** Units of each leg, y first, signed as they are bought (above 0) or sold: 1 and -b for a pair that is long. */
export function legUnits(hedgeRatios: readonly number[], side: PairSide): number[] {
  const sign = side === 'long' ? 1 : -1
  return [sign, ...hedgeRatios.map((hedgeRatio) => -sign * hedgeRatio)]
}

/**
 * The quantities of all legs, signed base units before they are cut to lots, so that their gross notional at these
 * prices is `notional`.
 *
 *   log prices:   |q_k| p_k = |w_k| N / sum |w_j|;   plain prices: |q_k| = |w_k| N / sum |w_j| p_j;   w = (1, -b_1, ..)
 *
 * @param notional gross of all legs, quote units, above 0
 * @param prices   what each leg fills at, y first
 */
export function sizeLegs(
  { hedgeRatios, log }: Hedge,
  side: PairSide,
  notional: number,
  prices: readonly number[],
): number[] {
  const units = legUnits(hedgeRatios, side)
  const gross = units.reduce((sum, unit, k) => sum + Math.abs(unit) * (log ? 1 : prices[k]!), 0)
  const share = notional / gross
  return units.map((unit, k) => (log ? (unit * share) / prices[k]! : unit * share))
}
