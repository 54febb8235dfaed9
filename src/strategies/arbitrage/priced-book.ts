import type { BookLevels } from '../../core/book-levels.ts'
import type { Fraction } from './fraction.ts'
import type { ExactUnits } from './terms.ts'

/** A book with the units its ticks and lots are in. */
export interface PricedBook {
  readonly levels: BookLevels
  readonly units: ExactUnits
}

/** What a tick is worth to a taker after the fee. */
export function netUnit({ price, fee }: ExactUnits, sign: bigint): Fraction {
  return {
    numerator: price.numerator * (fee.denominator + sign * fee.numerator),
    denominator: price.denominator * fee.denominator,
  }
}

/** Lots at a price as base units times a scale; of inverse contracts, cut down. */
export function wholeQuantity(
  lots: number,
  ticks: number,
  { lot, inversePrice }: ExactUnits,
  scale: bigint,
): bigint {
  const units = BigInt(lots) * lot.numerator * scale
  if (inversePrice === undefined) return units / lot.denominator
  const price = BigInt(ticks) * inversePrice.numerator
  return price <= 0n ? 0n : (units * inversePrice.denominator) / (lot.denominator * price)
}
