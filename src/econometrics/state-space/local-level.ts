import { type Matrix, zeroMatrix } from '../../math/matrix.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { unitScale } from '../regression/unit-scale.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'
import type { EstimateWarning } from '../warning.ts'
import { kalmanFilter, kalmanLikelihood } from './kalman-filter.ts'
import { kalmanSmoother } from './kalman-smoother.ts'
import { type StateSpaceModel, exactDiffuseStart } from './state-space-model.ts'
import { varianceErrors } from './variance-errors.ts'
import { searchVariances } from './variance-search.ts'

/** A random walk seen through noise. */
export interface LocalLevelResult {
  readonly model: 'local-level'
  /** Of the noise and of the level's steps, in squared units of the series; either may be exactly 0. */
  readonly observationVariance: number
  readonly levelVariance: number
  /** Null for a variance of 0, where there is no such error. */
  readonly standardErrors: {
    readonly observationVariance: number | null
    readonly levelVariance: number | null
  }
  readonly logLikelihood: number
  readonly aic: number
  readonly bic: number
  /** 1 / gain of the settled filter: a moving average of that many bars is as exact. Null for a constant level. */
  readonly memoryBars: number | null
  /** The level given all rows, and its variance. */
  readonly smoothedLevel: Float64Array
  readonly smoothedVariances: Float64Array
  /** The level given the rows so far; NaN before the first that is not missing. */
  readonly filteredLevel: Float64Array
  /** What the rows before did not foretell; NaN where the row is missing. */
  readonly innovations: Float64Array
  readonly converged: boolean
  readonly iterations: number
  readonly warnings: readonly EstimateWarning[]
  /** Without missing ones. */
  readonly observations: number
}

export type LocalLevelFault = SeriesFault['reason']

/**
 * The local level model by maximum likelihood.
 *
 *   y_t = level_t + e_t,   level_{t+1} = level_t + n_t,   e_t ~ N(0, observationVariance), n_t ~ N(0, levelVariance)
 *
 * The level starts exactly diffuse. memoryBars = 1 / K with K = (-q + sqrt(q^2 + 4 q)) / 2, q = levelVariance /
 * observationVariance: the weight of the newest row in the level, as 1 / N in a mean of N rows. Errors from the second
 * derivatives of the likelihood over the variances that are not 0; AIC and BIC count two variances and the
 * diffuse level, BIC over the rows that are not missing (statsmodels counts the missing too).
 *
 * @param series  y, NaN where missing
 * @param options `iterationsMax` of a search, default 500
 * A variance of 0 is an estimate like any other and comes with the warning `boundary`: a constant level, or a random walk
 * without noise. No value: fewer than 4 rows that are not missing, an infinite or a constant series. Unit and origin of
 * the series do not matter. Cost: some 100 passes of the filter. Source: Durbin and Koopman (2012), chapter 2. Checked
 * against statsmodels 0.15.0 `UnobservedComponents`, and its Nile: 15098.5 and 1469.2.
 *
 * @example
 * const random = new Random(1)
 * let level = 0
 * const series = Float64Array.from({ length: 300 }, () => (level += 0.3 * random.normal()) + random.normal())
 * const result = expectValue(localLevel(series))
 * result.levelVariance // => 0.0866012
 * result.memoryBars // => 3.854203
 */
export function localLevel(
  series: Float64Array,
  options: { readonly iterationsMax?: number } = {},
): Outcome<LocalLevelResult, LocalLevelFault> {
  const present = series.filter((value) => !Number.isNaN(value))
  const fault = seriesFault(present, 4)
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  const origin = present[0]!
  const unit = unitScale(present.map((value) => value - origin))
  const scaled = series.map((value) => (value - origin) * unit)
  const likelihood = (variances: Float64Array) =>
    kalmanLikelihood(modelOf(variances), scaled, design)
  const found = searchVariances(likelihood, 2, options.iterationsMax ?? 500)
  const errors = varianceErrors((variances) => likelihood(variances).logLikelihood, found.variances)
  const model = modelOf(found.variances)
  const path = kalmanFilter(model, scaled, design)
  const smoothed = kalmanSmoother(model, path, design)
  const observations = present.length
  const firstRow = series.findIndex((value) => !Number.isNaN(value))
  // The first row settles the level and has no scale.
  const logLikelihood = found.logLikelihood + (observations - 1) * Math.log(unit)
  const [observationVariance, levelVariance] = found.variances.map((value) => value / unit / unit)
  const [observationError, levelError] = errors.map((error) => error && error / unit / unit)
  const back = (value: number): number => value / unit + origin
  return available({
    model: 'local-level',
    observationVariance: observationVariance!,
    levelVariance: levelVariance!,
    standardErrors: { observationVariance: observationError!, levelVariance: levelError! },
    logLikelihood,
    aic: 6 - 2 * logLikelihood,
    bic: 3 * Math.log(observations) - 2 * logLikelihood,
    memoryBars: memoryOf(found.variances),
    smoothedLevel: smoothed.means.map(back),
    smoothedVariances: smoothed.covariances.map((value) => value / unit / unit),
    filteredLevel: path.filteredMeans.map((value, t) => (t < firstRow ? Number.NaN : back(value))),
    innovations: path.innovations.map((value) => value / unit),
    converged: found.converged,
    iterations: found.iterations,
    warnings: warningsOf(found.variances, found.converged),
    observations,
  })
}

const design = Float64Array.of(1)

function modelOf(variances: Float64Array): StateSpaceModel {
  const stateCovariance: Matrix = zeroMatrix(1, 1)
  stateCovariance.data[0] = variances[1]!
  return { observationVariance: variances[0]!, stateCovariance, start: exactDiffuseStart(1) }
}

function memoryOf([observation, level]: Float64Array): number | null {
  if (level === 0) return null
  if (observation === 0) return 1
  const ratio = level! / observation!
  // 2 / (-q + sqrt(q^2 + 4 q)) without the difference.
  return (ratio + Math.sqrt(ratio * ratio + 4 * ratio)) / (2 * ratio)
}

function warningsOf([observation, level]: Float64Array, converged: boolean): EstimateWarning[] {
  const warnings: EstimateWarning[] = []
  if (level === 0) {
    warnings.push({ kind: 'boundary', detail: 'variance of the level 0: it is constant' })
  }
  if (observation === 0) {
    warnings.push({ kind: 'boundary', detail: 'variance of the noise 0: the series is its level' })
  }
  if (!converged) {
    warnings.push({ kind: 'not-converged', detail: 'the likelihood still rises at the estimates' })
  }
  return warnings
}
