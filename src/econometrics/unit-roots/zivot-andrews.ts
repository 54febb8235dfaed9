import { invariant } from '../../math/invariant.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import type { CriticalValues } from '../critical-values/mackinnon.ts'
import { zivotAndrewsQuantiles } from '../critical-values/zivot-andrews-quantiles.ts'
import { interpolated } from '../critical-values/interpolated.ts'
import { scaledBy, unitScale } from '../regression/unit-scale.ts'
import { seriesFault } from '../series-fault.ts'
import type { EstimateWarning } from '../warning.ts'
import { adf, type AdfFault, type LagOptions } from './adf.ts'
import type { BreakTrend } from './break-regression.ts'
import { breakSearch } from './break-search.ts'
import type { LagCriterion } from './lag-order.ts'

export interface ZivotAndrewsOptions extends LagOptions {
  /** What breaks: the level (`c`), the slope (`t`) or both (`ct`); default `c`. */
  readonly trend?: BreakTrend
  /** Share of rows at either end where no break is looked for, 0 to 1/3; default 0.15. */
  readonly trim?: number
}

/** The Zivot-Andrews test. */
export interface ZivotAndrewsResult {
  readonly test: 'zivot-andrews'
  readonly statistic: number
  readonly pValue: number
  readonly lags: number
  /** Rows of each regression. */
  readonly observations: number
  readonly criticalValues: CriticalValues
  readonly nullHypothesis: string
  readonly trend: BreakTrend
  readonly criterion: LagCriterion | 'fixed'
  /** The last row before the break (of the slope alone: the first after it), counted from 0. */
  readonly breakRow: number
  readonly warnings: readonly EstimateWarning[]
}

export type ZivotAndrewsFault = AdfFault

/** Rows beyond the lags without which the first break is the constant or the trend itself. */
const rowsBefore: Readonly<Record<BreakTrend, number>> = { c: 1, ct: 2, t: 3 }

/**
 * The Zivot-Andrews test for a unit root against stationarity about a trend that breaks once, at a row the data choose.
 *
 *   dx_t = a + b t + g x_{t-1} + [u 1(t > B)] + [v max(0, t - B)] + sum_{i=1..lags} d_i dx_{t-i} + e_t
 *   statistic = min over B of the t value of g,   breakRow = B (`c`, `ct`), B + 1 (`t`)
 *
 * u for `c` and `ct`, v for `t` and `ct`; B runs over the rows that `trim` leaves. Null hypothesis: the series has a
 * unit root (and no break). Small values reject. p-values are interpolated in a simulated table, 1e-5 to 0.999; beyond
 * it they are its edge and a warning says so.
 *
 * The lag order is chosen once, by `adf` with a trend on all rows and no break, as statsmodels and arch do; Zivot and
 * Andrews choose one for every break. Both packages count the break of a slope alone one row later than urca.
 *
 * No value: as `adf`, or too few rows for the lags before the first break. Cost: rows x (lags + 3)^2: what the breaks
 * have in common is taken out once, and each break costs only sums from its row to the end.
 * Source: E. Zivot, D. W. K. Andrews (1992), Journal of Business & Economic Statistics 10, 251-270, equations 1' to 3'.
 * Checked against statsmodels 0.15.0 `zivot_andrews`, arch 8.0.0 `ZivotAndrews`, urca's `ur.za` (which trims nothing)
 * and one regression a break.
 *
 * @example
 * const random = new Random(1)
 * let level = 0
 * const walk = Float64Array.from({ length: 300 }, () => (level += random.normal()))
 * const result = expectValue(zivotAndrews(walk))
 * result.statistic // => -2.68759
 * result.breakRow // => 144
 */
export function zivotAndrews(
  series: Float64Array,
  options: ZivotAndrewsOptions = {},
): Outcome<ZivotAndrewsResult, ZivotAndrewsFault> {
  const { trend = 'c', trim = 0.15 } = options
  invariant(trim >= 0 && trim <= 1 / 3, `trim must lie between 0 and 1/3, got ${trim}`)
  const fault = seriesFault(series, 8)
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  // Breaks are of the trend, so the lags are chosen beside one.
  const base = adf(series, { ...options, trend: 'ct' })
  if (base.kind === 'unavailable') return base
  const { lags, criterion } = base.value
  const trimmed = Math.trunc(series.length * trim)
  if (trimmed < lags + rowsBefore[trend]) {
    return unavailable(
      'too-few-rows',
      `${series.length} rows and a trim of ${trim} leave ${trimmed} before the first break, with ${lags} lags ${lags + rowsBefore[trend]} are needed`,
    )
  }
  const found = breakSearch(scaledBy(series, unitScale(series)), {
    trend,
    lags,
    first: trimmed + 1,
    last: series.length - trimmed,
  })
  if (found.kind === 'unavailable') return found
  const { statistic, row, observations } = found.value
  const quantiles = zivotAndrewsQuantiles[trend]
  const pValue = interpolated(quantiles, statistic, 1) / 100
  const isAtEdge = statistic < quantiles[0]![1] || statistic > quantiles.at(-1)![1]
  return available({
    test: 'zivot-andrews',
    statistic,
    pValue,
    lags,
    observations,
    criticalValues: {
      '1%': interpolated(quantiles, 1, 0),
      '5%': interpolated(quantiles, 5, 0),
      '10%': interpolated(quantiles, 10, 0),
    },
    nullHypothesis: 'the series has a unit root, without a break',
    trend,
    criterion,
    breakRow: row - 1,
    warnings: isAtEdge
      ? [{ kind: 'table-edge', detail: `the p-value is beyond the table, whose edge is ${pValue}` }]
      : [],
  })
}
