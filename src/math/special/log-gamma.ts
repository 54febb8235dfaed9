// Bernoulli numbers over 2k (2k - 1): the coefficients of Stirling's series in 1/x, 1/x^3, ...
const stirling = [
  1 / 12,
  -1 / 360,
  1 / 1_260,
  -1 / 1_680,
  1 / 1_188,
  -691 / 360_360,
  1 / 156,
  -3_617 / 122_400,
]

// From here on eight terms of the series are below one unit in the last place.
const SERIES_FROM = 12

// zeta(k) - 1 for k = 2, 3, ...: the Taylor coefficients of log Gamma around 2, times (-1)^k k. At |z| = 1/2 each term
// is a quarter of the one before; the last is 3e-20. By mpmath.zeta, 40 digits.
const zetaLessOne = [
  0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993,
  0.01734306198444914, 0.008349277381922827, 0.00407735619794434, 0.0020083928260822143,
  0.0009945751278180853, 0.0004941886041194645, 0.0002460865533080483, 0.00012271334757848915,
  6.124813505870483e-5, 3.058823630702049e-5, 1.528225940865187e-5, 7.637197637899763e-6,
  3.81729326499984e-6, 1.908212716553939e-6, 9.539620338727962e-7, 4.769329867878064e-7,
  2.38450502727733e-7, 1.1921992596531106e-7, 5.960818905125948e-8, 2.980350351465228e-8,
  1.4901554828365043e-8, 7.45071178983543e-9, 3.725334024788457e-9, 1.862659723513049e-9,
]
// 1 - Euler's constant: the slope of log Gamma at 2.
const SLOPE_AT_TWO = 0.42278433509846713

/**
 * Natural logarithm of |Gamma(x)|, to full relative accuracy for x > 0, its zeros at 1 and 2 included.
 *
 *   log Gamma(2 + z) = (1 - gamma) z + sum_k (-1)^k (zeta(k) - 1) z^k / k,                  |z| <= 1/2
 *   log Gamma(x) = (x - 1/2) log x - x + log(2 pi)/2 + 1/(12 x) - 1/(360 x^3) + ...,       x >= 12
 *   Gamma(x + 1) = x Gamma(x) leads everything between to the first.
 *
 * @returns Infinity at 0 and the negative integers; NaN for NaN; by reflection for other negative x, accurate there
 *   relative to max(1, |value|) only
 * Source: Abramowitz and Stegun 6.1.33, 6.1.40, 6.1.17. Checked against mpmath: fixtures/math.
 *
 * @example
 * logGamma(10.5) // => 13.9406
 */
export function logGamma(x: number): number {
  if (Number.isNaN(x)) return Number.NaN
  if (x === Infinity) return Infinity
  if (x <= 0) {
    if (Number.isInteger(x)) return Infinity
    return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * (x - Math.round(x))))) - logGamma(1 - x)
  }
  if (x >= SERIES_FROM) return stirlingSeries(x)
  if (x < 0.5) return logGammaOnePlus(x) - Math.log(x)
  if (x < 1.5) return logGammaOnePlus(x - 1)
  const { product, rest } = shiftToTwo(x)
  return Math.log(product) + logGammaTwoPlus(rest)
}

/** log Gamma(1 + z) for |z| <= 1/2, to full relative accuracy down to the smallest z. */
export function logGammaOnePlus(z: number): number {
  return logGammaTwoPlus(z) - Math.log1p(z)
}

/**
 * Gamma(x) for 0 < x < 12: where a product is worth more digits than the exponential of a logarithm.
 *
 * @returns NaN outside; Infinity below 6e-309, where it overflows
 */
export function gammaOfSmall(x: number): number {
  if (!(x > 0 && x < SERIES_FROM)) return Number.NaN
  if (x < 0.5) return Math.exp(logGammaOnePlus(x)) / x
  if (x < 1.5) return Math.exp(logGammaOnePlus(x - 1))
  const { product, rest } = shiftToTwo(x)
  return product * Math.exp(logGammaTwoPlus(rest))
}

/** Gamma(x) = product Gamma(2 + rest), |rest| <= 1/2, for x of 1.5 and more. */
function shiftToTwo(x: number): { readonly product: number; readonly rest: number } {
  let product = 1
  let shifted = x
  while (shifted >= 2.5) product *= --shifted // at most ten times, for x is below 12
  return { product, rest: shifted - 2 }
}

function logGammaTwoPlus(z: number): number {
  let sum = 0
  for (let k = zetaLessOne.length + 1; k >= 2; k--) sum = z * (zetaLessOne[k - 2]! / k - sum)
  return z * (SLOPE_AT_TWO + sum)
}

function stirlingSeries(x: number): number {
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + stirlingCorrection(x)
}

/** What Stirling's formula leaves over: log Gamma(x) - [(x - 1/2) log x - x + log(2 pi)/2], for x of 12 and more. */
export function stirlingCorrection(x: number): number {
  const inverseSquare = 1 / (x * x)
  let power = 1 / x
  let sum = 0
  for (const coefficient of stirling) {
    sum += coefficient * power
    power *= inverseSquare
  }
  return sum
}
