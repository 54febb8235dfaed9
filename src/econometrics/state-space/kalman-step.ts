import { invariant } from '../../math/invariant.ts'
import { symmetricEigen } from '../../math/symmetric-eigen.ts'
import type { StateSpaceModel } from './state-space-model.ts'

/** Where a filter stands between two rows. One record for its whole life: `stepKalman` writes into it. */
export interface KalmanState {
  /** m, the number of states. */
  readonly size: number
  /** Of the states at the next row, given the rows so far: m and m x m. */
  readonly predictedMean: Float64Array
  readonly predictedCovariance: Float64Array
  /** The part of the covariance that goes to infinity; zeros once `isDiffuse` is false. */
  readonly diffuseCovariance: Float64Array
  /** Of the states at the last row, given it. */
  readonly filteredMean: Float64Array
  readonly filteredCovariance: Float64Array
  isDiffuse: boolean
  /** How many directions are diffuse still, and the largest infinite variance so far: what rounding is measured by. */
  diffuseRank: number
  diffuseScale: number
  /** Last observation less what was expected of it; NaN where it was missing. */
  innovation: number
  /** Its variance; where the row settled a diffuse state, the finite part of it. */
  innovationVariance: number
  /** The infinite part of it, 0 for most rows. */
  diffuseVariance: number
  /** What the last row added to the log-likelihood; 0 for a missing one. */
  logLikelihood: number
  /** Scratch: P z, P_infinity z, and an m x m product. */
  readonly gain: Float64Array
  readonly diffuseGain: Float64Array
  readonly product: Float64Array
}

const LOG_TWO_PI = Math.log(2 * Math.PI)

// F_infinity is z'z times the infinite variance along z: below this share of it and of the largest such variance it is
// rounding.
const DIFFUSE_TOLERANCE = 1e-14
const RANK_TOLERANCE = 1e-12

/**
 * A filter before its first row, for `stepKalman`. Cost: some m^2 numbers, the last that are allocated.
 *
 * @example
 * const model = { observationVariance: 1, stateCovariance: matrixFromRows([[0.1]]), start: exactDiffuseStart(1) }
 * startKalman(model).isDiffuse // => true
 */
export function startKalman(model: StateSpaceModel): KalmanState {
  const { mean, covariance, diffuseCovariance } = model.start
  const size = mean.length
  invariant(model.stateCovariance.rows === size, `stateCovariance must be ${size} x ${size}`)
  const infinite = diffuseCovariance === undefined ? [] : symmetricEigen(diffuseCovariance).values
  const diffuseScale = Math.max(0, ...infinite)
  const diffuseRank = infinite.filter((value) => value > RANK_TOLERANCE * diffuseScale).length
  return {
    size,
    predictedMean: mean.slice(),
    predictedCovariance: covariance.data.slice(),
    diffuseCovariance: diffuseCovariance?.data.slice() ?? new Float64Array(size * size),
    filteredMean: mean.slice(),
    filteredCovariance: covariance.data.slice(),
    isDiffuse: diffuseRank > 0,
    diffuseRank,
    diffuseScale,
    innovation: Number.NaN,
    innovationVariance: Number.NaN,
    diffuseVariance: 0,
    logLikelihood: 0,
    gain: new Float64Array(size),
    diffuseGain: new Float64Array(size),
    product: new Float64Array(size * size),
  }
}

/**
 * One row through the filter: update with the observation, then predict the next. Allocates nothing.
 *
 *   v = y - d - z'a,   F = z'P z + observationVariance,   a <- a + P z v / F,   P <- P - P z z'P / F
 *   a <- c + T a,      P <- T P T' + stateCovariance
 *
 * A NaN observation is missing: only the second line. While states are diffuse, P is P + k P_infinity with k to
 * infinity, and a row with F_infinity = z'P_infinity z > 0 settles one of them: a <- a + P_infinity z v / F_infinity.
 *
 * @param state       changed in place; afterwards it holds the filtered states of this row, the predicted ones of the
 *   next, the innovation with its variance and the row's log-likelihood
 * @param observation y, or NaN
 * @param design      z, m values
 *
 * F = 0, a row that the model says is certain: taken for what it is, no update; its log-likelihood is -infinity unless
 * the innovation is 0 too, then infinity.
 * Cost: m^2, with a transition 2 m^3. Source: Durbin and Koopman (2012), 4.3 and 5.2. Checked against statsmodels
 * 0.15.0, row by row.
 *
 * @example
 * const model = { observationVariance: 1, stateCovariance: matrixFromRows([[0.5]]), start: exactDiffuseStart(1) }
 * const state = startKalman(model)
 * for (const price of [100, 101, 103]) stepKalman(model, state, price, Float64Array.of(1))
 * state.filteredMean[0] // => 101.857143
 */
export function stepKalman(
  model: StateSpaceModel,
  state: KalmanState,
  observation: number,
  design: Float64Array,
): void {
  const { size } = state
  state.filteredMean.set(state.predictedMean)
  state.filteredCovariance.set(state.predictedCovariance)
  let fitted = model.observationIntercept ?? 0
  for (let i = 0; i < size; i++) fitted += design[i]! * state.predictedMean[i]!
  timesDesign(state.predictedCovariance, design, state.gain)
  state.innovation = observation - fitted
  state.innovationVariance = model.observationVariance + product(state.gain, design)
  state.diffuseVariance = state.isDiffuse ? diffuseVarianceOf(state, design) : 0
  if (Number.isNaN(observation)) state.logLikelihood = 0
  else if (state.diffuseVariance > 0) settle(state)
  else update(state)
  predict(model, state)
}

function update(state: KalmanState): void {
  const { size, gain, filteredMean, filteredCovariance, innovation } = state
  const variance = state.innovationVariance
  if (!(variance > 0)) {
    state.logLikelihood = innovation === 0 ? Infinity : -Infinity
    return
  }
  const weight = innovation / variance
  for (let i = 0; i < size; i++) {
    filteredMean[i]! += gain[i]! * weight
    for (let j = 0; j < size; j++) {
      filteredCovariance[j * size + i]! -= (gain[i]! * gain[j]!) / variance
    }
  }
  state.logLikelihood = -0.5 * (LOG_TWO_PI + Math.log(variance) + innovation * weight)
}

/** The update by a row that settles a diffuse state; the finite covariance is of order k^0 after it. */
function settle(state: KalmanState): void {
  const { size, gain, diffuseGain, filteredMean, filteredCovariance, diffuseCovariance } = state
  const infinite = state.diffuseVariance
  const weight = state.innovation / infinite
  const finite = state.innovationVariance / infinite
  for (let i = 0; i < size; i++) {
    filteredMean[i]! += diffuseGain[i]! * weight
    for (let j = 0; j < size; j++) {
      const at = j * size + i
      const ours = diffuseGain[i]!
      const theirs = diffuseGain[j]!
      filteredCovariance[at]! +=
        (ours * theirs * finite - gain[i]! * theirs - ours * gain[j]!) / infinite
      diffuseCovariance[at]! -= (ours * theirs) / infinite
    }
  }
  // One direction settled; after the last nothing is left but rounding.
  state.diffuseRank--
  if (state.diffuseRank === 0) {
    state.isDiffuse = false
    diffuseCovariance.fill(0)
  }
  state.logLikelihood = -0.5 * (LOG_TWO_PI + Math.log(infinite))
}

function predict(model: StateSpaceModel, state: KalmanState): void {
  const { size, predictedMean, predictedCovariance, filteredMean, filteredCovariance } = state
  const { transition, stateIntercept, stateCovariance } = model
  if (transition === undefined) {
    predictedMean.set(filteredMean)
    predictedCovariance.set(filteredCovariance)
  } else {
    for (let i = 0; i < size; i++) {
      let sum = 0
      for (let j = 0; j < size; j++) sum += transition.data[j * size + i]! * filteredMean[j]!
      predictedMean[i] = sum
    }
    carry(transition.data, filteredCovariance, predictedCovariance, state.product)
    if (state.isDiffuse) {
      carry(transition.data, state.diffuseCovariance, state.diffuseCovariance, state.product)
    }
  }
  for (let k = 0; k < size * size; k++) predictedCovariance[k]! += stateCovariance.data[k]!
  if (stateIntercept === undefined) return
  for (let i = 0; i < size; i++) predictedMean[i]! += stateIntercept[i]!
}

/** `to` = T P T', exactly symmetric. */
function carry(
  transition: Float64Array,
  from: Float64Array,
  to: Float64Array,
  scratch: Float64Array,
): void {
  const size = Math.sqrt(from.length)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let sum = 0
      for (let k = 0; k < size; k++) sum += transition[k * size + i]! * from[j * size + k]!
      scratch[j * size + i] = sum
    }
  }
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let k = 0; k < size; k++) sum += scratch[k * size + i]! * transition[k * size + j]!
      to[j * size + i] = sum
      to[i * size + j] = sum
    }
  }
}

/** z'P_infinity z, 0 where it is nothing but rounding. */
function diffuseVarianceOf(state: KalmanState, design: Float64Array): number {
  timesDesign(state.diffuseCovariance, design, state.diffuseGain)
  const variance = product(state.diffuseGain, design)
  for (let k = 0; k < state.size; k++) {
    const along = state.diffuseCovariance[k * (state.size + 1)]!
    if (along > state.diffuseScale) state.diffuseScale = along
  }
  const rounding = DIFFUSE_TOLERANCE * state.diffuseScale * product(design, design)
  return variance > rounding ? variance : 0
}

function timesDesign(covariance: Float64Array, design: Float64Array, into: Float64Array): void {
  const size = design.length
  for (let i = 0; i < size; i++) {
    let sum = 0
    for (let j = 0; j < size; j++) sum += covariance[j * size + i]! * design[j]!
    into[i] = sum
  }
}

function product(left: Float64Array, right: Float64Array): number {
  let sum = 0
  for (let i = 0; i < left.length; i++) sum += left[i]! * right[i]!
  return sum
}
