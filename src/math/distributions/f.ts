import {
  betaParameterMax,
  betaParameterMin,
  betaPowerTerm,
  incompleteBeta,
} from '../special/incomplete-beta.ts'
import { positiveQuantile } from './positive-quantile.ts'

/** The degrees of freedom of the upper and of the lower sum of squares: each above 0, up to 2e9. */
export interface FDegrees {
  readonly numerator: number
  readonly denominator: number
}

/**
 * Density of Fisher's F with m and n degrees of freedom.
 *
 *   f(x) = u^(m/2) (1 - u)^(n/2) / (x B(m/2, n/2)),  u = m x / (m x + n)
 *
 * @returns 0 for x < 0; at 0 its limit (Infinity for m < 2, 1 for m = 2); NaN outside the domain
 *
 * @example
 * fPdf(3, { numerator: 2, denominator: 10 }) // => 0.0596046
 */
export function fPdf(x: number, degrees: FDegrees): number {
  if (!inDomain(degrees) || Number.isNaN(x)) return Number.NaN
  const { numerator: m, denominator: n } = degrees
  if (x < 0 || x === Infinity) return 0
  if (x === 0) {
    if (m === 2) return 1
    return m < 2 ? Infinity : 0
  }
  const { share, rest } = shares(x, degrees)
  return betaPowerTerm(share, rest, 0.5 * m, 0.5 * n) / x
}

/**
 * P(X <= x) of Fisher's F.
 *
 *   P(X <= x) = I_u(m / 2, n / 2),  u = m x / (m x + n)
 *
 * @returns 0 for x <= 0, NaN outside the domain. Source: Abramowitz and Stegun 26.6.2. Checked against mpmath.
 *
 * @example
 * fCdf(3, { numerator: 2, denominator: 10 }) // => 0.904633
 */
export function fCdf(x: number, degrees: FDegrees): number {
  return halves(x, degrees).lower
}

/**
 * P(X > x), accurate in the tail: the p-value of an F statistic. Domain as `fCdf`.
 *
 * @example
 * fSurvival(3, { numerator: 2, denominator: 10 }) // => 0.0953674
 */
export function fSurvival(x: number, degrees: FDegrees): number {
  return halves(x, degrees).upper
}

/**
 * The x with P(X <= x) = p; 0 at 0, Infinity at 1, NaN outside [0, 1] or the domain of `fCdf`.
 *
 * @example
 * fQuantile(0.95, { numerator: 2, denominator: 10 }) // => 4.10282
 */
export function fQuantile(p: number, degrees: FDegrees): number {
  if (!(p >= 0 && p <= 1) || !inDomain(degrees)) return Number.NaN
  if (p === 0) return 0
  if (p === 1) return Infinity
  const rises = p <= 0.5
  return positiveQuantile({
    target: rises ? p : 1 - p,
    tail: (x) => (rises ? halves(x, degrees).lower : halves(x, degrees).upper),
    rises,
    density: (x) => fPdf(x, degrees),
    start: 1,
  })
}

function halves(x: number, degrees: FDegrees): { readonly lower: number; readonly upper: number } {
  if (!inDomain(degrees) || Number.isNaN(x)) return { lower: Number.NaN, upper: Number.NaN }
  if (x <= 0) return { lower: 0, upper: 1 }
  const { share, rest } = shares(x, degrees)
  return incompleteBeta(share, rest, 0.5 * degrees.numerator, 0.5 * degrees.denominator)
}

/** u and 1 - u, each from its own quotient so that neither loses its digits. */
function shares(
  x: number,
  { numerator: m, denominator: n }: FDegrees,
): { readonly share: number; readonly rest: number } {
  const odds = (m / n) * x
  if (odds === Infinity) return { share: 1, rest: 0 }
  return { share: odds / (1 + odds), rest: 1 / (1 + odds) }
}

function inDomain({ numerator, denominator }: FDegrees): boolean {
  const smallest = Math.min(numerator, denominator)
  const largest = Math.max(numerator, denominator) // a NaN among them makes both NaN
  return smallest >= 2 * betaParameterMin && largest <= 2 * betaParameterMax
}
