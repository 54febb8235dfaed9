import { gammaPowerTerm, incompleteGamma, shapeMax, shapeMin } from '../special/incomplete-gamma.ts'
import { logGammaOnePlus } from '../special/log-gamma.ts'
import { normalQuantile } from './normal.ts'
import { positiveQuantile } from './positive-quantile.ts'

/**
 * Density of the gamma distribution with mean shape x scale.
 *
 *   f(x) = x^(k-1) e^(-x/s) / (Gamma(k) s^k)
 *
 * @param shape k, from 1e-300 to 1e8
 * @param scale s, above 0
 * @returns 0 for x < 0; at 0 its limit (Infinity for shape < 1, 1/scale for shape 1); NaN outside the domain
 *
 * @example
 * gammaPdf(3, 2, 1) // => 0.149361
 */
export function gammaPdf(x: number, shape: number, scale: number): number {
  if (!inDomain(shape, scale) || Number.isNaN(x)) return Number.NaN
  if (x < 0 || x === Infinity) return 0
  if (x === 0) {
    if (shape === 1) return 1 / scale
    return shape < 1 ? Infinity : 0
  }
  return gammaPowerTerm(shape, x / scale) / x
}

/**
 * P(X <= x) of the gamma distribution with mean shape x scale.
 *
 * @returns 0 for x <= 0; NaN where shape is not from 1e-300 to 1e8 or scale not above 0. Checked against mpmath: fixtures/math.
 *
 * @example
 * gammaCdf(3, 2, 1) // => 0.800852
 */
export function gammaCdf(x: number, shape: number, scale: number): number {
  if (!inDomain(shape, scale)) return Number.NaN
  return incompleteGamma(shape, atLeastZero(x / scale)).lower
}

/**
 * P(X > x): accurate where `1 - gammaCdf` has lost its digits. Domain as `gammaCdf`.
 *
 * @example
 * gammaSurvival(3, 2, 1) // => 0.199148
 */
export function gammaSurvival(x: number, shape: number, scale: number): number {
  if (!inDomain(shape, scale)) return Number.NaN
  return incompleteGamma(shape, atLeastZero(x / scale)).upper
}

/**
 * The x with P(X <= x) = p.
 *
 * @returns 0 at p = 0 (and where the answer is below the smallest double), Infinity at 1, NaN outside [0, 1] or the
 *   domain of `gammaCdf`
 * Starts from Wilson and Hilferty's (1931) normal approximation, or from the power law of a small lower tail.
 *
 * @example
 * gammaQuantile(0.5, 2, 1) // => 1.67835
 */
export function gammaQuantile(p: number, shape: number, scale: number): number {
  if (!(p >= 0 && p <= 1) || !inDomain(shape, scale)) return Number.NaN
  if (p === 0) return 0
  if (p === 1) return Infinity
  const rises = p <= 0.5 // solve for the half that is small, or its digits are gone
  const unscaled = positiveQuantile({
    target: rises ? p : 1 - p,
    tail: (x) => (rises ? incompleteGamma(shape, x).lower : incompleteGamma(shape, x).upper),
    rises,
    density: (x) => gammaPowerTerm(shape, x) / x,
    start: startOf(p, shape),
  })
  return unscaled * scale
}

function startOf(p: number, shape: number): number {
  if (shape < 0.5) return Math.exp((Math.log(p) + logGammaOnePlus(shape)) / shape)
  const ninth = 1 / (9 * shape)
  const root = 1 - ninth + normalQuantile(p) * Math.sqrt(ninth)
  return root > 0.1 ? shape * root ** 3 : shape * p ** (1 / shape)
}

function inDomain(shape: number, scale: number): boolean {
  return shape >= shapeMin && shape <= shapeMax && scale > 0 && scale < Infinity
}

function atLeastZero(x: number): number {
  return x < 0 ? 0 : x // NaN stays NaN
}
