/**
 * Bonferroni adjusted p-values: rejecting those at or below alpha keeps the chance of even one false rejection at
 * alpha or below, under any dependence.
 *
 *   p'_i = min(1, m p_i)
 *
 * Null hypotheses: those of the m single tests. A NaN is a test that could not be made: it stays NaN and is not
 * counted in m. Empty for none. Source: C. E. Bonferroni (1936). Checked against statsmodels 0.15.0 `multipletests`.
 *
 * @param pValues in [0, 1], in any order
 *
 * @example
 * Array.from(bonferroni(Float64Array.of(0.01, 0.04, 0.5)))[1] // => 0.12
 */
export function bonferroni(pValues: Float64Array): Float64Array {
  const tests = pValues.filter((value) => !Number.isNaN(value)).length
  return pValues.map((value) => Math.min(1, tests * value))
}

/**
 * Holm's adjusted p-values: Bonferroni's guarantee, and never larger.
 *
 *   p'_(i) = max over j <= i of  min(1, (m - j + 1) p_(j));   p_(1) <= ... <= p_(m) sorted
 *
 * NaN and emptiness as in `bonferroni`; ties get equal values. Cost: one sort. Source: S. Holm (1979), Scandinavian
 * Journal of Statistics 6, 65-70. Checked against statsmodels 0.15.0 `multipletests` (holm).
 *
 * @param pValues in [0, 1], in any order
 *
 * @example
 * Array.from(holm(Float64Array.of(0.01, 0.04, 0.5)))[1] // => 0.08
 */
export function holm(pValues: Float64Array): Float64Array {
  const made = Array.from(pValues.keys()).filter((test) => !Number.isNaN(pValues[test]))
  const ascending = made.toSorted((a, b) => pValues[a]! - pValues[b]!)
  const adjusted = new Float64Array(pValues.length).fill(Number.NaN)
  let largest = 0
  for (const [place, test] of ascending.entries()) {
    largest = Math.max(largest, Math.min(1, (made.length - place) * pValues[test]!))
    adjusted[test] = largest
  }
  return adjusted
}
