import { incompleteGamma } from '../special/incomplete-gamma.ts'
import { normalQuantile } from './normal.ts'

/**
 * P(X <= x) of the gamma distribution with mean shape x scale.
 *
 * @returns 0 for x <= 0; NaN where shape or scale is not above 0
 */
export function gammaCdf(x: number, shape: number, scale: number): number {
  return halves(x, shape, scale).lower
}

/** P(X > x): accurate where `1 - gammaCdf` has lost its digits. Domain as `gammaCdf`. */
export function gammaSurvival(x: number, shape: number, scale: number): number {
  return halves(x, shape, scale).upper
}

// Bracketing halves the interval at least, from a bracket that doubling found: 2^-200 is far below a double's digits.
const STEPS_MAX = 200

/**
 * The x with P(X <= x) = p.
 *
 * @returns 0 at p = 0, Infinity at 1, NaN outside [0, 1] or where shape or scale is not above 0
 * Newton's steps from Wilson and Hilferty's (1931) normal approximation, kept inside a bracket.
 */
export function gammaQuantile(p: number, shape: number, scale: number): number {
  if (!(p >= 0 && p <= 1) || !(shape > 0) || !(scale > 0)) return Number.NaN
  if (p === 0) return 0
  if (p === 1) return Infinity
  const inTail = p > 0.5 // solve for the half that is small, or its digits are gone
  const target = inTail ? 1 - p : p
  const value = (x: number): number => {
    const { lower, upper } = incompleteGamma(shape, x)
    return inTail ? target - upper : lower - target
  }
  let low = 0
  let high = Math.max(1, shape)
  while (value(high) < 0) {
    low = high
    high *= 2
  }
  let x = startOf(p, shape)
  for (let step = 0; step < STEPS_MAX; step++) {
    if (!(x > low && x < high)) x = (low + high) / 2
    const miss = value(x)
    if (miss === 0) break
    if (miss < 0) low = x
    else high = x
    const next = x - miss / density(x, shape)
    if (Math.abs(next - x) <= Number.EPSILON * x) break
    x = next
  }
  return x * scale
}

function startOf(p: number, shape: number): number {
  const ninth = 1 / (9 * shape)
  return shape * Math.max(1e-3, 1 - ninth + normalQuantile(p) * Math.sqrt(ninth)) ** 3
}

/** By the difference of the distribution function's own recurrence: f(x) = (P(a, x) - P(a + 1, x)) a / x. */
function density(x: number, shape: number): number {
  const here = incompleteGamma(shape, x)
  const above = incompleteGamma(shape + 1, x)
  return ((here.lower - above.lower) * shape) / x
}

function halves(
  x: number,
  shape: number,
  scale: number,
): { readonly lower: number; readonly upper: number } {
  if (!(scale > 0) || !(shape > 0) || Number.isNaN(x))
    return { lower: Number.NaN, upper: Number.NaN }
  return incompleteGamma(shape, Math.max(0, x / scale))
}
