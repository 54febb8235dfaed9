import { invariant } from '../../math/invariant.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { dickeyFullerRho } from '../critical-values/dickey-fuller-rho.ts'
import {
  type CriticalValues,
  mackinnonCriticalValues,
  mackinnonPValue,
} from '../critical-values/mackinnon.ts'
import { surfaceCriticalValues, surfacePValue } from '../critical-values/response-surface.ts'
import { bartlettLongRunVariance } from '../long-run/bartlett.ts'
import { leastSquares } from '../regression/least-squares.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'
import { scaledBy, unitScale } from '../regression/unit-scale.ts'
import { schwertLags } from './lag-order.ts'

export interface PhillipsPerronOptions {
  /** Deterministic terms; default `c`. */
  readonly trend?: 'n' | 'c' | 'ct'
  /** Autocovariances in the long-run variance; default ceil(12 (n / 100)^(1/4)), n the rows of the series. */
  readonly lags?: number
  /** Which of the two statistics is the answer; default `tau`. */
  readonly statistic?: 'tau' | 'rho'
}

/** The Phillips-Perron test. */
export interface PhillipsPerronResult {
  readonly test: 'pp'
  readonly statistic: number
  readonly pValue: number
  readonly lags: number
  /** Rows of the regression. */
  readonly observations: number
  readonly criticalValues: CriticalValues
  readonly nullHypothesis: string
  readonly trend: 'n' | 'c' | 'ct'
  readonly statisticKind: 'tau' | 'rho'
  /** Both, whichever was asked for. */
  readonly tau: number
  readonly rho: number
}

export type PhillipsPerronFault = SeriesFault['reason'] | 'perfect-fit'

/**
 * The Phillips-Perron test for a unit root, which corrects the Dickey-Fuller statistics for autocorrelation by the
 * long-run variance of the errors where the augmented test adds lags.
 *
 *   x_t = deterministic + r x_{t-1} + u_t,   g0 = sum u^2 / T,   s^2 = sum u^2 / (T - k)
 *   tau = sqrt(g0 / l^2) (r - 1) / se - (l^2 - g0) / (2 l) T se / s
 *   rho = T (r - 1) - (T se / s)^2 (l^2 - g0) / 2
 *
 * T rows, k coefficients, se the classical standard error of r, l^2 the Newey-West long-run variance of u with `lags`
 * autocovariances. Null hypothesis: the series has a unit root (r = 1). Small values reject.
 *
 * p-values and critical values: of `tau` MacKinnon (1994, 2010), of `rho` by simulation (`dickeyFullerRho`). With
 * strongly negative moving averages both reject far too often, whatever the lags.
 *
 * No value: a constant or non-finite series, fewer rows than lags or coefficients + 3, a series that follows its own
 * past exactly. Cost: n x lags. Source: P. C. B. Phillips, P. Perron (1988), Biometrika 75, 335-346. Conventions of
 * arch 8.0.0 `PhillipsPerron`, against which it was checked. R's `tseries::pp.test` agrees at the same lags but for a
 * factor 1 - 1/T^2 on its correction; urca's `ur.pp` takes the moments of x_t for those of x_{t-1} and does not.
 *
 * @example
 * const random = new Random(1)
 * let level = 0
 * const walk = Float64Array.from({ length: 500 }, () => (level += random.normal()))
 * const result = expectValue(phillipsPerron(walk))
 * result.statistic // => -0.0653794
 * result.lags // => 18
 */
export function phillipsPerron(
  series: Float64Array,
  options: PhillipsPerronOptions = {},
): Outcome<PhillipsPerronResult, PhillipsPerronFault> {
  const { trend = 'c', statistic: kind = 'tau' } = options
  const lags = options.lags ?? schwertLags(series.length)
  invariant(Number.isInteger(lags) && lags >= 0, `lags must be a whole number, got ${lags}`)
  const columnCount = 1 + (trend === 'n' ? 0 : trend.length)
  const fault = seriesFault(series, Math.max(columnCount + 3, lags + 1))
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  const scaled = scaledBy(series, unitScale(series))
  const observations = series.length - 1
  const fit = leastSquares(scaled.subarray(1), [scaled.subarray(0, observations)], { trend })
  if (fit.kind === 'unavailable') {
    return fit.reason === 'rank-deficient'
      ? unavailable('perfect-fit', 'the level and the deterministic terms are linearly dependent')
      : unavailable(fit.reason, fit.detail)
  }
  const { residuals, residualSumOfSquares: squares, coefficients, standardErrors } = fit.value
  // Scaled values are below 2: a mean square of 1e-26 is rounding.
  if (squares <= 1e-26 * observations) {
    return unavailable('perfect-fit', 'the series follows its own past exactly')
  }
  const both = correctedStatistics({
    root: coefficients[0]!,
    error: standardErrors[0]!,
    short: squares / observations,
    long: bartlettLongRunVariance(residuals, lags),
    deviation: Math.sqrt(squares / (observations - columnCount)),
    observations,
  })
  const statistic = both[kind]
  const surface = dickeyFullerRho[trend]
  return available({
    test: 'pp',
    statistic,
    pValue:
      kind === 'tau' ? mackinnonPValue(statistic, trend, 1) : surfacePValue(statistic, surface),
    lags,
    observations,
    criticalValues:
      kind === 'tau'
        ? mackinnonCriticalValues({ trend, seriesCount: 1, observations })
        : surfaceCriticalValues(surface, observations),
    nullHypothesis: 'the series has a unit root',
    trend,
    statisticKind: kind,
    ...both,
  })
}

function correctedStatistics(parts: {
  readonly root: number
  readonly error: number
  readonly short: number
  readonly long: number
  readonly deviation: number
  readonly observations: number
}): { readonly tau: number; readonly rho: number } {
  const { root, error, short, long, deviation, observations } = parts
  const spread = (observations * error) / deviation
  return {
    tau:
      (Math.sqrt(short / long) * (root - 1)) / error -
      (0.5 * (long - short) * spread) / Math.sqrt(long),
    rho: observations * (root - 1) - 0.5 * spread ** 2 * (long - short),
  }
}
