import { available, type Outcome } from '../../math/outcome.ts'
import type { DickeyFullerFault } from './dickey-fuller.ts'
import { nestedByMoments, nestedByQr, type NestedRegressions } from './nested-regressions.ts'
import { type Trend, trendColumnCount } from '../trend.ts'

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
  return Math.min(longestLags(rows, trend), schwertLags(rows))
}

/** ceil(12 (rows / 100)^(1/4)). */
export function schwertLags(rows: number): number {
  return Math.ceil(12 * (rows / 100) ** 0.25)
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
  /** What the variance behind the last lag's t value is divided by: rows less columns (default), or rows (arch). */
  readonly variancePer?: VariancePer
}

type VariancePer = 'degree-of-freedom' | 'row'

/**
 * The lag order of an augmented Dickey-Fuller regression, all candidates judged on the same rows.
 *
 * The candidates are nested, so one factorisation serves them all instead of one regression each (38 at n = 8,760).
 * It is made of cross-moments first; where those are badly conditioned, or decide by so little that their rounding
 * could matter, the QR decides.
 *
 * Ties go to the shorter order. Checked against its twin, one regression a lag, and against statsmodels 0.15.0.
 */
export function lagOrder(
  series: Float64Array,
  { trend, criterion, maxLags, variancePer }: LagSearch,
): Outcome<number, DickeyFullerFault> {
  const fast = nestedByMoments(series, trend, maxLags)
  if (fast !== undefined) {
    const { lags, margin } = decideLags(fast, criterion, variancePer)
    if (margin > lagMarginMin) return available(lags)
  }
  const careful = nestedByQr(series, trend, maxLags)
  if (careful.kind === 'unavailable') return careful
  return available(decideLags(careful.value, criterion, variancePer).lags)
}

/**
 * What must lie between the chosen order and its nearest rival, in units of the criterion (or of t). Moments are good
 * to 1e-9 of a sum of squares, 1e-5 of a criterion at 10,000 rows; differences are of order 1.
 */
export const lagMarginMin = 1e-4

export interface LagDecision {
  readonly lags: number
  readonly margin: number
}

/** The order a criterion chooses among nested regressions, and by how much. */
export function decideLags(
  nested: NestedRegressions,
  criterion: LagCriterion,
  variancePer: VariancePer = 'degree-of-freedom',
): LagDecision {
  return criterion === 'tstat'
    ? lastTelling(nested, variancePer)
    : leastCriterion(nested, criterion)
}

/** The longest order whose last lag has |t| >= 1.645; 0 where none has. */
function lastTelling(
  { rows, shortest, maxLags, projections, residuals }: NestedRegressions,
  variancePer: VariancePer,
): LagDecision {
  let margin = Infinity
  for (let lags = maxLags; lags > 0; lags--) {
    const count = shortest + lags
    const divisor = variancePer === 'row' ? rows : rows - count
    const deviation = Math.sqrt(residuals[count]! / divisor)
    const beyond = Math.abs(projections[count - 1]!) / deviation - lastLagTValueMin
    margin = Math.min(margin, Math.abs(beyond))
    if (beyond >= 0) return { lags, margin }
  }
  return { lags: 0, margin }
}

/** The order with the least n ln(SSR / n) + penalty: AIC and BIC but for what all orders have in common. */
function leastCriterion(
  { rows, shortest, maxLags, residuals }: NestedRegressions,
  criterion: 'aic' | 'bic',
): LagDecision {
  const penalty = criterion === 'aic' ? 2 : Math.log(rows)
  let best = 0
  let least = Infinity
  let second = Infinity
  for (let lags = 0; lags <= maxLags; lags++) {
    const value = rows * Math.log(residuals[shortest + lags]! / rows) + penalty * lags
    if (value < least) {
      second = least
      least = value
      best = lags
    } else {
      second = Math.min(second, value)
    }
  }
  return { lags: best, margin: second - least }
}
