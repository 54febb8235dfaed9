/**
 * The statistic of Durbin and Watson: the memory residuals have from one row to the next.
 *
 *   d = sum_{t=2..n} (e_t - e_{t-1})^2 / sum_t e_t^2,   about 2 (1 - r_1)
 *
 * residuals: e of a regression, any length. 2 where there is no memory, 0 where each repeats the last, 4 where each
 * undoes it. Its null hypothesis, no first-order autocorrelation, has a law that depends on the columns: read it as a
 * number, and test with Ljung-Box. NaN for none or all zero. Cost n. Source: Durbin and Watson (1950), Biometrika 37,
 * 409-428. Checked against statsmodels 0.15.0 `durbin_watson`.
 *
 * @example
 * durbinWatson(Float64Array.of(1, -1, 1, -1)) // => 3
 */
export function durbinWatson(residuals: Float64Array): number {
  let changes = 0
  let squares = 0
  for (let t = 0; t < residuals.length; t++) {
    squares += residuals[t]! ** 2
    if (t > 0) changes += (residuals[t]! - residuals[t - 1]!) ** 2
  }
  return changes / squares
}
