import { type Matrix, zeroMatrix } from '../../math/matrix.ts'
import { type KalmanState, startKalman, stepKalman } from './kalman-step.ts'
import { type StateSpaceModel, exactDiffuseStart } from './state-space-model.ts'

/** Of a_t in y_t = a_t + b_t x_t + e_t: it walks like b_t, is one number, or is not there. */
export type HedgeIntercept = 'walk' | 'fixed' | 'none'

/** Squared units of y, of y, and of y / x. `intercept` is 0 unless it walks. */
export interface HedgeVariances {
  readonly observation: number
  readonly intercept: number
  readonly hedgeRatio: number
}

/** A hedge ratio as it is known after each row. One record for its whole life: `stepHedgeFilter` writes into it. */
export interface HedgeFilter {
  readonly variances: HedgeVariances
  readonly interceptKind: HedgeIntercept
  /** NaN until the rows so far settle it. */
  hedgeRatio: number
  intercept: number
  /** y of the last row less intercept and hedge ratio of the row before it: what a pair trader could have traded. */
  innovation: number
  innovationVariance: number
  /** The first row: states are kept relative to it, so that prices far from 0 cost no digits. */
  originY: number
  originX: number
  model: StateSpaceModel | undefined
  state: KalmanState | undefined
  readonly design: Float64Array
}

/**
 * A live filter of the hedge ratio, with variances estimated before (`kalmanHedgeRatio`), knowing nothing of the states.
 * Model, source and what it was checked against: there.
 *
 * @example
 * const filter = startHedgeFilter({ observation: 1, intercept: 0, hedgeRatio: 0.01 }, 'none')
 * for (const [y, x] of [[20, 10], [22, 11], [25, 12]]) stepHedgeFilter(filter, y, x)
 * filter.hedgeRatio // => 2.057943
 * filter.innovation // => 1
 */
export function startHedgeFilter(
  variances: HedgeVariances,
  intercept: HedgeIntercept,
): HedgeFilter {
  return {
    variances,
    interceptKind: intercept,
    hedgeRatio: Number.NaN,
    intercept: intercept === 'none' ? 0 : Number.NaN,
    innovation: Number.NaN,
    innovationVariance: Number.NaN,
    originY: 0,
    originX: 0,
    model: undefined,
    state: undefined,
    design: new Float64Array(hedgeStates(intercept)).fill(1),
  }
}

/**
 * One row through the filter: y and x of the two legs, NaN in either where it is missing. Allocates at the first row
 * only. Afterwards the record holds the innovation of this row, under the hedge of the one before, and the new hedge.
 * A row with NaN leaves the hedge where it was. Cost: that of `stepKalman` for one state or two. Checked against the
 * rows of `kalmanHedgeRatio`.
 *
 * @example
 * const filter = startHedgeFilter({ observation: 1, intercept: 0, hedgeRatio: 0.01 }, 'none')
 * stepHedgeFilter(filter, 20, 10)
 * filter.hedgeRatio // => 2
 */
export function stepHedgeFilter(filter: HedgeFilter, y: number, x: number): void {
  const isMissing = Number.isNaN(y) || Number.isNaN(x)
  const hasIntercept = filter.interceptKind !== 'none'
  if (filter.model === undefined) {
    if (isMissing) return
    if (hasIntercept) [filter.originY, filter.originX] = [y, x]
    filter.model = hedgeModel(filter.variances, filter.interceptKind, filter.originX)
    filter.state = startKalman(filter.model)
  }
  const state = filter.state!
  const { design, originX, originY } = filter
  design[design.length - 1] = isMissing ? 0 : x - originX
  stepKalman(filter.model, state, isMissing ? Number.NaN : y - originY, design)
  const isUsed = !isMissing && state.diffuseVariance === 0
  filter.innovation = isUsed ? state.innovation : Number.NaN
  filter.innovationVariance = isUsed ? state.innovationVariance : Number.NaN
  if (state.isDiffuse) return
  filter.hedgeRatio = state.filteredMean[design.length - 1]!
  if (hasIntercept) {
    filter.intercept = originY + state.filteredMean[0]! - filter.hedgeRatio * originX
  }
}

/** 1 or 2: the hedge ratio is the last state. */
export function hedgeStates(intercept: HedgeIntercept): number {
  return intercept === 'none' ? 1 : 2
}

/**
 * The model in the states (a_t + b_t originX, b_t), or b_t alone, with design (1, x - originX) or x.
 *
 * The value of the line at the origin instead of at zero: the same model, but for prices near the origin the two states
 * are nearly uncorrelated, where a_t and b_t are all but collinear.
 */
export function hedgeModel(
  variances: HedgeVariances,
  intercept: HedgeIntercept,
  originX: number,
): StateSpaceModel {
  const size = hedgeStates(intercept)
  const stateCovariance: Matrix = zeroMatrix(size, size)
  const { data } = stateCovariance
  const walk = variances.hedgeRatio
  data[size * size - 1] = walk
  if (size === 2) {
    data[0] = variances.intercept + originX * originX * walk
    data[1] = originX * walk
    data[2] = originX * walk
  }
  return {
    observationVariance: variances.observation,
    stateCovariance,
    start: exactDiffuseStart(size),
  }
}
