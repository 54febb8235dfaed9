/**
 * Sum of a series with the rounding of each addition carried along: as exact as if summed in twice the precision.
 *
 * @returns 0 for none; NaN and infinities as plain addition would give them
 * Error eps |sum| + n eps^2 sum |x|, where a plain loop has n eps sum |x|. Source: Neumaier (1974), algorithm IV.
 *
 * @example
 * sumOf(Float64Array.of(1e16, 1, -1e16)) // => 1
 */
export function sumOf(values: Iterable<number>): number {
  let sum = 0
  let lost = 0
  for (const value of values) {
    const next = sum + value
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum
    sum = next
  }
  return Number.isFinite(sum) ? sum + lost : sum
}
