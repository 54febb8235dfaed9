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

/**
 * Natural logarithm of |Gamma(x)|.
 *
 *   log Gamma(x) = (x - 1/2) log x - x + log(2 pi)/2 + 1/(12 x) - 1/(360 x^3) + ...,  for large x;
 *   Gamma(x) = Gamma(x + n) / (x (x + 1) ... (x + n - 1)) carries small x there.
 *
 * @returns Infinity at 0 and the negative integers; NaN for NaN; by reflection for other negative x
 * Source: Abramowitz and Stegun 6.1.40, 6.1.17. Checked against mpmath: fixtures/math.
 */
export function logGamma(x: number): number {
  if (Number.isNaN(x)) return Number.NaN
  if (x === Infinity) return Infinity
  if (x <= 0) {
    if (Number.isInteger(x)) return Infinity
    return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * (x - Math.round(x))))) - logGamma(1 - x)
  }
  if (x === 1 || x === 2) return 0
  let product = 1
  let shifted = x
  while (shifted < SERIES_FROM) product *= shifted++
  return stirlingSeries(shifted) - Math.log(product)
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
