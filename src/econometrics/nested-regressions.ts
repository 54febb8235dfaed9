import { factorCholesky } from '../math/cholesky.ts'
import { columnOf, dot, matrixFromColumns, type Matrix, zeroMatrix } from '../math/matrix.ts'
import { available, type Outcome } from '../math/outcome.ts'
import { applyQTransposed, dependentColumn, factorQr } from '../math/qr.ts'
import {
  dependentLags,
  type DickeyFullerFault,
  isPerfect,
  perfectFit,
  regressionColumns,
  tailSumsOfSquares,
} from './dickey-fuller.ts'
import { type Trend, trendColumns } from './trend.ts'

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
 * The smallest share of a column's square that the columns before it may leave, and of y's that all may leave: at 1e-6
 * the moments still give residual sums of squares to nine digits.
 */
const leftoverMin = 1e-6

/**
 * The same from cross-moments: a lagged change is the change itself shifted by a row, so that the moments of the lags
 * follow from one row of them by adding and dropping the rows at the ends:
 *
 *   sum d_{t-i-1} d_{t-j-1} = sum d_{t-i} d_{t-j} + (row before the first) - (last row)
 *
 * One Cholesky factor of all moments, y last, holds the projections in its last row. Cost 3 rows (maxLags + 2): at
 * 8,760 rows and 37 lags 27 times less than the QR (lag-order.bench.ts). Moments square the condition, so there is no
 * answer (undefined) where a column is nearly made up by others or y nearly fitted: the QR is for those.
 */
export function nestedByMoments(
  series: Float64Array,
  trend: Trend,
  maxLags: number,
): NestedRegressions | undefined {
  const moments = crossMoments(series, trend, maxLags)
  const factored = factorCholesky(moments)
  if (factored.kind === 'unavailable') return undefined
  const size = moments.rows
  const factor = factored.value.data
  const projections = new Float64Array(size)
  for (let k = 0; k < size; k++) {
    if (factor[k * size + k]! ** 2 < leftoverMin * moments.data[k * size + k]!) return undefined
    projections[k] = factor[k * size + size - 1]!
  }
  return {
    rows: series.length - 1 - maxLags,
    shortest: size - 1 - maxLags,
    maxLags,
    projections,
    residuals: tailSumsOfSquares(projections),
  }
}

/** Lower triangle of the moments of (deterministic, level, lags, y) on the rows the longest order leaves. */
function crossMoments(series: Float64Array, trend: Trend, maxLags: number): Matrix {
  const { change, level, laggedChanges } = regressionColumns(series, maxLags)
  const leading = [...trendColumns(trend, change.length), level]
  const first = leading.length
  const size = first + maxLags + 1
  const moments = zeroMatrix(size, size)
  for (const [j, column] of leading.entries()) {
    const target = columnOf(moments, j)
    for (let i = j; i < first; i++) target[i] = dot(leading[i]!, column)
    for (let k = 0; k < maxLags; k++) target[first + k] = dot(laggedChanges[k]!, column)
    target[size - 1] = dot(change, column)
  }
  const lags = lagMoments(series, [change, ...laggedChanges])
  for (let j = 1; j <= maxLags; j++) {
    const target = columnOf(moments, first + j - 1)
    for (let i = j; i <= maxLags; i++) target[first + i - 1] = columnOf(lags, j)[i]!
    target[size - 1] = columnOf(lags, 0)[j]!
  }
  moments.data[size * size - 1] = lags.data[0]!
  return moments
}

/** Lower triangle of the moments of the change and its lags, each diagonal from its first entry. */
function lagMoments(series: Float64Array, columns: readonly Float64Array[]): Matrix {
  const size = columns.length
  const moments = zeroMatrix(size, size)
  const last = series.length - 1
  const changeAt = (t: number): number => series[t + 1]! - series[t]!
  for (let k = 0; k < size; k++) moments.data[k] = dot(columns[0]!, columns[k]!)
  for (let j = 1; j < size; j++) {
    const before = columnOf(moments, j - 1)
    const target = columnOf(moments, j)
    for (let i = j; i < size; i++) {
      target[i] =
        before[i - 1]! +
        changeAt(size - 1 - j) * changeAt(size - 1 - i) -
        changeAt(last - j) * changeAt(last - i)
    }
  }
  return moments
}
