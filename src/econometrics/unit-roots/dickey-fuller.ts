import { factorCholesky } from '../../math/cholesky.ts'
import { elementOf, matrixFromColumns } from '../../math/matrix.ts'
import { available, unavailable, type Outcome } from '../../math/outcome.ts'
import { applyQTransposed, dependentColumn, factorQr } from '../../math/qr.ts'
import { laggedMoments, leavesEnough, movedBack } from './lagged-moments.ts'
import { regressionColumns } from '../regression/regression-columns.ts'
import { type Trend, trendColumnCount, trendColumns } from '../trend.ts'

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
 * on all rows the lags leave. The level is the last column, so that its t value is the last projection over the
 * residual deviation: no inverse is formed. From cross-moments where they are well conditioned, else by QR.
 */
export function dickeyFuller(
  series: Float64Array,
  trend: Trend,
  lags: number,
): Outcome<DickeyFuller, DickeyFullerFault> {
  const fast = dickeyFullerByMoments(series, trend, lags)
  return fast === undefined ? dickeyFullerByQr(series, trend, lags) : available(fast)
}

export function dickeyFullerByQr(
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

/** What every column must keep of its square for the moments to be good to twelve digits. */
const leftoverMin = 0.01

/** The same from moments; undefined where a column is made up by others to 99 %, or y fitted to 99 %. */
export function dickeyFullerByMoments(
  series: Float64Array,
  trend: Trend,
  lags: number,
): DickeyFuller | undefined {
  const columnCount = trendColumnCount(trend) + 1 + lags
  const moments = movedBack(
    laggedMoments(series, trend, lags),
    columnCount - 1 - lags,
    columnCount - 1,
  )
  const factored = factorCholesky(moments)
  if (factored.kind === 'unavailable') return undefined
  if (!leavesEnough(factored.value, moments, leftoverMin)) return undefined
  const observations = series.length - 1 - lags
  const y = columnCount
  const deviation = elementOf(factored.value, y, y) / Math.sqrt(observations - columnCount)
  return { statistic: elementOf(factored.value, y, y - 1) / deviation, observations }
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
