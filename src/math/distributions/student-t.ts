import {
  betaParameterMax,
  betaParameterMin,
  incompleteBeta,
  logBeta,
} from '../special/incomplete-beta.ts'
import { normalQuantile } from './normal.ts'
import { positiveQuantile } from './positive-quantile.ts'

/**
 * Density of Student's t.
 *
 *   f(t) = (1 + t^2 / v)^(-(v + 1) / 2) / (sqrt(v) B(v / 2, 1 / 2))
 *
 * @param degreesOfFreedom v, above 0, up to 2e9, not necessarily whole; NaN outside
 * @returns 0 at the infinities, NaN for NaN
 *
 * @example
 * studentTPdf(0, 5) // => 0.379607
 */
export function studentTPdf(t: number, degreesOfFreedom: number): number {
  const v = degreesOfFreedom
  if (!inDomain(v)) return Number.NaN
  const ratio = t / Math.sqrt(v)
  const logOnePlusSquare =
    Math.abs(ratio) > 1e8 ? 2 * Math.log(Math.abs(ratio)) : Math.log1p(ratio * ratio)
  return Math.exp(-0.5 * (v + 1) * logOnePlusSquare - logBeta(0.5 * v, 0.5)) / Math.sqrt(v)
}

/**
 * P(T <= t) of Student's t, to full relative accuracy in the left tail.
 *
 *   P(T > |t|) = I_x(v / 2, 1 / 2) / 2  with x = v / (v + t^2)
 *
 * @param degreesOfFreedom v, above 0, up to 2e9
 * @returns 0 and 1 at the infinities, NaN for NaN and outside the domain. Source: Abramowitz and Stegun 26.7.1.
 *   Checked against mpmath: fixtures/math.
 *
 * @example
 * studentTCdf(2, 5) // => 0.94903
 */
export function studentTCdf(t: number, degreesOfFreedom: number): number {
  if (!inDomain(degreesOfFreedom) || Number.isNaN(t)) return Number.NaN
  const { outside, inside } = halves(Math.abs(t), degreesOfFreedom)
  return t < 0 ? 0.5 * outside : 0.5 + 0.5 * inside
}

/**
 * P(T > t): accurate where `1 - studentTCdf` has lost its digits.
 *
 * @example
 * studentTSurvival(2, 5) // => 0.0509697
 */
export function studentTSurvival(t: number, degreesOfFreedom: number): number {
  return studentTCdf(-t, degreesOfFreedom)
}

/**
 * The t with P(T <= t) = p; -Infinity at 0, Infinity at 1, NaN outside [0, 1] or the domain of `studentTCdf`.
 *
 * @example
 * studentTQuantile(0.975, 5) // => 2.57058
 */
export function studentTQuantile(p: number, degreesOfFreedom: number): number {
  if (!(p >= 0 && p <= 1) || !inDomain(degreesOfFreedom)) return Number.NaN
  if (p === 0.5) return 0
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity
  const small = p < 0.5 ? p : 1 - p
  const size = positiveQuantile({
    target: small,
    tail: (t) => 0.5 * halves(t, degreesOfFreedom).outside,
    rises: false,
    density: (t) => studentTPdf(t, degreesOfFreedom),
    start: startOf(small, degreesOfFreedom),
  })
  return p < 0.5 ? -size : size
}

/** The normal's quantile, or for few degrees of freedom that of the tail's power law. */
function startOf(small: number, v: number): number {
  if (v > 8) return -normalQuantile(small)
  return Math.max(0.5 - small, Math.sqrt(v) * (v * logBetaExponential(v) * small) ** (-1 / v) - 1)
}

function logBetaExponential(v: number): number {
  return Math.exp(logBeta(0.5 * v, 0.5))
}

// The square would overflow soon; the tail is 2 (t / sqrt(v))^-v / (v B(v/2, 1/2)) but for 1e-300 of itself.
const POWER_LAW_FROM = 1e150

/** P(|T| > t) and P(|T| <= t) for t at least 0. */
function halves(t: number, v: number): { readonly outside: number; readonly inside: number } {
  const ratio = t / Math.sqrt(v)
  if (ratio > POWER_LAW_FROM) {
    const outside = Math.exp(-v * Math.log(ratio) - logBeta(0.5 * v, 0.5)) / (0.5 * v)
    return { outside, inside: 1 - outside }
  }
  const square = ratio * ratio
  const { lower, upper } = incompleteBeta(1 / (1 + square), square / (1 + square), 0.5 * v, 0.5)
  return { outside: lower, inside: upper }
}

function inDomain(v: number): boolean {
  return v >= 2 * betaParameterMin && v <= 2 * betaParameterMax
}
