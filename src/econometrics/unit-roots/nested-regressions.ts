import { factorCholesky } from '../../math/cholesky.ts'
import { matrixFromColumns } from '../../math/matrix.ts'
import { available, type Outcome } from '../../math/outcome.ts'
import { applyQTransposed, dependentColumn, factorQr } from '../../math/qr.ts'
import {
  dependentLags,
  type DickeyFullerFault,
  isPerfect,
  perfectFit,
  tailSumsOfSquares,
} from './dickey-fuller.ts'
import { laggedMoments, leavesEnough } from './lagged-moments.ts'
import { regressionColumns } from '../regression/regression-columns.ts'
import { type Trend, trendColumns } from '../trend.ts'

/** The Dickey-Fuller regressions of 0 to maxLags lags on one sample, columns in the order deterministic, level, lags. */
export interface NestedRegressions {
  readonly rows: number
  /** Columns of the regression without lags. */
  readonly shortest: number
  readonly maxLags: number
  /** Entry k: what the k-th column adds to the fit on those before it; its t value but for the residual deviation. */
  readonly projections: Float64Array
  /** Entry k: residual sum of squares on the first k columns. */
  readonly residuals: Float64Array
}

/**
 * All of them from one QR of the longest: the projections are the entries of Q'y, and the residual sum of squares on
 * the first k columns is the sum of the squares of Q'y from entry k on. Cost 2 rows (maxLags + 2)^2.
 */
export function nestedByQr(
  series: Float64Array,
  trend: Trend,
  maxLags: number,
): Outcome<NestedRegressions, DickeyFullerFault> {
  const { change, level, laggedChanges } = regressionColumns(series, maxLags)
  const columns = [...trendColumns(trend, change.length), level, ...laggedChanges]
  const factor = factorQr(matrixFromColumns(columns))
  if (dependentColumn(factor) !== undefined) return dependentLags(maxLags)
  const projections = applyQTransposed(factor, change)
  const residuals = tailSumsOfSquares(projections)
  if (isPerfect(residuals[columns.length]!, residuals[0]!)) return perfectFit(maxLags)
  const shortest = columns.length - maxLags
  return available({ rows: change.length, shortest, maxLags, projections, residuals })
}

/**
 * The share of a column's square that the columns before it must leave, and of y's that all must leave: at 1e-6 the
 * moments still give residual sums of squares to nine digits.
 */
const leftoverMin = 1e-6

/**
 * The same from cross-moments: one Cholesky factor of them, y last, holds the projections in its last row.
 *
 * Cost 3 rows (maxLags + 2): at 8,760 rows and 37 lags 27 times less than the QR (lag-order.bench.ts). Moments square
 * the condition, so there is no answer (undefined) where a column is nearly made up by others or y nearly fitted: the
 * QR is for those.
 */
export function nestedByMoments(
  series: Float64Array,
  trend: Trend,
  maxLags: number,
): NestedRegressions | undefined {
  const moments = laggedMoments(series, trend, maxLags)
  const factored = factorCholesky(moments)
  if (factored.kind === 'unavailable') return undefined
  if (!leavesEnough(factored.value, moments, leftoverMin)) return undefined
  const size = moments.rows
  const projections = Float64Array.from(
    { length: size },
    (_, k) => factored.value.data[k * size + size - 1]!,
  )
  return {
    rows: series.length - 1 - maxLags,
    shortest: size - 1 - maxLags,
    maxLags,
    projections,
    residuals: tailSumsOfSquares(projections),
  }
}
