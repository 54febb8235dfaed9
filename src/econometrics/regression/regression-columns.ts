/** The pieces of the regression: dx_t, x_{t-1} and dx_{t-1} .. dx_{t-lags}, on the rows t that have them all. */
export function regressionColumns(
  series: Float64Array,
  lags: number,
): {
  readonly change: Float64Array
  readonly level: Float64Array
  readonly laggedChanges: readonly Float64Array[]
} {
  const changes = new Float64Array(series.length - 1)
  for (let t = 0; t < changes.length; t++) changes[t] = series[t + 1]! - series[t]!
  const rows = changes.length - lags
  return {
    change: changes.subarray(lags),
    level: series.subarray(lags, lags + rows),
    laggedChanges: Array.from({ length: lags }, (_, k) =>
      changes.subarray(lags - k - 1, lags - k - 1 + rows),
    ),
  }
}
