import { erfc, erfcScaled, exponentialOfSquare } from '../special/error-function.ts'

// Below it the tail is written with its exponential taken out, so that x^2 need not be rounded.
const TAIL_BELOW = -1.1

/**
 * Density of the standard normal; 0 at infinity, NaN for NaN.
 *
 * @example
 * normalPdf(0) // => 0.398942
 */
export function normalPdf(x: number): number {
  return exponentialOfSquare(x, 0.5) / Math.sqrt(2 * Math.PI)
}

/**
 * P(Z <= x) of the standard normal, to full relative accuracy in the left tail as well (until it vanishes near -38.5).
 *
 *   Phi(x) = erfc(-x / sqrt(2)) / 2
 *
 * @returns 0 and 1 at the infinities, NaN for NaN. Checked against mpmath: fixtures/math.
 *
 * @example
 * normalCdf(1.96) // => 0.975002
 */
export function normalCdf(x: number): number {
  const scaled = -x * Math.SQRT1_2
  if (x < TAIL_BELOW) return 0.5 * exponentialOfSquare(x, 0.5) * erfcScaled(scaled)
  return 0.5 * erfc(scaled)
}

/**
 * P(Z > x): accurate where `1 - normalCdf(x)` has lost its digits.
 *
 * @example
 * normalSurvival(10) // => 7.61985e-24
 */
export function normalSurvival(x: number): number {
  return normalCdf(-x)
}

// Halley's step triples the digits; from three of them two steps are enough, and two are to spare.
const STEPS = 4

/**
 * The x with P(Z <= x) = p.
 *
 * @returns -Infinity at 0, Infinity at 1, NaN outside [0, 1]
 * Starts from Abramowitz and Stegun 26.2.23 (three digits) and takes Halley's steps on log Phi, which stay accurate
 * for p down to the smallest doubles. Checked against mpmath: fixtures/math.
 *
 * @example
 * normalQuantile(0.975) // => 1.95996
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN
  if (p === 0) return -Infinity
  if (p === 1) return Infinity
  if (p === 0.5) return 0
  if (p > 0.5) return -lowerQuantile(1 - p)
  return lowerQuantile(p)
}

function lowerQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p))
  const numerator = 2.515_517 + t * (0.802_853 + t * 0.010_328)
  const denominator = 1 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308))
  let x = numerator / denominator - t
  for (let step = 0; step < STEPS; step++) {
    const cdf = normalCdf(x)
    const ratio = normalPdf(x) / cdf // derivative of log Phi
    const miss = Math.log1p((cdf - p) / p)
    x -= miss / (ratio + 0.5 * miss * (x + ratio))
  }
  return x
}
