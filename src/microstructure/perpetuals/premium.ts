/**
 * Premium of a perpetual over what it follows (a spot mid, or the index), hundredths of a percent.
 *
 *   10,000 (perpetual / reference - 1)
 *
 * @returns NaN where either is not known or the reference is not positive
 * Both in one currency: against a spot market in another dollar this is the premium and the peg together.
 * Stateless: the column is this function on every row. Checked by hand.
 *
 * @example
 * premiumBps(100.05, 100) // => 5.00
 */
export function premiumBps(perpetual: number, reference: number): number {
  return reference > 0 ? 10_000 * (perpetual / reference - 1) : Number.NaN
}
