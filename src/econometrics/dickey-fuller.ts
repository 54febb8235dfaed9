import { matrixFromColumns } from '../math/matrix.ts'
import { available, unavailable, type Outcome } from '../math/outcome.ts'
import { applyQTransposed, dependentColumn, factorQr } from '../math/qr.ts'
import { type Trend, trendColumns } from './trend.ts'

/** The Dickey-Fuller t statistic of one regression. */
export interface DickeyFuller {
  /** t value of the lagged level. */
  readonly statistic: number
  /** Rows of the regression. */
  readonly observations: number
}

export type DickeyFullerFault = 'rank-deficient' | 'perfect-fit'

/**
 * The augmented Dickey-Fuller regression at a given lag order:
 *
 *   dx_t = deterministic + gamma x_{t-1} + sum_{i=1..lags} d_i dx_{t-i} + e_t,   statistic = gamma / se(gamma)
 *
 * on all rows the lags leave. The level is the last column, so that its t value is the last entry of Q'y over the
 * residual deviation: no inverse is formed.
 */
export function dickeyFuller(
  series: Float64Array,
  trend: Trend,
  lags: number,
): Outcome<DickeyFuller, DickeyFullerFault> {
  const { change, level, laggedChanges } = regressionColumns(series, lags)
  const columns = [...trendColumns(trend, change.length), ...laggedChanges, level]
  const factor = factorQr(matrixFromColumns(columns))
  if (dependentColumn(factor) !== undefined) return dependentLags(lags)
  const rotated = applyQTransposed(factor, change)
  const tails = tailSumsOfSquares(rotated)
  const residual = tails[columns.length]!
  if (isPerfect(residual, tails[0]!)) return perfectFit(lags)
  const deviation = Math.sqrt(residual / (change.length - columns.length))
  const last = columns.length - 1
  return available({
    // R's last pivot carries the sign of the reflection, which the coefficient is free of.
    statistic: (rotated[last]! * Math.sign(factor.diagonal[last]!)) / deviation,
    observations: change.length,
  })
}

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

/** Entry k: the sum of the squares from k to the end; of Q'y that is the residual sum of squares on the first k columns. */
export function tailSumsOfSquares(values: Float64Array): Float64Array {
  const tails = new Float64Array(values.length + 1)
  for (let k = values.length - 1; k >= 0; k--) tails[k] = tails[k + 1]! + values[k]! * values[k]!
  return tails
}

/** Residuals of 1e-13 of the data are rounding, not noise: a t value made of them means nothing. */
export function isPerfect(residualSumOfSquares: number, totalSumOfSquares: number): boolean {
  return residualSumOfSquares <= 1e-26 * totalSumOfSquares
}

export function perfectFit(lags: number): Outcome<never, 'perfect-fit'> {
  return unavailable(
    'perfect-fit',
    `the series follows its own past exactly (${lags} lags): there is no noise to test against`,
  )
}

export function dependentLags(lags: number): Outcome<never, 'rank-deficient'> {
  return unavailable(
    'rank-deficient',
    `the level, its ${lags} lagged changes and the deterministic terms depend linearly on each other`,
  )
}
