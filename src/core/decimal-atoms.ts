import { atomDecimals, type Atoms } from './currency.ts'
import { decimalParts } from './decimal-text.ts'

/**
 * A decimal text as atoms, exactly; what is finer than an atom goes to the nearest one, halves away from zero.
 *
 * @returns undefined when the text is no decimal number
 */
export function atomsOfDecimal(text: string): Atoms | undefined {
  const parts = decimalParts(text)
  if (parts === undefined || Math.abs(parts.decimals) > 400) return undefined
  const shift = atomDecimals - parts.decimals
  const size =
    shift >= 0
      ? parts.mantissa * 10n ** BigInt(shift)
      : nearest(parts.mantissa, 10n ** BigInt(-shift))
  return parts.negative ? -size : size
}

function nearest(mantissa: bigint, divisor: bigint): bigint {
  return (mantissa + divisor / 2n) / divisor
}
