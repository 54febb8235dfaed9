import { decimalParts } from '../../core/decimal-text.ts'
import type { Step } from '../../core/price.ts'
import { invariant } from '../../math/invariant.ts'
import { nearestDouble } from '../../math/nearest-double.ts'

/** A decimal number of any size and precision: `units / 10 ** decimals`. Prices, fees, rates and money are such. */
export interface ExactDecimal {
  readonly units: bigint
  /** Zero or more. */
  readonly decimals: number
}

export const exactZero: ExactDecimal = { units: 0n, decimals: 0 }
export const exactOne: ExactDecimal = { units: 1n, decimals: 0 }

/** @returns undefined when the text is no decimal number */
export function exactDecimalOf(text: string): ExactDecimal | undefined {
  const parts = decimalParts(text)
  if (parts === undefined || Math.abs(parts.decimals) > 400) return undefined
  const mantissa = parts.negative ? -parts.mantissa : parts.mantissa
  return parts.decimals >= 0
    ? { units: mantissa, decimals: parts.decimals }
    : { units: mantissa * powerOfTen(-parts.decimals), decimals: 0 }
}

/** A finite double as the decimal number it is written as. */
export function exactDecimalOfNumber(value: number): ExactDecimal {
  const exact = exactDecimalOf(String(value))
  invariant(exact !== undefined, `${value} is no decimal number`)
  return exact
}

export function exactDecimalOfSteps(steps: number | bigint, step: Step): ExactDecimal {
  return { units: BigInt(steps) * BigInt(step.units), decimals: step.decimals }
}

export function sumOf(a: ExactDecimal, b: ExactDecimal): ExactDecimal {
  const decimals = Math.max(a.decimals, b.decimals)
  return { units: unitsAt(a, decimals) + unitsAt(b, decimals), decimals }
}

export function productOf(a: ExactDecimal, b: ExactDecimal): ExactDecimal {
  return { units: a.units * b.units, decimals: a.decimals + b.decimals }
}

export function negated({ units, decimals }: ExactDecimal): ExactDecimal {
  return { units: -units, decimals }
}

/** Below zero when `a` is the smaller, 0 when they are equal. */
export function compared(a: ExactDecimal, b: ExactDecimal): number {
  const decimals = Math.max(a.decimals, b.decimals)
  const difference = unitsAt(a, decimals) - unitsAt(b, decimals)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** The double nearest to it. */
export function doubleOf({ units, decimals }: ExactDecimal): number {
  return nearestDouble(units, powerOfTen(decimals))
}

/** The double nearest to a quotient; NaN when the divisor is zero. */
export function quotientOf(a: ExactDecimal, b: ExactDecimal): number {
  if (b.units === 0n) return NaN
  const sign = b.units < 0n ? -1n : 1n
  return nearestDouble(
    sign * a.units * powerOfTen(b.decimals),
    sign * b.units * powerOfTen(a.decimals),
  )
}

/** Its units counted at `decimals`, which are at least its own. */
export function unitsAt({ units, decimals: own }: ExactDecimal, decimals: number): bigint {
  return own === decimals ? units : units * powerOfTen(decimals - own)
}

const powers: bigint[] = Array.from({ length: 64 }, (_, exponent) => 10n ** BigInt(exponent))

export function powerOfTen(exponent: number): bigint {
  return powers[exponent] ?? 10n ** BigInt(exponent)
}
