import { invariant } from '../../math/invariant.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { type KpssCriticalValues, kpssCriticalValues, kpssPValue } from '../critical-values/kpss.ts'
import { autocovariance, bartlettLongRunVariance } from '../long-run/bartlett.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'
import { unitScale } from '../regression/unit-scale.ts'
import { schwertLags } from './lag-order.ts'

export interface KpssOptions {
  /** Stationary around a constant or around a trend; default `c`. */
  readonly trend?: 'c' | 'ct'
  /** Autocovariances in the long-run variance: a number, or a rule; default `auto`. */
  readonly lags?: number | 'auto' | 'legacy'
}

/** The test of Kwiatkowski, Phillips, Schmidt and Shin. */
export interface KpssResult {
  readonly test: 'kpss'
  readonly statistic: number
  /** Interpolated in the published table, 0.01 to 0.1. */
  readonly pValue: number
  /** True: the statistic is beyond the table, and the true p-value beyond `pValue`. */
  readonly pValueAtTableEdge: boolean
  readonly lags: number
  readonly observations: number
  readonly criticalValues: KpssCriticalValues
  readonly nullHypothesis: string
  readonly trend: 'c' | 'ct'
}

/**
 * The KPSS test, whose null is the alternative of Dickey and Fuller's.
 *
 *   statistic = sum_t S_t^2 / (n^2 s^2),   S_t = e_1 + ... + e_t
 *   s^2 = (1/n) [sum e_t^2 + 2 sum_{i=1..lags} (1 - i / (lags + 1)) sum_t e_t e_{t-i}]
 *
 * e_t: what is left of the series after its mean (`c`) or its least-squares line (`ct`). Null hypothesis: the series
 * is stationary around that mean or line. Large values reject.
 *
 * Rules for the lags, as statsmodels 0.15.0 has them: `auto` of Hobijn, Franses and Ooms (2004) for the Bartlett
 * kernel; `legacy` = ceil(12 (n/100)^(1/4)); both at most n - 1.
 *
 * No value: fewer than 3 rows, a constant or non-finite series, a series that is exactly a line (`ct`), lags >= n.
 * Cost: n x lags. Source: Kwiatkowski et al. (1992), Journal of Econometrics 54, 159-178, equations 10 and 11.
 * Checked against statsmodels 0.15.0 `kpss` and R's `tseries::kpss.test`.
 *
 * @example
 * const random = new Random(1)
 * let level = 0
 * const walk = Float64Array.from({ length: 500 }, () => (level += random.normal()))
 * const result = expectValue(kpss(walk, { trend: 'c', lags: 'auto' }))
 * result.statistic // => 3.1461
 * result.lags // => 12
 */
export function kpss(
  series: Float64Array,
  options: KpssOptions = {},
): Outcome<KpssResult, SeriesFault['reason'] | 'perfect-fit'> {
  const trend = options.trend ?? 'c'
  const fault = seriesFault(series, 3)
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  const residuals = detrended(series, trend)
  if (residuals === undefined) {
    return unavailable('perfect-fit', 'the series is exactly a line: nothing is left to test')
  }
  const observations = series.length
  const lags = chosenLags(residuals, options.lags ?? 'auto')
  if (lags >= observations) {
    return unavailable('too-few-rows', `${lags} lags need more than ${observations} rows`)
  }
  const statistic =
    sumOfSquaredSums(residuals) / (observations ** 2 * bartlettLongRunVariance(residuals, lags))
  const { pValue, atTableEdge } = kpssPValue(statistic, trend)
  return available({
    test: 'kpss',
    statistic,
    pValue,
    pValueAtTableEdge: atTableEdge,
    lags,
    observations,
    criticalValues: kpssCriticalValues(trend),
    nullHypothesis:
      trend === 'c'
        ? 'the series is stationary around a constant'
        : 'the series is stationary around a trend',
    trend,
  })
}

/** The series less its mean or its line; undefined where nothing but rounding is left. */
function detrended(series: Float64Array, trend: 'c' | 'ct'): Float64Array | undefined {
  const n = series.length
  const scale = unitScale(series)
  const centre = (n - 1) / 2
  let mean = 0
  for (const value of series) mean += (value * scale) / n
  let products = 0
  for (let t = 0; t < n; t++) products += (t - centre) * (series[t]! * scale - mean)
  // The sum of the squares of t - centre.
  const slope = trend === 'ct' ? products / ((n * (n * n - 1)) / 12) : 0
  const residuals = series.map((value, t) => value * scale - mean - slope * (t - centre))
  // Scaled values are below 2: 1e-13 of them is rounding.
  return residuals.every((value) => Math.abs(value) < 1e-13) ? undefined : residuals
}

function chosenLags(residuals: Float64Array, lags: number | 'auto' | 'legacy'): number {
  const n = residuals.length
  if (lags === 'legacy') return Math.min(n - 1, schwertLags(n))
  if (lags === 'auto') return Math.min(n - 1, automaticLags(residuals))
  invariant(Number.isInteger(lags) && lags >= 0, `lags must be a whole number, got ${lags}`)
  return lags
}

/**
 * Hobijn, Franses and Ooms (2004), Bartlett kernel: floor(1.1447 ((s1 / s0)^2 n)^(1/3)), with
 * s_j = sum_{|i| <= n^(2/9)} |i|^j autocovariance(i).
 */
function automaticLags(residuals: Float64Array): number {
  const n = residuals.length
  let level = autocovariance(residuals, 0)
  let slope = 0
  for (let lag = 1; lag <= Math.floor(n ** (2 / 9)); lag++) {
    const both = 2 * autocovariance(residuals, lag)
    level += both
    slope += lag * both
  }
  return Math.floor(1.1447 * ((slope / level) ** 2) ** (1 / 3) * n ** (1 / 3))
}

function sumOfSquaredSums(residuals: Float64Array): number {
  let running = 0
  let sum = 0
  for (const value of residuals) {
    running += value
    sum += running * running
  }
  return sum
}
