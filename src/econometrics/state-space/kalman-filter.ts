import { invariant } from '../../math/invariant.ts'
import { type KalmanState, startKalman, stepKalman } from './kalman-step.ts'
import type { StateSpaceModel } from './state-space-model.ts'

/** z of every row: m values for all rows alike, or m columns of n values. */
export type Design = Float64Array | readonly Float64Array[]

/** A series filtered. Row t of m states is at t m .. t m + m - 1 of the means, its m x m block at t m^2 of covariances. */
export interface KalmanPath {
  readonly rows: number
  readonly size: number
  /** Without the rows of the burn-in. */
  readonly logLikelihood: number
  /** Row by row, the burn-in too. */
  readonly logLikelihoods: Float64Array
  /** y less what the rows before it foretold; NaN where y is missing. */
  readonly innovations: Float64Array
  readonly innovationVariances: Float64Array
  /** Positive where a row settled a diffuse state. */
  readonly diffuseVariances: Float64Array
  /** Given the rows before t; one row more than the series: the last foretells. */
  readonly predictedMeans: Float64Array
  readonly predictedCovariances: Float64Array
  /** The infinite part of the predicted covariances; ends with the last row that has one. */
  readonly diffuseCovariances: Float64Array
  /** Given the rows up to t. */
  readonly filteredMeans: Float64Array
  readonly filteredCovariances: Float64Array
}

/** What the likelihood is made of, row by row summed: a common scale of all variances can be solved for from these. */
export interface KalmanLikelihood {
  readonly logLikelihood: number
  /** sum v^2 / F over rows that settled no diffuse state. */
  readonly squares: number
  /** The number of those rows. */
  readonly rows: number
}

/**
 * The Kalman filter over a whole series: `stepKalman`, row by row, with all it found kept.
 *
 * @param series n observations, NaN where missing; none is allowed
 * @param design z: m values, or m columns of n
 * No rows: an empty path that foretells the start. Cost: n m^2 (with a transition n m^3) time, n m^2 memory. Source:
 * Durbin and Koopman (2012), 4.3 and 5.2. Checked against statsmodels 0.15.0 `KalmanFilter` with known,
 * approximate-diffuse and exact-diffuse starts, constant and changing design, missing rows.
 *
 * @example
 * const model = { observationVariance: 1, stateCovariance: matrixFromRows([[0.5]]), start: exactDiffuseStart(1) }
 * const path = kalmanFilter(model, Float64Array.of(100, 101, NaN, 103), Float64Array.of(1))
 * path.innovations[1] // => 1
 * path.logLikelihood // => -5.000409
 */
export function kalmanFilter(
  model: StateSpaceModel,
  series: Float64Array,
  design: Design,
): KalmanPath {
  const rows = series.length
  const state = startKalman(model)
  const { size } = state
  const path = {
    innovations: new Float64Array(rows),
    innovationVariances: new Float64Array(rows),
    diffuseVariances: new Float64Array(rows),
    logLikelihoods: new Float64Array(rows),
    predictedMeans: new Float64Array((rows + 1) * size),
    predictedCovariances: new Float64Array((rows + 1) * size * size),
    filteredMeans: new Float64Array(rows * size),
    filteredCovariances: new Float64Array(rows * size * size),
  }
  const diffuse: number[] = []
  let logLikelihood = 0
  eachRow(model, series, design, (z, t) => {
    path.predictedMeans.set(state.predictedMean, t * size)
    path.predictedCovariances.set(state.predictedCovariance, t * size * size)
    if (state.isDiffuse) diffuse.push(...state.diffuseCovariance)
    stepKalman(model, state, series[t]!, z)
    path.innovations[t] = state.innovation
    path.innovationVariances[t] = state.innovationVariance
    path.diffuseVariances[t] = state.diffuseVariance
    path.logLikelihoods[t] = state.logLikelihood
    if (t >= model.start.burnIn) logLikelihood += state.logLikelihood
    path.filteredMeans.set(state.filteredMean, t * size)
    path.filteredCovariances.set(state.filteredCovariance, t * size * size)
  })
  path.predictedMeans.set(state.predictedMean, rows * size)
  path.predictedCovariances.set(state.predictedCovariance, rows * size * size)
  return {
    rows,
    size,
    logLikelihood,
    ...path,
    diffuseCovariances: Float64Array.from(diffuse),
  }
}

/**
 * The log-likelihood alone, without keeping the path: equal to that of `kalmanFilter`, at its cost in time and m^2 in
 * memory.
 *
 * @example
 * const model = { observationVariance: 1, stateCovariance: matrixFromRows([[0.5]]), start: exactDiffuseStart(1) }
 * kalmanLikelihood(model, Float64Array.of(100, 101, 103), Float64Array.of(1)).logLikelihood // => -5.157358
 */
export function kalmanLikelihood(
  model: StateSpaceModel,
  series: Float64Array,
  design: Design,
): KalmanLikelihood {
  const state: KalmanState = startKalman(model)
  let logLikelihood = 0
  let squares = 0
  let rows = 0
  eachRow(model, series, design, (z, t) => {
    const y = series[t]!
    stepKalman(model, state, y, z)
    if (t < model.start.burnIn || Number.isNaN(y)) return
    logLikelihood += state.logLikelihood
    if (state.diffuseVariance > 0) return
    squares += (state.innovation * state.innovation) / state.innovationVariance
    rows++
  })
  return { logLikelihood, squares, rows }
}

function eachRow(
  model: StateSpaceModel,
  series: Float64Array,
  design: Design,
  visit: (design: Float64Array, t: number) => void,
): void {
  const size = model.start.mean.length
  const fixed = design instanceof Float64Array
  invariant(design.length === size, `${size} states, ${design.length} in the design`)
  if (fixed) {
    for (let t = 0; t < series.length; t++) visit(design, t)
    return
  }
  for (const column of design) {
    invariant(column.length === series.length, 'a design column for every row of the series')
  }
  const z = new Float64Array(size)
  for (let t = 0; t < series.length; t++) {
    for (let i = 0; i < size; i++) z[i] = design[i]![t]!
    visit(z, t)
  }
}
