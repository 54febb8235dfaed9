import { logGamma, stirlingCorrection } from './log-gamma.ts'

// Both expansions gain a digit every few terms near x = a, where they are slowest: about 6 sqrt(a) terms.
const TERMS_MAX = 100_000
const TINY = 1e-300

/** Both halves of the regularised incomplete gamma function: each computed where it is the small one. */
export interface IncompleteGamma {
  /** P(a, x), the lower. */
  readonly lower: number
  /** Q(a, x) = 1 - P(a, x), the upper: accurate in its own tail. */
  readonly upper: number
}

/**
 * Regularised incomplete gamma functions.
 *
 *   P(a, x) = 1/Gamma(a) integral_0^x t^(a-1) e^-t dt,   Q = 1 - P
 *
 * @param a shape, above 0
 * @param x at least 0
 * @returns NaN on both outside that domain
 * Series below x = a + 1, continued fraction above (Lentz). Source: DLMF 8.7.1, 8.9.2. Checked: fixtures/math.
 */
export function incompleteGamma(a: number, x: number): IncompleteGamma {
  if (!(a > 0) || !(x >= 0) || a === Infinity) return { lower: Number.NaN, upper: Number.NaN }
  if (x === 0) return { lower: 0, upper: 1 }
  if (x === Infinity) return { lower: 1, upper: 0 }
  if (x < a + 1) {
    const lower = powerTerm(a, x) * series(a, x)
    return { lower, upper: 1 - lower }
  }
  const upper = powerTerm(a, x) * continuedFraction(a, x)
  return { lower: 1 - upper, upper }
}

/** x^a e^-x / Gamma(a), without the cancellation that a log a - x has for large a near x. */
function powerTerm(a: number, x: number): number {
  if (a < 20) return Math.exp(a * Math.log(x) - x - logGamma(a))
  const ratio = (x - a) / a
  const exponent = -a * (ratio - Math.log1p(ratio))
  const body = Math.abs(ratio) < 0.5 ? exponent : a * Math.log(x / a) + a - x
  return Math.exp(body - stirlingCorrection(a)) * Math.sqrt(a / (2 * Math.PI))
}

/** sum_n x^n / (a (a+1) ... (a+n)) */
function series(a: number, x: number): number {
  let term = 1 / a
  let sum = term
  for (let n = 1; n < TERMS_MAX; n++) {
    term *= x / (a + n)
    sum += term
    if (term < sum * Number.EPSILON * 0.25) return sum
  }
  return Number.NaN
}

/** 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - ...)), by Lentz's method. */
function continuedFraction(a: number, x: number): number {
  let b = x + 1 - a
  let c = 1 / TINY
  let d = 1 / b
  let fraction = d
  for (let n = 1; n < TERMS_MAX; n++) {
    const coefficient = -n * (n - a)
    b += 2
    d = coefficient * d + b
    if (Math.abs(d) < TINY) d = TINY
    c = b + coefficient / c
    if (Math.abs(c) < TINY) c = TINY
    d = 1 / d
    const step = c * d
    fraction *= step
    if (Math.abs(step - 1) <= Number.EPSILON) return fraction
  }
  return Number.NaN
}
