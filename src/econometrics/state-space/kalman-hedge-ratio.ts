import { invariant } from '../../math/invariant.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'
import type { EstimateWarning } from '../warning.ts'
import {
  type HedgeIntercept,
  type HedgeVariances,
  hedgeModel,
  hedgeStates,
} from './hedge-filter.ts'
import { filterMemory, hedgeMemory } from './hedge-memory.ts'
import { type HedgePaths, hedgePaths } from './hedge-paths.ts'
import { type ScaledRows, designOf, scaledRows } from './hedge-rows.ts'
import { kalmanLikelihood } from './kalman-filter.ts'
import { varianceErrors } from './variance-errors.ts'
import { type VarianceOptimum, searchVariances } from './variance-search.ts'

export interface KalmanHedgeRatioOptions {
  /** Default `walk`. */
  readonly intercept?: HedgeIntercept
  /** Given: nothing is estimated, the rows are filtered with these. */
  readonly variances?: HedgeVariances
  /** Of each search, default 500. */
  readonly iterationsMax?: number
}

/** A hedge ratio that walks. */
export interface KalmanHedgeRatioResult extends HedgePaths {
  readonly model: 'kalman-hedge-ratio'
  readonly intercept: HedgeIntercept
  readonly variances: HedgeVariances
  /** Null for a variance of 0, for one that is no parameter, and for all where they were given. */
  readonly standardErrors: { readonly [name in keyof HedgeVariances]: number | null }
  readonly logLikelihood: number
  /** Of variances and diffuse states. */
  readonly aic: number
  readonly bic: number
  /** How many newest rows a fitted value of y rests on. Null where nothing is ever forgotten. */
  readonly memoryBars: number | null
  /** Of the hedge ratio itself. Null where it is constant. */
  readonly hedgeMemoryBars: number | null
  readonly converged: boolean
  readonly iterations: number
  readonly warnings: readonly EstimateWarning[]
  /** Rows without missing ones. */
  readonly observations: number
}

export type KalmanHedgeRatioFault = SeriesFault['reason'] | 'perfect-fit'

/**
 * The hedge ratio of y on x as a random walk seen through noise, its variances by maximum likelihood.
 *
 *   y_t = a_t + b_t x_t + e_t,   a_{t+1} = a_t + n_t,   b_{t+1} = b_t + m_t,   e, n, m independent, normal
 *
 * a, b: exactly diffuse at the start. The innovation y_t - a_{t|t-1} - b_{t|t-1} x_t is the residual under the hedge of
 * the bar before: what a pair trader has on when the bar closes; the filtered residual, with the hedge that already
 * knows the bar, cannot be traded.
 *
 * Memory, in bars: memoryBars = 1 / mean of h_t over the later half, h_t = 1 - observation / F_t the weight of the newest
 * row in its own fitted value (1 / N in a mean of N rows). It is how long a residual lives before the filter takes it for
 * a new mean: a half-life to be traded must be several times shorter. hedgeMemoryBars = 1 + the mean, over the later
 * half, of the filtered variance of b / its variance a bar: how many bars of its own walk the uncertainty is worth. For
 * one walking state with x = 1 both are 1 / gain of the settled filter.
 *
 * @param y, x    n rows each, prices or their logarithms, NaN where missing
 * @param options `intercept` that walks, is `fixed` or `none`; `variances` to filter with, instead of estimating them
 * Standard errors come from the second derivatives of the likelihood over the positive variances. No test, no null.
 *
 * A variance of 0 has the warning `boundary`: that coefficient is constant. No value: fewer than 10 rows that are not
 * missing, an infinite or constant series, y exactly on a line of x. Cost: a few hundred passes of the filter. Source:
 * Durbin and Koopman (2012), 3.6 and 5.2; Harvey (1989), 7.4. Checked against a custom `MLEModel` of statsmodels 0.15.0
 * and the dense Gaussian likelihood.
 *
 * @example
 * const random = new Random(3)
 * let [x, b] = [100, 1.5]
 * const xs = Float64Array.from({ length: 400 }, () => (x += random.normal()))
 * const ys = xs.map((value) => (b += 0.005 * random.normal()) * value + random.normal())
 * const result = expectValue(kalmanHedgeRatio(ys, xs, { intercept: 'none' }))
 * result.variances.observation // => 0.958357
 * result.memoryBars // => 3.0100
 */
export function kalmanHedgeRatio(
  y: Float64Array,
  x: Float64Array,
  options: KalmanHedgeRatioOptions = {},
): Outcome<KalmanHedgeRatioResult, KalmanHedgeRatioFault> {
  invariant(x.length === y.length, `y has ${y.length} rows, x ${x.length}`)
  const isPresent = (t: number): boolean => !Number.isNaN(y[t]!) && !Number.isNaN(x[t]!)
  for (const [name, series] of [
    ['y', y],
    ['x', x],
  ] as const) {
    const fault = seriesFault(
      series.filter((_, t) => isPresent(t)),
      10,
      name,
    )
    if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  }
  const intercept = options.intercept ?? 'walk'
  const rows = scaledRows(y, x, intercept)
  const found = estimated(rows, intercept, options)
  if (!Number.isFinite(found.logLikelihood)) {
    return unavailable('perfect-fit', 'y is exactly a line of x: nothing is left to estimate from')
  }
  const observations = y.filter((_, t) => isPresent(t)).length
  const states = hedgeStates(intercept)
  const { unitY, unitX } = rows
  const logLikelihood =
    found.logLikelihood + (observations - states) * Math.log(unitY) + Math.log(unitX)
  const path = hedgePaths(rows, namedVariances(found.variances, intercept), intercept)
  const parameters = (options.variances === undefined ? found.variances.length : 0) + states
  const isGiven = options.variances !== undefined
  return available({
    model: 'kalman-hedge-ratio',
    intercept,
    variances: options.variances ?? unscaled(found.variances, rows, intercept),
    standardErrors: isGiven ? noErrors : errorsOf(found.variances, rows, intercept),
    logLikelihood,
    aic: 2 * parameters - 2 * logLikelihood,
    bic: parameters * Math.log(observations) - 2 * logLikelihood,
    memoryBars: filterMemory(path.kalman, found.variances),
    hedgeMemoryBars: hedgeMemory(path.kalman, found.variances.at(-1)!),
    ...path.paths,
    converged: found.converged,
    iterations: found.iterations,
    warnings: isGiven ? [] : warningsOf(found, intercept),
    observations,
  })
}

const noErrors = { observation: null, intercept: null, hedgeRatio: null }

/** Observation, intercept where it walks, hedge ratio: in the units of the scaled rows. */
function estimated(
  rows: ScaledRows,
  intercept: HedgeIntercept,
  { variances, iterationsMax = 500 }: KalmanHedgeRatioOptions,
): VarianceOptimum {
  const likelihood = likelihoodOf(rows, intercept)
  if (variances === undefined) {
    return searchVariances(likelihood, intercept === 'walk' ? 3 : 2, iterationsMax)
  }
  const { unitY, unitX } = rows
  const scaled = Float64Array.of(
    variances.observation * unitY * unitY,
    ...(intercept === 'walk' ? [variances.intercept * unitY * unitY] : []),
    (variances.hedgeRatio * unitY * unitY) / unitX / unitX,
  )
  const { logLikelihood } = likelihood(scaled)
  return { variances: scaled, logLikelihood, converged: true, iterations: 0 }
}

function likelihoodOf(rows: ScaledRows, intercept: HedgeIntercept) {
  const design = designOf(rows, intercept)
  return (variances: Float64Array) =>
    kalmanLikelihood(
      hedgeModel(namedVariances(variances, intercept), intercept, rows.originX * rows.unitX),
      rows.y,
      design,
    )
}

function namedVariances(variances: Float64Array, intercept: HedgeIntercept): HedgeVariances {
  return {
    observation: variances[0]!,
    intercept: intercept === 'walk' ? variances[1]! : 0,
    hedgeRatio: variances.at(-1)!,
  }
}

function unscaled(
  variances: Float64Array,
  { unitY, unitX }: ScaledRows,
  intercept: HedgeIntercept,
): HedgeVariances {
  const { observation, intercept: walk, hedgeRatio } = namedVariances(variances, intercept)
  return {
    observation: observation / unitY / unitY,
    intercept: walk / unitY / unitY,
    hedgeRatio: (hedgeRatio / unitY / unitY) * unitX * unitX,
  }
}

function errorsOf(
  variances: Float64Array,
  rows: ScaledRows,
  intercept: HedgeIntercept,
): KalmanHedgeRatioResult['standardErrors'] {
  const likelihood = likelihoodOf(rows, intercept)
  const errors = varianceErrors((at) => likelihood(at).logLikelihood, variances)
  const { unitY, unitX } = rows
  const back = (error: number | null | undefined, unit: number): number | null =>
    error === null || error === undefined ? null : (error / unitY / unitY) * unit * unit
  return {
    observation: back(errors[0], 1),
    intercept: intercept === 'walk' ? back(errors[1], 1) : null,
    hedgeRatio: back(errors.at(-1), unitX),
  }
}

function warningsOf(
  { variances, converged }: VarianceOptimum,
  intercept: HedgeIntercept,
): EstimateWarning[] {
  const named = namedVariances(variances, intercept)
  const warnings: EstimateWarning[] = []
  const boundary = (detail: string): number => warnings.push({ kind: 'boundary', detail })
  if (named.hedgeRatio === 0) boundary('variance of the hedge ratio 0: it is constant')
  if (intercept === 'walk' && named.intercept === 0) {
    boundary('variance of the intercept 0: it is constant')
  }
  if (named.observation === 0) {
    boundary(
      'variance of the noise 0: the states follow y wherever it goes, nothing is left to trade',
    )
  }
  if (!converged) {
    warnings.push({ kind: 'not-converged', detail: 'the likelihood still rises at the estimates' })
  }
  return warnings
}
