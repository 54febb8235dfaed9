import type { Outcome } from '../../math/outcome.ts'
import { leastSquares } from '../regression/least-squares.ts'
import { regressionColumns } from '../regression/regression-columns.ts'
import {
  dependentLags,
  type DickeyFuller,
  type DickeyFullerFault,
  isPerfect,
  perfectFit,
} from './dickey-fuller.ts'

/** What breaks once: the level (`c`), the slope (`t`) or both (`ct`). */
export type BreakTrend = 'c' | 't' | 'ct'

/** A Dickey-Fuller regression with a break. */
export interface BreakRegression {
  readonly trend: BreakTrend
  readonly lags: number
  /** The first row of the series whose level is broken; its slope for `t` alone breaks a row earlier. */
  readonly row: number
}

/**
 * The Dickey-Fuller regression with one break in its trend, by QR:
 *
 *   dx_t = a + b t + g x_{t-1} + [u 1(t >= row)] + [v ramp_t] + sum_{i=1..lags} d_i dx_{t-i} + e_t
 *
 * ramp_t = max(0, t - row + 1) for `ct`, one more for `t`; the statistic is the t value of g. No value where the break
 * cannot be told from the trend or the lags, or nothing is left over.
 */
export function breakRegression(
  series: Float64Array,
  { trend, lags, row }: BreakRegression,
): Outcome<DickeyFuller, DickeyFullerFault> {
  const { change, level, laggedChanges } = regressionColumns(series, lags)
  const start = breakStart({ trend, lags, row })
  const breaks = breakOrders(trend).map((order) =>
    Float64Array.from({ length: change.length }, (_, t) =>
      t < start ? 0 : (t - start + 1) ** order,
    ),
  )
  const fit = leastSquares(change, [level, ...breaks, ...laggedChanges], { trend: 'ct' })
  if (fit.kind === 'unavailable') return dependentLags(lags)
  const { residualSumOfSquares, tValues, observations } = fit.value
  const total = change.reduce((sum, value) => sum + value * value, 0)
  if (isPerfect(residualSumOfSquares, total)) return perfectFit(lags)
  return { kind: 'value', value: { statistic: tValues[0]!, observations } }
}

/** The first row of the regression in which the break shows. */
export function breakStart({ trend, lags, row }: BreakRegression): number {
  return row - (lags + 1) - (trend === 't' ? 1 : 0)
}

/** The powers of the columns a break has: 0 a step, 1 a ramp. */
export function breakOrders(trend: BreakTrend): readonly (0 | 1)[] {
  if (trend === 'c') return [0]
  return trend === 't' ? [1] : [0, 1]
}
