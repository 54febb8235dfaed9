import { invariant } from '../../math/invariant.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import {
  type CriticalValues,
  mackinnonCriticalValues,
  mackinnonPValue,
} from '../critical-values/mackinnon.ts'
import { dickeyFuller, type DickeyFullerFault } from './dickey-fuller.ts'
import { defaultMaxLags, type LagCriterion, lagOrder, longestLags } from './lag-order.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'
import { type Trend, trendColumnCount } from '../trend.ts'
import { unitScale } from '../regression/unit-scale.ts'

/** How many lagged differences enter the regression. */
export interface LagOptions {
  /** How the order is chosen where `lags` does not fix it; default `aic`. */
  readonly criterion?: LagCriterion
  /** A fixed order. */
  readonly lags?: number
  /** The longest order tried; default Schwert's rule. */
  readonly maxLags?: number
}

export interface AdfOptions extends LagOptions {
  /** Deterministic terms; default `c`. */
  readonly trend?: Trend
}

/** The augmented Dickey-Fuller test. */
export interface AdfResult {
  readonly test: 'adf'
  readonly statistic: number
  readonly pValue: number
  readonly lags: number
  /** Rows of the regression. */
  readonly observations: number
  readonly criticalValues: CriticalValues
  readonly nullHypothesis: string
  readonly trend: Trend
  /** How `lags` was come by. */
  readonly criterion: LagCriterion | 'fixed'
}

export type AdfFault = SeriesFault['reason'] | DickeyFullerFault

/**
 * The augmented Dickey-Fuller test for a unit root.
 *
 *   dx_t = deterministic + gamma x_{t-1} + sum_{i=1..lags} d_i dx_{t-i} + e_t,   statistic = t value of gamma
 *
 * Null hypothesis: the series has a unit root (gamma = 0). Small values reject; the alternative is a series that
 * reverts to its mean or trend. The statistic has no unit: it does not change when the series is scaled, nor, with a
 * constant, when it is shifted.
 *
 * The lag order is searched on the rows the longest order leaves and the regression then run on all rows the chosen
 * one leaves, as `statsmodels.tsa.stattools.adfuller` does; so are the default longest order, p-values (MacKinnon
 * 1994, asymptotic) and critical values (MacKinnon 2010, at `observations`). arch 8.0.0 differs in `tstat` alone, whose
 * t values it divides by rows: 11 lags instead of 10 for the changes of US log prices.
 *
 * @param series values in time order, equally spaced
 *
 * No value: a constant or non-finite series, more lags than the rows allow (rows / 2 - deterministic terms - 1), lags
 * that depend linearly on each other, or a series that follows its own past exactly.
 * Cost: 3 rows x longest order for the search, as much for the chosen one; a QR where that is badly conditioned.
 * Source: S. E. Said, D. A. Dickey (1984), Biometrika 71, 599-607. Checked against statsmodels 0.15.0 and R's urca
 * `ur.df`. With `ctt` over many rows statsmodels loses digits to its unscaled t^2 (4e-7 of the statistic at 19,704
 * hours); with the trend columns scaled it agrees with ours to 1e-12.
 *
 * @example
 * const random = new Random(1)
 * let level = 0
 * const walk = Float64Array.from({ length: 500 }, () => (level += random.normal()))
 * const result = expectValue(adf(walk, { trend: 'c', criterion: 'aic' }))
 * result.statistic // => -0.0221438
 * result.pValue // => 0.956662
 * result.lags // => 2
 */
export function adf(series: Float64Array, options: AdfOptions = {}): Outcome<AdfResult, AdfFault> {
  const trend = options.trend ?? 'c'
  const fault = seriesFault(series, 1)
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  const scale = unitScale(series)
  const scaled = series.map((value) => value * scale)
  const chosen = chooseLags(scaled, trend, options)
  if (chosen.kind === 'unavailable') return chosen
  const lags = chosen.value
  const regression = dickeyFuller(scaled, trend, lags)
  if (regression.kind === 'unavailable') return regression
  const { statistic, observations } = regression.value
  return available({
    test: 'adf',
    statistic,
    pValue: mackinnonPValue(statistic, trend, 1),
    lags,
    observations,
    criticalValues: mackinnonCriticalValues({ trend, seriesCount: 1, observations }),
    nullHypothesis: 'the series has a unit root',
    trend,
    criterion: options.lags === undefined ? (options.criterion ?? 'aic') : 'fixed',
  })
}

/** The lag order the options fix or the criterion finds. */
function chooseLags(
  series: Float64Array,
  trend: Trend,
  options: LagOptions,
): Outcome<number, DickeyFullerFault | 'too-few-rows'> {
  const longest = longestLags(series.length, trend)
  const wanted = options.lags ?? options.maxLags ?? defaultMaxLags(series.length, trend)
  if (longest < 0 || wanted > longest) {
    return unavailable(
      'too-few-rows',
      `${series.length} rows allow ${Math.max(0, longest)} lags with trend ${trend}, asked for ${Math.max(0, wanted)}`,
    )
  }
  invariant(Number.isInteger(wanted) && wanted >= 0, `lags must be a whole number, got ${wanted}`)
  const freedom = series.length - 1 - wanted - (trendColumnCount(trend) + 1 + wanted)
  if (freedom < 1) {
    return unavailable(
      'too-few-rows',
      `${series.length} rows leave no degree of freedom with ${wanted} lags and trend ${trend}`,
    )
  }
  if (options.lags !== undefined) return available(options.lags)
  return lagOrder(series, { trend, criterion: options.criterion ?? 'aic', maxLags: wanted })
}
