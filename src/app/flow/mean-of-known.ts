/**
 * The mean of what is known of a column, NaN where nothing is.
 *
 * @example
 * meanOfKnown(Float64Array.of(1, NaN, 3)) // => 2
 */
export function meanOfKnown(column: Float64Array): number {
  let sum = 0
  let count = 0
  for (const value of column) {
    if (!Number.isFinite(value)) continue
    sum += value
    count++
  }
  return sum / count
}
