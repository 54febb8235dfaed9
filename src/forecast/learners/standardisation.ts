/** Mean and scale of each column on training rows: plain data, kept with the model. */
export interface Standardisation {
  readonly means: readonly number[]
  /** Standard deviation over n; 1 of a constant column, whose standardised values are then 0. */
  readonly scales: readonly number[]
}

/**
 * Mean and standard deviation (over n) of each column.
 *
 * Two passes, so that a large mean costs no digits. Checked against numpy through the models that use it.
 *
 * @example
 * fitStandardisation([Float64Array.of(1, 3)]).scales[0] // => 1
 */
export function fitStandardisation(columns: readonly Float64Array[]): Standardisation {
  const means: number[] = []
  const scales: number[] = []
  for (const column of columns) {
    let sum = 0
    for (let k = 0; k < column.length; k++) sum += column[k]!
    const mean = sum / column.length
    let square = 0
    for (let k = 0; k < column.length; k++) square += (column[k]! - mean) ** 2
    const scale = Math.sqrt(square / column.length)
    means.push(mean)
    // Below the rounding of the mean there is nothing but rounding.
    scales.push(scale > 1e-13 * Math.abs(mean) ? scale : 1)
  }
  return { means, scales }
}

/**
 * Columns less their mean, over their scale.
 *
 * @example
 * standardise({ means: [2], scales: [4] }, [Float64Array.of(6)])[0][0] // => 1
 */
export function standardise(
  { means, scales }: Standardisation,
  columns: readonly Float64Array[],
): Float64Array[] {
  return columns.map((column, j) => {
    const mean = means[j]!
    const scale = scales[j]!
    const standardised = new Float64Array(column.length)
    for (let k = 0; k < column.length; k++) standardised[k] = (column[k]! - mean) / scale
    return standardised
  })
}
