/**
 * The slope of log Gamma at x > 0.
 *
 *   digamma(x) = digamma(x + 1) - 1/x,   digamma(x) ~ log x - 1/(2x) - 1/(12 x^2) + 1/(120 x^4) - ...   for x >= 10
 *
 * Accurate to 1e-15 absolute. Source: Abramowitz and Stegun 6.3.5 and 6.3.18. Checked against differences of
 * `logGamma` and digamma(1) = -0.5772156649015329, digamma(1/2) = digamma(1) - 2 log 2.
 */
export function digamma(x: number): number {
  let shift = 0
  let y = x
  while (y < 10) {
    shift += 1 / y
    y++
  }
  const w = 1 / (y * y)
  const tail =
    w *
    (1 / 12 - w * (1 / 120 - w * (1 / 252 - w * (1 / 240 - w * (1 / 132 - w * (691 / 32_760))))))
  return Math.log(y) - 0.5 / y - tail - shift
}
