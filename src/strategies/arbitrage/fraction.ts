import { decimalParts } from '../../core/decimal-text.ts'
import type { Step } from '../../core/price.ts'
import { invariant } from '../../math/invariant.ts'

/** A fraction of two whole numbers: what is compared with zero must not have been rounded before. */
export interface Fraction {
  readonly numerator: bigint
  /** Above zero. */
  readonly denominator: bigint
}

export const one: Fraction = { numerator: 1n, denominator: 1n }

/**
 * A double as the decimal number it is written as: 0.9991 is 9991 / 10^4.
 *
 * @example
 * fractionOf(0.25) // => ({ numerator: 25n, denominator: 100n })
 */
export function fractionOf(value: number): Fraction {
  const parts = decimalParts(String(value))
  invariant(parts !== undefined, `${value} is no decimal number`)
  const { negative, mantissa, decimals } = parts
  const numerator = negative ? -mantissa : mantissa
  return decimals >= 0
    ? { numerator, denominator: 10n ** BigInt(decimals) }
    : { numerator: numerator * 10n ** BigInt(-decimals), denominator: 1n }
}

/** A step of prices or quantities. */
export function fractionOfStep({ units, decimals }: Step): Fraction {
  return { numerator: BigInt(units), denominator: 10n ** BigInt(decimals) }
}

/**
 * @example
 * product({ numerator: 1n, denominator: 2n }, { numerator: 3n, denominator: 5n }) // => ({ numerator: 3n, denominator: 10n })
 */
export function product(a: Fraction, b: Fraction): Fraction {
  return {
    numerator: a.numerator * b.numerator,
    denominator: a.denominator * b.denominator,
  }
}

export function sum(a: Fraction, b: Fraction): Fraction {
  return {
    numerator: a.numerator * b.denominator + b.numerator * a.denominator,
    denominator: a.denominator * b.denominator,
  }
}

/** @param b above zero */
export function quotient(a: Fraction, b: Fraction): Fraction {
  return {
    numerator: a.numerator * b.denominator,
    denominator: a.denominator * b.numerator,
  }
}

/** A double near to it: where the last bit decides nothing. */
export function numberOf({ numerator, denominator }: Fraction): number {
  return Number(numerator) / Number(denominator)
}

/** In lowest terms: what is multiplied a thousand times should be short. */
export function reduced({ numerator, denominator }: Fraction): Fraction {
  const divisor = greatestDivisor(numerator < 0n ? -numerator : numerator, denominator)
  return divisor === 0n
    ? { numerator, denominator }
    : { numerator: numerator / divisor, denominator: denominator / divisor }
}

/**
 * The least that is a whole multiple of each. All above zero.
 *
 * @param steps at least one
 *
 * @example
 * commonMultiple([fractionOf(0.4), fractionOf(0.06)]) // => ({ numerator: 120n, denominator: 100n })
 */
export function commonMultiple(steps: readonly Fraction[]): Fraction {
  const denominator = steps.reduce((sofar, step) => leastMultiple(sofar, step.denominator), 1n)
  const numerator = steps
    .map((step) => step.numerator * (denominator / step.denominator))
    .reduce(leastMultiple)
  return { numerator, denominator }
}

/** The least whole number both divide. Both above zero. */
export function leastMultiple(a: bigint, b: bigint): bigint {
  return (a / greatestDivisor(a, b)) * b
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  let [greater, lesser] = [a, b]
  while (lesser !== 0n) [greater, lesser] = [lesser, greater % lesser]
  return greater
}
