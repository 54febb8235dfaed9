/**
 * The power of two that brings the largest absolute value of a series into [1, 2).
 *
 * Multiplying by it is exact and no statistic here depends on the unit, so it costs no digit and saves squares from
 * overflow (prices of 1e200) and underflow (1e-200). 1 for a series of zeros.
 */
export function unitScale(series: Float64Array): number {
  let largest = 0
  for (const value of series) largest = Math.max(largest, Math.abs(value))
  if (largest === 0) return 1
  // Beyond 2^1023 the power itself would overflow; a series of subnormals is brought as near to 1 as can be.
  return 2 ** Math.min(1023, -Math.floor(Math.log2(largest)))
}
