import { invariant } from './invariant.ts'

/** Bits of a quotient that decide its rounding: 53 of a double, one half and one for all that follows. */
const quotientBits = 64

/**
 * The double nearest to a fraction of two integers of any size, ties to even: one rounding, whatever came before.
 *
 * @param denominator above zero
 * @returns an infinity where the fraction is beyond all doubles
 *
 * @example
 * nearestDouble(1n, 3n) // => 0.3333333333333333
 * nearestDouble(10n ** 30n + 1n, 10n ** 30n) // => 1
 */
export function nearestDouble(numerator: bigint, denominator: bigint): number {
  invariant(denominator > 0n, 'a denominator above zero')
  if (isSafe(numerator) && isSafe(denominator)) return Number(numerator) / Number(denominator)
  const magnitude = numerator < 0n ? -numerator : numerator
  const shift = quotientBits + bitLength(denominator) - bitLength(magnitude)
  const scaled = shift > 0 ? magnitude << BigInt(shift) : magnitude
  const divisor = shift < 0 ? denominator << BigInt(-shift) : denominator
  const quotient = scaled / divisor
  // A last bit for whatever is left, so that nothing but a true half looks like one.
  const sticky = scaled % divisor === 0n ? 0n : 1n
  const value = scaledByPowerOfTwo(Number(quotient | sticky), -shift)
  return numerator < 0n ? -value : value
}

/** In two steps: a single power of two may be beyond a double where the product is not. */
function scaledByPowerOfTwo(value: number, exponent: number): number {
  const half = Math.trunc(exponent / 2)
  return value * 2 ** half * 2 ** (exponent - half)
}

function isSafe(value: bigint): boolean {
  return value <= 9_007_199_254_740_991n && value >= -9_007_199_254_740_991n
}

function bitLength(value: bigint): number {
  return value.toString(2).length
}
