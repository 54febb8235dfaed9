/** Why nothing can be estimated from a series. */
export interface SeriesFault {
  readonly reason: 'too-few-rows' | 'not-finite' | 'constant-series'
  readonly detail: string
}

/**
 * The first thing that is wrong with a series, or undefined: fewer than `rowsMin` rows, a value that is no finite
 * number, or the same value in every row.
 */
export function seriesFault(
  series: Float64Array,
  rowsMin: number,
  name = 'the series',
): SeriesFault | undefined {
  if (series.length < rowsMin) {
    return {
      reason: 'too-few-rows',
      detail: `${name} has ${series.length} rows, at least ${rowsMin} are needed`,
    }
  }
  let constant = true
  for (let row = 0; row < series.length; row++) {
    if (!Number.isFinite(series[row])) {
      return { reason: 'not-finite', detail: `${name} is ${series[row]} in row ${row + 1}` }
    }
    if (series[row] !== series[0]) constant = false
  }
  if (!constant) return undefined
  return { reason: 'constant-series', detail: `${name} is ${series[0]} in every row` }
}
