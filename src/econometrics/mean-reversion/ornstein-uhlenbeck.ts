import { available, unavailable, type Outcome } from '../../math/outcome.ts'
import { ar1, type Ar1 } from './ar1.ts'
import { halfLifeOf, withoutKendallBias } from './half-life.ts'
import type { SeriesFault } from '../series-fault.ts'
import { unitScale } from '../regression/unit-scale.ts'

/** dX = speed (mean - X) dt + sigma dW, time in bars. */
export interface OrnsteinUhlenbeck {
  /** Per bar. */
  readonly speed: number
  /** In the unit of the series. */
  readonly mean: number
  /** Unit of the series per square root of a bar. */
  readonly sigma: number
  readonly halfLifeBars: number
  /** Kendall's bias removed from the autoregressive coefficient; null where then nothing reverts. */
  readonly halfLifeBarsCorrected: number | null
  /** By the delta method; of `halfLifeBars`, not of its corrected twin. */
  readonly standardErrors: {
    readonly speed: number
    readonly mean: number
    readonly sigma: number
    readonly halfLifeBars: number
  }
  /** Of all rows at these estimates, the first drawn from the process at rest. */
  readonly logLikelihood: number
  /** Pairs of neighbouring rows. */
  readonly observations: number
}

/**
 * The Ornstein-Uhlenbeck process behind a series, from its exact discretisation.
 *
 *   X_{t+1} = mean (1 - phi) + phi X_t + e_t,   phi = exp(-speed),   var e = sigma^2 (1 - phi^2) / (2 speed)
 *
 * so that, with the AR(1) estimates constant, phi and v = residual sum of squares / n (together the conditional
 * maximum-likelihood estimates),
 *
 *   speed = -ln phi,   mean = constant / (1 - phi),   sigma^2 = 2 v speed / (1 - phi^2)
 *   logLikelihood = ln N(X_1; mean, s^2) + sum_t ln N(X_{t+1}; mean + phi (X_t - mean), v),   s^2 = v / (1 - phi^2)
 *
 * The estimates take X_1 as given, the likelihood is that of every row, hence a little below its maximum; a change of
 * unit moves it. No value where phi is outside (0, 1): no Ornstein-Uhlenbeck process has such a discretisation. Standard
 * errors are first-order (delta method) and poor near phi = 1, where the estimate of phi is skewed. No test, no null.
 * No value otherwise: as `ar1`. Cost: that of `ar1`. Source: G. E. Uhlenbeck, L. S. Ornstein (1930), Physical Review 36,
 * 823-841; the discretisation: O. Vasicek (1977), Journal of Financial Economics 5, 177-188.
 * Checked: parameters against statsmodels' AR(1), the likelihood against its `ARIMA(1, 0, 0)`, standard errors against the
 * scatter of simulated estimates.
 *
 * @example
 * const random = new Random(1)
 * let level = 0
 * const series = Float64Array.from({ length: 500 }, () => (level = 0.8 * level + random.normal()))
 * const fit = expectValue(ornsteinUhlenbeck(series))
 * fit.speed // => 0.288023
 * fit.standardErrors.speed // => 0.0395817
 */
export function ornsteinUhlenbeck(
  series: Float64Array,
): Outcome<OrnsteinUhlenbeck, SeriesFault['reason'] | 'not-mean-reverting'> {
  const unit = unitScale(series)
  const scaled = series.map((value) => value * unit)
  const fit = ar1(scaled)
  if (fit.kind === 'unavailable') return fit
  const { phi, constant, residualVariance, observations } = fit.value
  const halfLifeBars = halfLifeOf(phi)
  if (halfLifeBars === null) {
    return unavailable(
      'not-mean-reverting',
      `the autoregressive coefficient is ${phi}, outside (0, 1): the series does not revert`,
    )
  }
  const speed = -Math.log(phi)
  const sigma = Math.sqrt((2 * residualVariance * speed) / (1 - phi ** 2))
  const errors = deltaMethod(fit.value, sigma)
  return available({
    speed,
    mean: constant / (1 - phi) / unit,
    sigma: sigma / unit,
    halfLifeBars,
    halfLifeBarsCorrected: halfLifeOf(withoutKendallBias(phi, observations)),
    standardErrors: { ...errors, mean: errors.mean / unit, sigma: errors.sigma / unit },
    logLikelihood: exactLikelihood(fit.value, scaled[0]!) + series.length * Math.log(unit),
    observations,
  })
}

function exactLikelihood(fit: Ar1, first: number): number {
  const { phi, constant, residualVariance, observations: n } = fit
  const variance = residualVariance / (1 - phi ** 2)
  const deviation = first - constant / (1 - phi)
  const squares = n + deviation ** 2 / variance // n rows after the first: residual variance is their mean square
  const logVariances = n * Math.log(residualVariance) + Math.log(variance)
  return -0.5 * ((n + 1) * Math.log(2 * Math.PI) + logVariances + squares)
}

/** Standard errors of functions of (constant, phi, v): gradient times covariance times gradient. */
function deltaMethod(fit: Ar1, sigma: number): OrnsteinUhlenbeck['standardErrors'] {
  const { phi, constant, laggedMean, residualVariance, observations: n } = fit
  const phiVariance = fit.standardErrors.phi ** 2
  // mean = b / (1 - phi) - a phi / (1 - phi): the estimates of b (mean of x_t) and of phi are uncorrelated.
  const meanVariance =
    residualVariance / (n - 2) + phiVariance * (laggedMean - constant / (1 - phi)) ** 2
  const logPhi = Math.log(phi)
  const logSigmaByPhi = 0.5 * (1 / (phi * logPhi) + (2 * phi) / (1 - phi ** 2))
  // var v = 2 v^2 / n, and d ln sigma / dv = 1 / (2 v).
  const logSigmaVariance = logSigmaByPhi ** 2 * phiVariance + 1 / (2 * n)
  return {
    speed: Math.sqrt(phiVariance) / phi,
    mean: Math.sqrt(meanVariance) / (1 - phi),
    sigma: sigma * Math.sqrt(logSigmaVariance),
    halfLifeBars: (Math.sqrt(phiVariance) * Math.LN2) / (phi * logPhi ** 2),
  }
}
