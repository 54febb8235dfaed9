import { decimalParts } from './decimal-text.ts'
import { invariant } from '../math/invariant.ts'

/** A fraction of two integers, so that no fee is rounded before its end. */
export interface Share {
  readonly numerator: bigint
  /** Above zero. */
  readonly denominator: bigint
}

/** Basis points as a fraction of two integers, read as the decimal number they are written as: 2.3 is 23 / 10^5. */
export function shareOfBps(bps: number): Share {
  // Most fees are whole, and reading a text takes longer than all else a fill costs.
  if (Number.isSafeInteger(bps)) return { numerator: BigInt(bps), denominator: 10_000n }
  const parts = decimalParts(String(bps))
  invariant(parts !== undefined, `a fee of ${bps} basis points`)
  const numerator = parts.negative ? -parts.mantissa : parts.mantissa
  return parts.decimals >= 0
    ? { numerator, denominator: 10n ** BigInt(parts.decimals + 4) }
    : { numerator: numerator * 10n ** BigInt(-parts.decimals), denominator: 10_000n }
}

/** What a fee may be, as a person is told it. Of one beyond, a sell would receive nothing, or a buy pay nothing. */
export const feeBpsInWords = 'basis points above -10,000 and below 10,000'

/**
 * May this be the fee of a venue, or its rebate where it is below zero? NaN is none.
 *
 * @example
 * isFeeBps(20_000) // => false
 * isFeeBps(-2.5) // => true
 */
export function isFeeBps(bps: number): boolean {
  return Math.abs(bps) < 10_000
}

/**
 * To a ten-thousandth of a basis point, as what was told in other units is: 0.26 per cent are 26 of them, and not a little more.
 *
 * @example
 * roundedBps(0.26 * 100) // => 26
 */
export function roundedBps(bps: number): number {
  return Math.round(bps * 1e4) / 1e4
}
