import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { adf, type AdfFault, type AdfResult, type LagOptions } from '../unit-roots/adf.ts'
import {
  type CriticalValues,
  criticalValueSeriesMax,
  mackinnonCriticalValues,
  mackinnonPValue,
} from '../critical-values/mackinnon.ts'
import { halfLife } from '../mean-reversion/half-life.ts'
import type { LagCriterion } from '../unit-roots/lag-order.ts'
import { leastSquares, type LeastSquares } from '../regression/least-squares.ts'
import { seriesFault } from '../series-fault.ts'
import type { Trend } from '../trend.ts'

export interface EngleGrangerOptions extends LagOptions {
  /** Deterministic terms of the cointegrating regression; default `c`. */
  readonly trend?: Trend
  /**
   * `statsmodels`: critical values with that package's slip (two series, constant, 1 %), and minus infinity with p = 0
   * for a relation as tight as 1 - R^2 = 1.5e-6, where that package stops testing.
   */
  readonly compat?: 'statsmodels'
}

/** The Engle-Granger test and the relation it found. */
export interface EngleGrangerResult {
  readonly test: 'coint'
  readonly statistic: number
  /** NaN for more than six series: not tabulated. */
  readonly pValue: number
  readonly lags: number
  /** Rows of the cointegrating regression: those the series have in common. */
  readonly observations: number
  /** NaN with trend `n`: not tabulated. */
  readonly criticalValues: CriticalValues
  readonly nullHypothesis: string
  readonly trend: Trend
  readonly criterion: LagCriterion | 'fixed'
  /** Coefficient of each x. */
  readonly hedgeRatio: readonly number[]
  /** null with trend `n`. */
  readonly intercept: number | null
  /** Of the residual; null where it does not revert. */
  readonly halfLifeBars: number | null
  readonly halfLifeBarsCorrected: number | null
  /** Of the cointegrating regression. */
  readonly rSquared: number
}

export type EngleGrangerFault =
  | Exclude<AdfFault, 'perfect-fit'>
  | 'collinear-series'
  | 'too-many-series'

/**
 * 1 - R^2 at which the residual is rounding rather than data: a millionth of the size of y, which the QR still leaves
 * with nine digits. A coin's spot and perpetual come to 1e-6 of variance, and are a pair.
 */
export const unexplainedShareMin = 1e-12

/** Where statsmodels stops, and answers minus infinity: 1.5e-6. */
const unexplainedShareMinOfStatsmodels = 100 * Math.sqrt(Number.EPSILON)

/**
 * The Engle-Granger test of cointegration.
 *
 *   y_t = deterministic + sum_k hedgeRatio_k x_{k,t} + u_t,   then the t value of gamma in
 *   du_t = gamma u_{t-1} + sum_{i=1..lags} d_i du_{t-i} + e_t
 *
 * Null hypothesis: y and the x are not cointegrated (u has a unit root). Small values reject. All series are taken to
 * be integrated of order one; the answer depends on which of them is y.
 *
 * Conventions of `statsmodels.tsa.stattools.coint`: deterministic terms in the first regression only, p-values of
 * MacKinnon (1994) and critical values of MacKinnon (2010) for 1 + number of x, the latter at rows - 1.
 *
 * @param y  values in time order, equally spaced
 * @param xs 1 to 11 series of the same length
 *
 * No value: a constant or non-finite series, series that are the same or depend linearly on each other
 * (1 - R^2 <= 1e-12), too few rows for the lags.
 * Cost: a QR of rows x (xs + deterministic) and the cost of `adf`. Source: R. F. Engle, C. W. J. Granger (1987),
 * Econometrica 55, 251-276. Checked against statsmodels 0.15.0.
 *
 * @example
 * const random = new Random(1)
 * let level = 0
 * const x = Float64Array.from({ length: 500 }, () => (level += random.normal()))
 * const y = x.map((value) => 2 * value + random.normal())
 * const result = expectValue(engleGranger(y, [x], { trend: 'c', criterion: 'aic' }))
 * result.statistic // => -22.6655
 * result.hedgeRatio[0] // => 1.99503
 */
export function engleGranger(
  y: Float64Array,
  xs: readonly Float64Array[],
  options: EngleGrangerOptions = {},
): Outcome<EngleGrangerResult, EngleGrangerFault> {
  const trend = options.trend ?? 'c'
  const seriesCount = xs.length + 1
  const relation = cointegratingRegression(y, xs, trend)
  if (relation.kind === 'unavailable') return relation
  const fit = relation.value
  const test = residualTest(fit, { ...options, trend: 'n' })
  if (test.kind === 'unavailable') {
    return test.reason === 'perfect-fit' || test.reason === 'constant-series'
      ? unavailable('collinear-series', `the residual is no noise: ${test.detail}`)
      : unavailable(test.reason, test.detail)
  }
  const { statistic, lags, criterion } = test.value
  const reversion = halfLife(fit.residuals)
  const speeds = reversion.kind === 'value' ? reversion.value : undefined
  return available({
    test: 'coint',
    statistic,
    pValue: mackinnonPValue(statistic, trend, seriesCount),
    lags,
    observations: y.length,
    criticalValues: mackinnonCriticalValues({
      trend,
      seriesCount,
      observations: y.length - 1,
      ...(options.compat === undefined ? {} : { compat: options.compat }),
    }),
    nullHypothesis: 'the series are not cointegrated',
    trend,
    criterion,
    hedgeRatio: fit.coefficients.slice(0, xs.length),
    intercept: trend === 'n' ? null : fit.coefficients[xs.length]!,
    halfLifeBars: speeds?.halfLifeBars ?? null,
    halfLifeBarsCorrected: speeds?.halfLifeBarsCorrected ?? null,
    rSquared: fit.rSquared,
  })
}

/** The second step, of which statsmodels says nothing but minus infinity where the relation is tight. */
function residualTest(
  { residuals, rSquared }: LeastSquares,
  options: EngleGrangerOptions,
): Outcome<Pick<AdfResult, 'statistic' | 'lags' | 'criterion'>, AdfFault> {
  if (options.compat !== undefined && !(rSquared < 1 - unexplainedShareMinOfStatsmodels)) {
    return available({ statistic: -Infinity, lags: 0, criterion: 'fixed' })
  }
  return adf(residuals, options)
}

/** The first step, its faults in the words of the test. */
function cointegratingRegression(
  y: Float64Array,
  xs: readonly Float64Array[],
  trend: Trend,
): Outcome<LeastSquares, EngleGrangerFault> {
  if (xs.length === 0 || xs.length >= criticalValueSeriesMax) {
    return unavailable(
      'too-many-series',
      `critical values exist for 2 to ${criticalValueSeriesMax} series, got ${xs.length + 1}`,
    )
  }
  for (const [k, series] of [y, ...xs].entries()) {
    const fault = seriesFault(series, 4, k === 0 ? 'y' : xs.length === 1 ? 'x' : `x${k}`)
    if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  }
  const fit = leastSquares(y, xs, { trend })
  if (fit.kind === 'unavailable') {
    return fit.reason === 'rank-deficient'
      ? unavailable('collinear-series', 'the regressors depend linearly on each other')
      : fit
  }
  if (!(fit.value.rSquared < 1 - unexplainedShareMin)) {
    return unavailable(
      'collinear-series',
      `y is the same as the regressors up to a factor: R^2 = ${fit.value.rSquared}`,
    )
  }
  return fit
}
