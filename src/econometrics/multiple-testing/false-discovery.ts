/**
 * Benjamini-Hochberg adjusted p-values: rejecting those at or below q lets at most a share q of the rejections be
 * false, in expectation, where the tests are independent or positively dependent.
 *
 *   q_(i) = min over j >= i of  m p_(j) / j, at most 1;   p_(1) <= ... <= p_(m) sorted
 *
 * Null hypotheses: those of the m single tests.
 *
 * @param pValues in [0, 1], in any order. A NaN is a test that could not be made: it stays NaN and is not counted in
 *   m. (statsmodels' `multipletests` has no rule for NaN.)
 * @returns in the order given; empty for none. Ties get equal values.
 *
 * Cost: one sort. Source: Y. Benjamini, Y. Hochberg (1995), J. R. Stat. Soc. B 57, 289-300. Checked against
 * statsmodels 0.15.0 `multipletests` (fdr_bh).
 *
 * @example
 * Array.from(benjaminiHochberg(Float64Array.of(0.01, 0.04, 0.03))) // => [0.03,0.04,0.04]
 */
export function benjaminiHochberg(pValues: Float64Array): Float64Array {
  return stepUp(pValues, () => 1)
}

/**
 * Benjamini-Yekutieli adjusted p-values: the same guarantee under any dependence, at the price of the factor
 * 1 + 1/2 + ... + 1/m.
 *
 * Pairs of one universe share their series, so their tests depend on each other in no simple way: this one is always
 * valid there. NaN as above. Source: Y. Benjamini, D. Yekutieli (2001), Annals of Statistics 29, 1165-1188, theorem
 * 1.3. Checked against statsmodels 0.15.0 `multipletests` (fdr_by).
 *
 * @example
 * benjaminiYekutieli(Float64Array.of(0.01, 0.04, 0.03))[0] // => 0.055
 */
export function benjaminiYekutieli(pValues: Float64Array): Float64Array {
  return stepUp(pValues, harmonic)
}

function stepUp(pValues: Float64Array, factorOf: (tests: number) => number): Float64Array {
  const made = Array.from(pValues.keys()).filter((test) => !Number.isNaN(pValues[test]))
  const descending = made.toSorted((a, b) => pValues[b]! - pValues[a]!)
  const factor = factorOf(made.length)
  const adjusted = new Float64Array(pValues.length).fill(Number.NaN)
  let least = 1
  for (const [place, test] of descending.entries()) {
    // The quotient first: at least 1, so that no rounding puts the adjusted value below the p-value.
    const ratio = (made.length * factor) / (made.length - place)
    least = Math.min(least, ratio * pValues[test]!)
    adjusted[test] = least
  }
  return adjusted
}

function harmonic(count: number): number {
  let sum = 0
  for (let k = count; k >= 1; k--) sum += 1 / k
  return sum
}
