import { normalCdf } from '../../math/distributions/normal.ts'
import type { CriticalValues } from './mackinnon.ts'

/** A law known by simulation only: fitted p-values and critical values, as MacKinnon (1994, 2010) fits them. */
export interface ResponseSurface {
  /** Coefficients of 1, 1/T, 1/T^2, 1/T^3. */
  readonly critical: Readonly<Record<keyof CriticalValues, readonly number[]>>
  /** Up to `star` the polynomial of small p-values, beyond it the other; of powers from 0. */
  readonly small: readonly number[]
  readonly large: readonly number[]
  readonly star: number
  /** Below `lowest` p is 0, above `highest` 1. */
  readonly lowest: number
  readonly highest: number
  /** What the polynomial of small p-values is in: the statistic, or the logarithm of its size. */
  readonly smallOf: 'statistic' | 'log-size'
}

/**
 * Phi of the polynomial that fits this part of the law. NaN for NaN.
 *
 * The two polynomials are fitted apart and do not quite meet: at `star` the p-value jumps by up to 0.033 (rho without
 * a constant, from 0.33 to 0.36), far from where anything is decided.
 */
export function surfacePValue(statistic: number, surface: ResponseSurface): number {
  if (statistic > surface.highest) return 1
  if (statistic < surface.lowest) return 0
  if (statistic > surface.star) return normalCdf(polynomial(surface.large, statistic))
  const argument = surface.smallOf === 'statistic' ? statistic : Math.log(Math.abs(statistic))
  return normalCdf(polynomial(surface.small, argument))
}

/** The critical values at so many rows. */
export function surfaceCriticalValues(
  { critical }: ResponseSurface,
  observations: number,
): CriticalValues {
  const at = (row: readonly number[]): number => polynomial(row, 1 / observations)
  return { '1%': at(critical['1%']), '5%': at(critical['5%']), '10%': at(critical['10%']) }
}

function polynomial(coefficients: readonly number[], argument: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * argument + coefficient, 0)
}
