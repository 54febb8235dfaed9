/**
 * The long-run variance of a series with mean zero, after Newey and West:
 *
 *   s^2 = g(0) + 2 sum_{i=1..lags} (1 - i / (lags + 1)) g(i),   g(i) = (1/n) sum_t e_t e_{t-i}
 *
 * values: e, length n >= 1, already centred. lags: whole, 0 <= lags < n. Never negative with these weights.
 * Cost: n x lags. Source: Newey and West (1987), Econometrica 55, 703-708, equation 5. Checked through KPSS and
 * Phillips-Perron against statsmodels 0.15.0 and arch 8.0.0.
 *
 * @example bartlettLongRunVariance(residuals, 12)
 */
export function bartlettLongRunVariance(values: Float64Array, lags: number): number {
  let variance = autocovariance(values, 0)
  for (let lag = 1; lag <= lags; lag++) {
    variance += 2 * (1 - lag / (lags + 1)) * autocovariance(values, lag)
  }
  return variance
}

/** (1/n) sum_t e_t e_{t-lag} of a series with mean zero. */
export function autocovariance(values: Float64Array, lag: number): number {
  let sum = 0
  for (let t = lag; t < values.length; t++) sum += values[t]! * values[t - lag]!
  return sum / values.length
}
