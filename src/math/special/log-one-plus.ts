// With s <= 1/3 each term is a ninth of the one before.
const TERMS_MAX = 40

/**
 * log(1 + r) - r, without the cancellation of the two for small r: what exponents like a log(x / a) - (x - a) become
 * near x = a.
 *
 *   s = r / (2 + r):  -2 s^2 / (1 - s) + 2 (s^3 / 3 + s^5 / 5 + ...)  for -0.5 <= r <= 1
 *
 * @param r above -1; NaN below, -Infinity at -1
 * Source: Abramowitz and Stegun 4.1.27 for log((1 + s) / (1 - s)). Checked against mpmath: fixtures/math.
 */
export function logOnePlusMinus(r: number): number {
  if (!(r >= -0.5 && r <= 1)) return Math.log1p(r) - r
  const s = r / (2 + r)
  const square = s * s
  let power = s * square
  let sum = 0
  for (let n = 3; n < 2 * TERMS_MAX; n += 2) {
    const term = power / n
    sum += term
    if (Math.abs(term) <= Math.abs(sum) * Number.EPSILON * 0.1) break
    power *= square
  }
  return 2 * sum - (2 * square) / (1 - s)
}
