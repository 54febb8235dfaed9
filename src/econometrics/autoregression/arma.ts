import { invariant } from '../../math/invariant.ts'
import { bfgs } from '../../math/optimise/bfgs.ts'
import type { SearchResult } from '../../math/optimise/minimum-search.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { unitScale } from '../regression/unit-scale.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'
import { polishedMinimum } from '../state-space/likelihood-curvature.ts'
import type { EstimateWarning } from '../warning.ts'
import { armaAt } from './arma-coordinates.ts'
import { armaErrors } from './arma-errors.ts'
import { armaForecast } from './arma-forecast.ts'
import { armaGuesses } from './arma-guesses.ts'
import { armaLogLikelihood, armaSums, bestMeanAndVariance } from './arma-likelihood.ts'
import { type LagRoot, lagRoots } from './lag-roots.ts'
import { rootWarnings } from './root-warnings.ts'

export interface ArmaOptions {
  /** Lags of the series, default 1. */
  readonly p?: number
  /** Lags of the shocks, default 0. */
  readonly q?: number
  /** `constant` (default): the process moves about a mean of its own; `zero`: about zero. */
  readonly mean?: 'constant' | 'zero'
  /** Rows to forecast, default 1. */
  readonly horizon?: number
  /** Of each search, default 500. */
  readonly iterationsMax?: number
}

/** An autoregressive moving-average process. Lists of estimates run: mean, ar, ma, variance. */
export interface ArmaResult {
  readonly model: 'arma'
  readonly p: number
  readonly q: number
  /** Null where it was taken to be zero. */
  readonly mean: number | null
  readonly ar: readonly number[]
  readonly ma: readonly number[]
  /** Of the shocks. */
  readonly shockVariance: number
  readonly parameterNames: readonly string[]
  readonly estimates: readonly number[]
  /** Null where the likelihood is no hill at the estimates. */
  readonly standardErrors: readonly (number | null)[]
  readonly logLikelihood: number
  readonly aic: number
  readonly bic: number
  readonly arRoots: readonly LagRoot[]
  readonly maRoots: readonly LagRoot[]
  /** y less what the rows before foretell, the first ones with a larger variance; NaN where missing. */
  readonly innovations: Float64Array
  readonly forecast: readonly number[]
  readonly forecastDeviations: readonly number[]
  readonly converged: boolean
  readonly iterations: number
  readonly warnings: readonly EstimateWarning[]
  /** Rows that are not missing. */
  readonly observations: number
}

export type ArmaFault = SeriesFault['reason']

/**
 * An ARMA(p, q) process by exact maximum likelihood.
 *
 *   y_t - mean = sum ar_i (y_{t-i} - mean) + e_t + sum ma_j e_{t-j},   e_t ~ N(0, shockVariance)
 *
 * The likelihood is that of the Kalman filter from the stationary distribution; mean and variance are solved for, the
 * polynomials searched as partial autocorrelations, so that they stay stationary and invertible. A dozen
 * starts with a fixed seed, the best four climbed by quasi-Newton, the highest ended with Newton's steps. Errors from
 * the second derivatives in all parameters, as R's `arima` and statsmodels' `approx`. AIC and BIC count the variance.
 *
 * @param series y, NaN where missing
 * Forecasts are those of the filter, their deviations without the errors of the estimates. Null hypothesis of each z:
 * the parameter is zero.
 *
 * Warnings: `unstable` where an AR or MA root is within 1e-4 of the unit circle (errors do not hold there),
 * `not-converged`. No value: fewer than p + q + 4 rows that are not missing, an infinite or constant series. Common
 * roots of AR and MA leave the parameters undetermined: errors are then null or huge. Cost: a few hundred passes of the
 * filter, n max(p, q + 1)^3 each. Source: Harvey (1989), 3.3 and 3.4. Checked against statsmodels 0.15.0 `ARIMA` and
 * R's `arima`.
 *
 * @example
 * const random = new Random(4)
 * let [last, shock] = [0, 0]
 * const series = Float64Array.from({ length: 500 }, () => {
 *   const before = shock
 *   shock = random.normal()
 *   return (last = 0.6 * last + shock + 0.4 * before)
 * })
 * const result = expectValue(arma(series, { p: 1, q: 1 }))
 * result.ar[0] // => 0.53793
 * result.ma[0] // => 0.49557
 */
export function arma(
  series: Float64Array,
  options: ArmaOptions = {},
): Outcome<ArmaResult, ArmaFault> {
  const { p = 1, q = 0, horizon = 1, iterationsMax = 500 } = options
  invariant(
    Number.isInteger(p) && Number.isInteger(q) && p >= 0 && q >= 0,
    `p and q must be whole numbers, got ${p} and ${q}`,
  )
  const hasMean = options.mean !== 'zero'
  const present = series.filter((value) => !Number.isNaN(value))
  const fault = seriesFault(present, p + q + 4)
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  const origin = hasMean ? present.reduce((sum, value) => sum + value / present.length, 0) : 0
  const unit = unitScale(present.map((value) => value - origin))
  const scaled = series.map((value) => (value - origin) * unit)
  const found = searchArma(scaled, { p, q, hasMean, iterationsMax })
  const polynomials = armaAt(found.x, p)
  const sums = armaSums(scaled, polynomials)
  invariant(sums !== undefined, 'the coordinates are those of stationary processes')
  const { mean, variance } = bestMeanAndVariance(sums, hasMean)
  const logLikelihood = armaLogLikelihood(sums, mean, variance) + present.length * Math.log(unit)
  const errors = armaErrors(scaled, polynomials, { mean, variance, hasMean })
  const { ar, ma } = polynomials
  const back = { origin, unit, shockVariance: variance / unit / unit, mean: mean / unit + origin }
  const parameters = p + q + (hasMean ? 2 : 1)
  const [arRoots, maRoots] = [lagRoots(ar), lagRoots(ma.map((value) => -value))]
  return available({
    model: 'arma',
    p,
    q,
    mean: hasMean ? back.mean : null,
    ar,
    ma,
    shockVariance: back.shockVariance,
    parameterNames: namesOf(p, q, hasMean),
    estimates: [...(hasMean ? [back.mean] : []), ...ar, ...ma, back.shockVariance],
    standardErrors: errors.map((error, k) => error && error / unitOf(k, parameters, hasMean, unit)),
    logLikelihood,
    aic: 2 * parameters - 2 * logLikelihood,
    bic: parameters * Math.log(present.length) - 2 * logLikelihood,
    arRoots,
    maRoots,
    ...armaForecast(scaled, polynomials, { mean, variance, horizon, origin, unit }),
    converged: found.converged,
    iterations: found.iterations,
    warnings: [
      ...rootWarnings(arRoots, 'autoregressive'),
      ...rootWarnings(maRoots, 'moving-average'),
      ...notConverged(found.converged),
    ],
    observations: present.length,
  })
}

function namesOf(p: number, q: number, hasMean: boolean): string[] {
  const ar = Array.from({ length: p }, (_, k) => `ar ${k + 1}`)
  const ma = Array.from({ length: q }, (_, k) => `ma ${k + 1}`)
  return [...(hasMean ? ['mean'] : []), ...ar, ...ma, 'shock variance']
}

/** What the error of a parameter of the scaled series is divided by: mean and variance alone have a unit. */
function unitOf(k: number, parameters: number, hasMean: boolean, unit: number): number {
  if (k === parameters - 1) return unit * unit
  return k === 0 && hasMean ? unit : 1
}

function notConverged(converged: boolean): EstimateWarning[] {
  if (converged) return []
  return [{ kind: 'not-converged', detail: 'the likelihood still rises at the estimates' }]
}

// Of the guesses that are evaluated, those that are climbed from.
const CLIMBED = 4

function searchArma(
  series: Float64Array,
  model: { p: number; q: number; hasMean: boolean; iterationsMax: number },
): SearchResult {
  const { p, q, hasMean, iterationsMax } = model
  const f = (x: Float64Array): number => {
    const sums = armaSums(series, armaAt(x, p))
    if (sums === undefined) return Number.NaN
    const { mean, variance } = bestMeanAndVariance(sums, hasMean)
    return -armaLogLikelihood(sums, mean, variance)
  }
  const none: SearchResult = {
    x: new Float64Array(0),
    value: p + q === 0 ? f(new Float64Array(0)) : Infinity,
    converged: true,
    iterations: 0,
    evaluations: 1,
  }
  if (p + q === 0) return none
  const climbed = armaGuesses(series, p, q)
    .map((x) => ({ x, value: f(x) }))
    .filter(({ value }) => Number.isFinite(value))
    .toSorted((a, b) => a.value - b.value)
    .slice(0, CLIMBED)
  let best = none
  let iterations = 0
  for (const { x } of climbed) {
    const found = bfgs(f, x, { iterationsMax, gradientTolerance: 1e-6 })
    iterations += found.iterations
    if (found.value < best.value) best = found
  }
  return { ...polishedMinimum(f, best), iterations }
}
