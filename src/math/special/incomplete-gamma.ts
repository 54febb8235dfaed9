import { gammaOfSmall, logGamma, logGammaOnePlus, stirlingCorrection } from './log-gamma.ts'
import { logOnePlusMinus } from './log-one-plus.ts'

// Both expansions gain a digit every few terms near x = a, where they are slowest: about 6 sqrt(a) terms.
const TERMS_MAX = 100_000
/** The largest shape those terms reach. */
export const shapeMax = 1e8
/** Below it 1 / a overflows. */
export const shapeMin = 1e-300
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
 * @param a shape, from `shapeMin` to `shapeMax`
 * @param x at least 0
 * @returns NaN on both outside that domain
 * Series below x = a + 1, continued fraction above (Lentz); for a < 1 the upper half has its own series, since 1 - P
 * keeps nothing of a Q of order a. Source: DLMF 8.7.1, 8.7.3, 8.9.2. Checked against mpmath: fixtures/math.
 *
 * @example
 * incompleteGamma(2, 3).upper // => 0.199148
 */
export function incompleteGamma(a: number, x: number): IncompleteGamma {
  if (!(a >= shapeMin && a <= shapeMax) || !(x >= 0))
    return { lower: Number.NaN, upper: Number.NaN }
  if (x === 0) return { lower: 0, upper: 1 }
  if (x === Infinity) return { lower: 1, upper: 0 }
  if (x < a + 1) {
    const lower = gammaPowerTerm(a, x) * series(a, x)
    return { lower, upper: a < 1 ? upperOfSmallShape(a, x) : 1 - lower }
  }
  const upper = gammaPowerTerm(a, x) * continuedFraction(a, x)
  return { lower: 1 - upper, upper }
}

/** x^a e^-x / Gamma(a) for a and x above 0, without the cancellation that a log x - x has for large a near x. */
export function gammaPowerTerm(a: number, x: number): number {
  if (a < 12) {
    if (x < 700 && x > 1e-20) return (x ** a * Math.exp(-x)) / gammaOfSmall(a)
    return Math.exp(a * Math.log(x) - x - logGamma(a))
  }
  const ratio = (x - a) / a
  const near = Math.abs(ratio) < 0.5
  const exponent = near ? a * logOnePlusMinus(ratio) : a * Math.log(x / a) + a - x
  return Math.exp(exponent - stirlingCorrection(a)) * Math.sqrt(a / (2 * Math.PI))
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

/** Q for a < 1 and x < a + 1: 1 - u (1 + s) = -(u - 1) - u s with u = x^a / Gamma(1 + a), s = a sum (-x)^n / ((a+n) n!). */
function upperOfSmallShape(a: number, x: number): number {
  let power = 1
  let sum = 0
  for (let n = 1; n < TERMS_MAX; n++) {
    power *= -x / n
    sum += power / (a + n)
    if (Math.abs(power) < Number.EPSILON * 0.1 * Math.abs(sum)) break
  }
  const logU = a * Math.log(x) - (a < 0.5 ? logGammaOnePlus(a) : logGamma(1 + a))
  return -Math.expm1(logU) - Math.exp(logU) * a * sum
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
