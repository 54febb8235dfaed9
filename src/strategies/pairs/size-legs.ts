import type { PairSide } from './decide.ts'

/** The relation a pair is traded on. */
export interface Hedge {
  /** Units of x against one of y: of notional on log prices, of quantity on plain ones. Above zero. */
  readonly hedgeRatio: number
  readonly log: boolean
}

/** Signed quantities in base units, before they are cut to lots. */
export interface LegQuantities {
  readonly y: number
  readonly x: number
}

/**
 * The quantities of both legs so that their gross notional at these prices is `notional`.
 *
 *   log prices:   |y| = N / (1 + b) / py,   |x| = b N / (1 + b) / px
 *   plain prices: |y| = N / (py + b px),    |x| = b |y|
 *
 * @param notional gross of both legs, quote units, above 0
 * @param prices   what each leg fills at
 */
export function sizeLegs(
  { hedgeRatio: b, log }: Hedge,
  side: PairSide,
  notional: number,
  prices: { readonly y: number; readonly x: number },
): LegQuantities {
  const sign = side === 'long' ? 1 : -1
  if (log) {
    const share = notional / (1 + b)
    return { y: (sign * share) / prices.y, x: (-sign * b * share) / prices.x }
  }
  const quantity = notional / (prices.y + b * prices.x)
  return { y: sign * quantity, x: -sign * b * quantity }
}
