import { matrixFromColumns } from '../math/matrix.ts'
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
import { type Trend, trendColumnCount, trendColumns } from './trend.ts'

/** Akaike, Schwarz, or dropping lags until the last one has |t| >= 1.645. */
export type LagCriterion = 'aic' | 'bic' | 'tstat'

/** The 95 % point of the normal distribution, which the t rule asks of the last lag. */
const lastLagTValueMin = 1.6448536269514722

/**
 * The longest lag order tried: Schwert's 12 (rows / 100)^(1/4), rounded up, but never so long that fewer rows than
 * parameters are left; negative where the series is too short for any.
 *
 * Source: G. W. Schwert (1989), J. Business & Economic Statistics 7, 147-160, with the bound of statsmodels 0.15.0.
 */
export function defaultMaxLags(rows: number, trend: Trend): number {
  return Math.min(longestLags(rows, trend), Math.ceil(12 * (rows / 100) ** 0.25))
}

/** The largest lag order the rows allow. */
export function longestLags(rows: number, trend: Trend): number {
  return Math.floor(rows / 2) - trendColumnCount(trend) - 1
}

/** Which lags are weighed, and how. */
export interface LagSearch {
  readonly trend: Trend
  readonly criterion: LagCriterion
  readonly maxLags: number
}

/**
 * The lag order of an augmented Dickey-Fuller regression, all candidates judged on the same rows.
 *
 * One QR of the longest regression serves all shorter ones, since they are nested: with the columns in the order
 * deterministic, level, first lag, ..., last lag, the residual sum of squares on the first k columns is the sum of the
 * squares of Q'y from entry k on, and the t value of the k-th of them is entry k-1 over that model's residual
 * deviation. So the search costs one regression instead of maxLags + 1 (38 of them at n = 8,760).
 *
 * Ties go to the shorter order. Checked against its twin, one regression a lag, and against statsmodels 0.15.0.
 */
export function lagOrder(
  series: Float64Array,
  { trend, criterion, maxLags }: LagSearch,
): Outcome<number, DickeyFullerFault> {
  const { change, level, laggedChanges } = regressionColumns(series, maxLags)
  const columns = [...trendColumns(trend, change.length), level, ...laggedChanges]
  const factor = factorQr(matrixFromColumns(columns))
  if (dependentColumn(factor) !== undefined) return dependentLags(maxLags)
  const rotated = applyQTransposed(factor, change)
  const residuals = tailSumsOfSquares(rotated)
  if (isPerfect(residuals[columns.length]!, residuals[0]!)) return perfectFit(maxLags)
  const models = { rotated, residuals, shortest: columns.length - maxLags, maxLags }
  return available(criterion === 'tstat' ? lastTelling(models) : leastCriterion(models, criterion))
}

/** All the nested regressions in two vectors. */
interface NestedModels {
  /** Q'y. */
  readonly rotated: Float64Array
  /** Entry k: residual sum of squares on the first k columns. */
  readonly residuals: Float64Array
  /** Columns of the regression without lags. */
  readonly shortest: number
  readonly maxLags: number
}

/** The longest order whose last lag has |t| >= 1.645; 0 where none has. */
function lastTelling({ rotated, residuals, shortest, maxLags }: NestedModels): number {
  for (let lags = maxLags; lags > 0; lags--) {
    const count = shortest + lags
    const deviation = Math.sqrt(residuals[count]! / (rotated.length - count))
    if (Math.abs(rotated[count - 1]!) >= lastLagTValueMin * deviation) return lags
  }
  return 0
}

/** The order with the least n ln(SSR / n) + penalty: AIC and BIC but for what all orders have in common. */
function leastCriterion(
  { rotated, residuals, shortest, maxLags }: NestedModels,
  criterion: 'aic' | 'bic',
): number {
  const rows = rotated.length
  const penalty = criterion === 'aic' ? 2 : Math.log(rows)
  let best = 0
  let least = Infinity
  for (let lags = 0; lags <= maxLags; lags++) {
    const value = rows * Math.log(residuals[shortest + lags]! / rows) + penalty * lags
    if (value < least) {
      least = value
      best = lags
    }
  }
  return best
}
