import { gammaOfSmall, logGamma, stirlingCorrection } from './log-gamma.ts'
import { logOnePlusMinus } from './log-one-plus.ts'

// The fraction needs about sqrt(max(a, b)) terms at its slowest, near x = a / (a + b).
const TERMS_MAX = 100_000
/** The largest parameter those terms reach. */
export const betaParameterMax = 1e9
/** Below it 1 / a overflows. */
export const betaParameterMin = 1e-300
const TINY = 1e-300
// Stirling's series serves from here on.
const LARGE_FROM = 12

/** Both halves of the regularised incomplete beta function. */
export interface IncompleteBeta {
  /** I_x(a, b). */
  readonly lower: number
  /** 1 - I_x(a, b) = I_(1-x)(b, a). */
  readonly upper: number
}

/**
 * Regularised incomplete beta functions.
 *
 *   I_x(a, b) = 1 / B(a, b) integral_0^x t^(a-1) (1-t)^(b-1) dt
 *
 * @param x          in [0, 1]
 * @param complement 1 - x, from the caller: near x = 1 it cannot be had from x
 * @param a          from `betaParameterMin` to `betaParameterMax`
 * @param b          as a
 * @returns NaN on both outside that domain. The half beyond the mean is computed, the other is its complement: both
 *   keep their relative accuracy while a and b are above 0.1 or so
 * Source: DLMF 8.17.22 (continued fraction). Checked against mpmath: fixtures/math.
 *
 * @example
 * incompleteBeta(0.4, 0.6, 2, 3).lower // => 0.5248
 */
export function incompleteBeta(
  x: number,
  complement: number,
  a: number,
  b: number,
): IncompleteBeta {
  const inside = Math.min(a, b) >= betaParameterMin && Math.max(a, b) <= betaParameterMax
  if (!inside || !(x >= 0 && x <= 1)) return { lower: Number.NaN, upper: Number.NaN }
  if (x === 0) return { lower: 0, upper: 1 }
  if (complement === 0) return { lower: 1, upper: 0 }
  const term = betaPowerTerm(x, complement, a, b)
  if (x <= (a + 1) / (a + b + 2)) {
    const lower = term / continuedFraction(x, complement, a, b)
    return { lower, upper: 1 - lower }
  }
  const upper = term / continuedFraction(complement, x, b, a)
  return { lower: 1 - upper, upper }
}

/**
 * x^a y^b / B(a, b) with y = 1 - x: the size of everything here, free of the cancellation between log-gammas that grow
 * like a log a while the result is of order one.
 */
export function betaPowerTerm(x: number, y: number, a: number, b: number): number {
  if (a < b) return betaPowerTerm(y, x, b, a) // from here on b is the smaller
  if (b >= LARGE_FROM) {
    // Distance from the mean a / (a + b), scaled by a + b.
    const distance = x <= y ? (a + b) * x - a : b - (a + b) * y
    const exponent =
      a * logAgainstMean(distance / a, x * (1 + b / a)) +
      b * logAgainstMean(-distance / b, y * (1 + a / b))
    const correction = stirlingCorrection(a) + stirlingCorrection(b) - stirlingCorrection(a + b)
    return Math.sqrt(b / (2 * Math.PI * (1 + b / a))) * Math.exp(exponent - correction)
  }
  if (a < LARGE_FROM) {
    const logarithm = a * Math.log(x) + b * Math.log(y)
    if (logarithm < -600) return Math.exp(logarithm - logBeta(a, b))
    const gammas = a + b < LARGE_FROM ? gammaOfSmall(a + b) : Math.exp(logGamma(a + b))
    return (powerOf(x, y, a) * powerOf(y, x, b) * (gammas / gammaOfSmall(a))) / gammaOfSmall(b)
  }
  // a large, b small: Gamma(a + b) / Gamma(a) = (a + b)^b times what is near one.
  const exponent = a * logOf(x, y) + logGammaRatio(a, b) + b * Math.log(y)
  return Math.exp(exponent) / gammaOfSmall(b)
}

/**
 * log B(a, b) = log Gamma(a) + log Gamma(b) - log Gamma(a + b), for a and b above 0.
 *
 * @example
 * logBeta(2, 3) // => -2.48491
 */
export function logBeta(a: number, b: number): number {
  const small = Math.min(a, b)
  const large = Math.max(a, b)
  if (large < LARGE_FROM) return logGamma(small) + (logGamma(large) - logGamma(a + b))
  if (small < LARGE_FROM) return logGamma(small) - logGammaRatio(large, small)
  const ratio = small / large
  const stirling = stirlingCorrection(small) + stirlingCorrection(large) - stirlingCorrection(a + b)
  return (
    (small - 0.5) * Math.log(ratio / (1 + ratio)) -
    (large - 0.5) * Math.log1p(ratio) +
    0.5 * Math.log((2 * Math.PI) / (a + b)) +
    stirling
  )
}

/** log(Gamma(a + b) / Gamma(a)) for a of 12 and more. */
function logGammaRatio(a: number, b: number): number {
  return (
    (a - 0.5) * Math.log1p(b / a) +
    b * Math.log(a + b) -
    b +
    stirlingCorrection(a + b) -
    stirlingCorrection(a)
  )
}

/** log(1 + r) - r, where 1 + r is also given as a product: that has the digits when r is near -1. */
function logAgainstMean(r: number, onePlus: number): number {
  return r < -0.5 ? Math.log(onePlus) - r : logOnePlusMinus(r)
}

/** log x, by its complement where that is the small one. */
function logOf(x: number, complement: number): number {
  return complement < 0.5 ? Math.log1p(-complement) : Math.log(x)
}

function powerOf(x: number, complement: number, exponent: number): number {
  return complement < 0.01 ? Math.exp(exponent * Math.log1p(-complement)) : x ** exponent
}

/**
 * The even part of DLMF 8.17.22, b0 + a1 / (b1 + a2 / (b2 + ...)), by Lentz's method. Half the terms of the whole
 * fraction, and x enters through its distance from the mean: there the whole one loses four digits at a = 10,000.
 */
function continuedFraction(x: number, y: number, a: number, b: number): number {
  const distance = x <= y ? a - (a + b) * x : (a + b) * y - b
  let fraction = nonZero((a * (distance + 1)) / (a + 1))
  let c = fraction
  let d = 0
  for (let m = 1; m < TERMS_MAX; m++) {
    const odd = a + 2 * m - 1
    const weight = m * (b - m) * x
    const numerator = ((a + m - 1) / odd) * ((a + b + m - 1) / odd) * weight * x
    const denominator = m + weight / odd + ((a + m) * (distance + 1 + m * (1 + y))) / (odd + 2)
    d = 1 / nonZero(denominator + numerator * d)
    c = nonZero(denominator + numerator / c)
    const step = c * d
    fraction *= step
    if (Math.abs(step - 1) <= Number.EPSILON) return fraction
  }
  return Number.NaN
}

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value
}
