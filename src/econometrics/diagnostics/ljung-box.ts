import { chiSquaredSurvival } from '../../math/distributions/chi-squared.ts'
import { invariant } from '../../math/invariant.ts'
import { available, type Outcome, unavailable } from '../../math/outcome.ts'
import { scaledBy, unitScale } from '../regression/unit-scale.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'
import { usualLags } from './usual-lags.ts'

export interface LjungBoxOptions {
  /** Autocorrelations tested together; default the smaller of 10 and a fifth of the rows. */
  readonly lags?: number
  /** Coefficients of the model these are residuals of (p + q of an ARMA), below `lags`; default 0. */
  readonly modelDegrees?: number
}

/** Both portmanteau tests, of the same autocorrelations. */
export interface Portmanteau {
  /** Ljung and Box. */
  readonly statistic: number
  /** NaN where no degree of freedom is left. */
  readonly pValue: number
  /** The older one, kept for comparison: it rejects too seldom in small samples. */
  readonly boxPierceStatistic: number
  readonly boxPiercePValue: number
}

/** The tests up to one lag. */
interface LagTest extends Portmanteau {
  readonly lag: number
  readonly autocorrelation: number
}

/** The test of Ljung and Box. */
export interface LjungBoxResult extends Portmanteau {
  readonly test: 'ljung-box'
  readonly lags: number
  /** lags - modelDegrees */
  readonly degreesOfFreedom: number
  /** The same up to lag 1, 2, ... */
  readonly byLag: readonly LagTest[]
  readonly observations: number
  readonly nullHypothesis: string
}

/**
 * The test of Ljung and Box: whether a series remembers.
 *
 *   Q = n (n + 2) sum_{k<=m} r_k^2 / (n - k),   Box and Pierce: n sum_{k<=m} r_k^2
 *   r_k = sum_t (x_t - xbar)(x_{t-k} - xbar) / sum_t (x_t - xbar)^2
 *
 * Null hypothesis: the first m autocorrelations are zero. Large values reject; Q is chi-squared with m degrees of freedom,
 * m - `modelDegrees` for residuals of an ARMA. The law supposes independence, not only no correlation: of 1000 uncorrelated
 * GARCH(1,1) returns (alpha 0.1, beta 0.85) 20 % are rejected at 5 %. Residuals of a regression on lags of y want
 * `breuschGodfrey`.
 *
 * No value: constant or non-finite series, no more rows than lags. Cost n lags. Source: G. M. Ljung, G. E. P. Box (1978),
 * Biometrika 65, 297-303; G. E. P. Box, D. A. Pierce (1970), Journal of the American Statistical Association 65, 1509-1526.
 * Checked against statsmodels 0.15.0 `acorr_ljungbox`.
 *
 * @example
 * const random = new Random(1)
 * const noise = Float64Array.from({ length: 200 }, () => random.normal())
 * expectValue(ljungBox(noise, { lags: 5 })).statistic // => 10.18791
 */
export function ljungBox(
  series: Float64Array,
  options: LjungBoxOptions = {},
): Outcome<LjungBoxResult, SeriesFault['reason']> {
  const { lags = usualLags(series.length), modelDegrees = 0 } = options
  invariant(Number.isInteger(lags) && lags >= 1, `lags are a whole number from 1, got ${lags}`)
  invariant(modelDegrees >= 0 && modelDegrees < lags, `${modelDegrees} degrees of ${lags} lags`)
  const fault = seriesFault(series, lags + 1)
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  const byLag = testsByLag(series, lags, modelDegrees)
  const { statistic, pValue, boxPierceStatistic, boxPiercePValue } = byLag.at(-1)!
  return available({
    test: 'ljung-box',
    statistic,
    pValue,
    boxPierceStatistic,
    boxPiercePValue,
    lags,
    degreesOfFreedom: lags - modelDegrees,
    byLag,
    observations: series.length,
    nullHypothesis: `the first ${lags === 1 ? 'autocorrelation is' : `${lags} autocorrelations are`} zero`,
  })
}

function testsByLag(series: Float64Array, lags: number, modelDegrees: number): LagTest[] {
  const n = series.length
  let statistic = 0
  let boxPierceStatistic = 0
  return Array.from(autocorrelations(series, lags), (autocorrelation, k) => {
    const lag = k + 1
    statistic += (n * (n + 2) * autocorrelation ** 2) / (n - lag)
    boxPierceStatistic += n * autocorrelation ** 2
    return {
      lag,
      autocorrelation,
      statistic,
      pValue: tail(statistic, lag - modelDegrees),
      boxPierceStatistic,
      boxPiercePValue: tail(boxPierceStatistic, lag - modelDegrees),
    }
  })
}

function tail(statistic: number, degrees: number): number {
  return degrees > 0 ? chiSquaredSurvival(statistic, degrees) : Number.NaN
}

/** r_1 .. r_lags about the mean. */
function autocorrelations(series: Float64Array, lags: number): Float64Array {
  const scaled = scaledBy(series, unitScale(series))
  const mean = scaled.reduce((sum, value) => sum + value, 0) / scaled.length
  const deviations = scaled.map((value) => value - mean)
  const products = (lag: number): number => {
    let sum = 0
    for (let t = lag; t < deviations.length; t++) sum += deviations[t]! * deviations[t - lag]!
    return sum
  }
  const squares = products(0)
  return Float64Array.from({ length: lags }, (_, k) => products(k + 1) / squares)
}
