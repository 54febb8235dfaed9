// Trapezoidal rule of step 1/2 on erfc's integral: its error is exp(-4 pi^2), 7e-18, whatever x.
const STEP = 0.5
// exp(-(13 / 2)^2) = 4e-19: the first weight left out.
const weights = Array.from({ length: 12 }, (_, k) => Math.exp(-((STEP * (k + 1)) ** 2)))
// From here on the pole's correction is below a double's digits (2e-16 of the value at 6, less beyond).
const POLE_UNTIL = 6
// Below it the series of positive terms, above it the rule: near 0 the rule's two parts cancel.
const SERIES_UNTIL = 0.75
const SERIES_TERMS_MAX = 40

/**
 * erf(x) = 2 / sqrt(pi) integral_0^x e^(-t^2) dt.
 *
 * @returns -1 and 1 at the infinities, NaN for NaN; odd in x
 * Series of positive terms near 0 (DLMF 7.6.2), 1 - erfc beyond. Checked against mpmath: fixtures/math.
 *
 * @example
 * erf(0.5) // => 0.5205
 */
export function erf(x: number): number {
  if (Math.abs(x) <= SERIES_UNTIL) return erfSeries(x)
  return x < 0 ? erfc(-x) - 1 : 1 - erfc(x)
}

/**
 * erfc(x) = 1 - erf(x), to full relative accuracy in the right tail until it vanishes near 27.2.
 *
 * @returns 2 and 0 at the infinities, NaN for NaN. Checked against mpmath: fixtures/math.
 *
 * @example
 * erfc(3) // => 0.0000220905
 */
export function erfc(x: number): number {
  if (x < SERIES_UNTIL) return x < -SERIES_UNTIL ? 2 - erfc(-x) : 1 - erfSeries(x)
  return exponentialOfSquare(x, 1) * erfcScaled(x)
}

/**
 * e^(x^2) erfc(x) for x of 0.75 and more: what is left of the tail when its exponential is taken out.
 *
 *   h x / pi [1 / x^2 + 2 sum_k e^(-h^2 k^2) / (h^2 k^2 + x^2)] - 2 e^(x^2) / (e^(2 pi x / h) - 1),  h = 1/2
 *
 * @returns NaN for x below 0.75. Source: Chiarella and Reichel (1968), equation 3; Hunter and Regan (1972).
 *
 * @example
 * erfcScaled(30) // => 0.0187959
 */
export function erfcScaled(x: number): number {
  if (!(x >= SERIES_UNTIL)) return Number.NaN
  let sum = 0
  for (let k = weights.length; k >= 1; k--) {
    sum += weights[k - 1]! / (1 + ((STEP * k) / x) ** 2) // smallest first
  }
  const rule = ((STEP / Math.PI) * (1 + 2 * sum)) / x
  if (x >= POLE_UNTIL) return rule
  return rule - (2 * Math.exp(x * x)) / Math.expm1((2 * Math.PI * x) / STEP)
}

// e^(-100^2 / 2) is far below the smallest double.
const VANISHED_FROM = 100

/**
 * e^(-share x^2), share 1/2 or 1 (or, below their overflow, their negatives), without the digits that rounding x^2 costs (300
 * units in the last place at x = 26): the square of x rounded to sixteenths is exact, and the rest is small.
 */
export function exponentialOfSquare(x: number, share: number): number {
  if (Math.abs(x) > VANISHED_FROM) return 0
  const coarse = Math.round(x * 16) / 16
  return Math.exp(-share * coarse * coarse) * Math.exp(-share * (x - coarse) * (x + coarse))
}

function erfSeries(x: number): number {
  const square = x * x
  let term = 1
  let sum = 1
  for (let n = 1; n < SERIES_TERMS_MAX; n++) {
    term *= square / (n + 0.5)
    sum += term
    if (term < Number.EPSILON * 0.1) break
  }
  return (2 / Math.sqrt(Math.PI)) * x * Math.exp(-square) * sum
}
