import {
  type Matrix,
  identityMatrix,
  multiply,
  multiplyTransposed,
  transpose,
  zeroMatrix,
} from '../../math/matrix.ts'
import type { Design, KalmanPath } from './kalman-filter.ts'
import type { StateSpaceModel } from './state-space-model.ts'

/** The states given the whole series; row t at t m of the means, its m x m block at t m^2 of the covariances. */
export interface SmoothedStates {
  readonly means: Float64Array
  readonly covariances: Float64Array
}

/** What the rows after t say about the states at t; where states are diffuse, in powers 0, 1 and 2 of 1 / k. */
interface Backward {
  readonly r0: Matrix
  readonly r1: Matrix
  readonly n0: Matrix
  readonly n1: Matrix
  readonly n2: Matrix
}

/** One row of the filter as the smoother needs it. */
interface Row {
  readonly transition: Matrix
  readonly z: Matrix
  readonly mean: Matrix
  readonly covariance: Matrix
  /** Undefined once nothing is diffuse. */
  readonly infinite: Matrix | undefined
  readonly innovation: number
  readonly variance: number
  readonly infiniteVariance: number
}

/**
 * Fixed-interval smoothing: the states given all rows, from the path of the filter, backwards.
 *
 *   r_{t-1} = z v / F + L' r_t,   N_{t-1} = z z' / F + L' N_t L,   L = T - T P z z' / F,   r_n = 0, N_n = 0
 *   mean = a + P r_{t-1},   covariance = P - P N_{t-1} P
 *
 * a, P: predicted. For a missing row L = T and the first terms fall away. Rows at which states are still diffuse use the
 * expansion in 1 / k: mean = a + P r0 + P_infinity r1 and its covariance. The same numbers as the recursion of Rauch,
 * Tung and Striebel, without its inverse of P.
 *
 * @param path   of `kalmanFilter` with the same model and design
 * Cost: n m^3. Source: Durbin and Koopman (2012), 4.4 and 5.3. Checked against statsmodels 0.15.0 `KalmanSmoother`.
 *
 * @example
 * const model = { observationVariance: 1, stateCovariance: matrixFromRows([[0.5]]), start: exactDiffuseStart(1) }
 * const one = Float64Array.of(1)
 * const path = kalmanFilter(model, Float64Array.of(100, NaN, 103), one)
 * kalmanSmoother(model, path, one).means[1] // => 101.5
 */
export function kalmanSmoother(
  model: StateSpaceModel,
  path: KalmanPath,
  design: Design,
): SmoothedStates {
  const { rows, size } = path
  const means = new Float64Array(rows * size)
  const covariances = new Float64Array(rows * size * size)
  let later: Backward = {
    r0: zeroMatrix(size, 1),
    r1: zeroMatrix(size, 1),
    n0: zeroMatrix(size, size),
    n1: zeroMatrix(size, size),
    n2: zeroMatrix(size, size),
  }
  for (let t = rows - 1; t >= 0; t--) {
    const row = rowOf(model, path, design, t)
    const isSettling = row.infiniteVariance > 0 && !Number.isNaN(row.innovation)
    later = isSettling ? beforeSettling(row, later) : beforeOrdinary(row, later)
    const { mean, covariance } = smoothedRow(row, later)
    means.set(mean.data, t * size)
    covariances.set(covariance.data, t * size * size)
  }
  return { means, covariances }
}

function smoothedRow(
  { mean, covariance, infinite }: Row,
  { r0, r1, n0, n1, n2 }: Backward,
): { mean: Matrix; covariance: Matrix } {
  const ordinary = {
    mean: sum([mean, 1], [multiply(covariance, r0), 1]),
    covariance: sum([covariance, 1], [sandwich(covariance, n0, covariance), -1]),
  }
  if (infinite === undefined) return ordinary
  const mixed = sandwich(infinite, n1, covariance)
  return {
    mean: sum([ordinary.mean, 1], [multiply(infinite, r1), 1]),
    covariance: sum(
      [ordinary.covariance, 1],
      [mixed, -1],
      [transpose(mixed), -1],
      [sandwich(infinite, n2, infinite), -1],
    ),
  }
}

function beforeOrdinary(row: Row, { r0, r1, n0, n1, n2 }: Backward): Backward {
  const { z, covariance, variance, innovation, transition } = row
  // A missing row, or one that was certain, has taught nothing.
  const inverse = Number.isNaN(innovation) || !(variance > 0) ? 0 : 1 / variance
  const gain = multiply(transition, multiply(covariance, z))
  const carry = sum([transition, 1], [multiply(gain, transpose(z)), -inverse])
  return {
    r0: sum([multiplyTransposed(carry, r0), 1], [z, inverse === 0 ? 0 : innovation * inverse]),
    r1: multiplyTransposed(carry, r1),
    n0: sum([sandwich(carry, n0, carry), 1], [multiply(z, transpose(z)), inverse]),
    n1: sandwich(carry, n1, carry),
    n2: sandwich(carry, n2, carry),
  }
}

/** The expansion of the same in 1 / k: L = L0 + L1 / k. */
function beforeSettling(row: Row, { r0, r1, n0, n1, n2 }: Backward): Backward {
  const { z, covariance, transition, innovation, variance, infiniteVariance } = row
  const finiteGain = multiply(transition, multiply(covariance, z))
  const infiniteGain = multiply(transition, multiply(row.infinite!, z))
  const square = multiply(z, transpose(z))
  const ratio = variance / infiniteVariance
  const carry = sum([transition, 1], [multiply(infiniteGain, transpose(z)), -1 / infiniteVariance])
  const gain = sum([finiteGain, 1], [infiniteGain, -ratio])
  const correction = sum([multiply(gain, transpose(z)), -1 / infiniteVariance])
  const first = sandwich(correction, n0, carry)
  const second = sandwich(correction, n1, carry)
  return {
    r0: multiplyTransposed(carry, r0),
    r1: sum(
      [multiplyTransposed(carry, r1), 1],
      [multiplyTransposed(correction, r0), 1],
      [z, innovation / infiniteVariance],
    ),
    n0: sandwich(carry, n0, carry),
    n1: sum(
      [sandwich(carry, n1, carry), 1],
      [first, 1],
      [transpose(first), 1],
      [square, 1 / infiniteVariance],
    ),
    n2: sum(
      [sandwich(carry, n2, carry), 1],
      [second, 1],
      [transpose(second), 1],
      [sandwich(correction, n0, correction), 1],
      [square, -ratio / infiniteVariance],
    ),
  }
}

function rowOf(model: StateSpaceModel, path: KalmanPath, design: Design, t: number): Row {
  const { size } = path
  const block = size * size
  const square = (data: Float64Array): Matrix => ({
    rows: size,
    columns: size,
    data: data.subarray(t * block, (t + 1) * block),
  })
  const column = (data: Float64Array): Matrix => ({ rows: size, columns: 1, data })
  const isDiffuse = t * block < path.diffuseCovariances.length
  return {
    transition: model.transition ?? identityMatrix(size),
    z: column(
      design instanceof Float64Array ? design : Float64Array.from(design, (values) => values[t]!),
    ),
    mean: column(path.predictedMeans.subarray(t * size, (t + 1) * size)),
    covariance: square(path.predictedCovariances),
    infinite: isDiffuse ? square(path.diffuseCovariances) : undefined,
    innovation: path.innovations[t]!,
    variance: path.innovationVariances[t]!,
    infiniteVariance: path.diffuseVariances[t]!,
  }
}

/** left' inner right */
function sandwich(left: Matrix, inner: Matrix, right: Matrix): Matrix {
  return multiplyTransposed(left, multiply(inner, right))
}

function sum(...terms: readonly (readonly [matrix: Matrix, weight: number])[]): Matrix {
  const { rows, columns } = terms[0]![0]
  const total = zeroMatrix(rows, columns)
  for (const [matrix, weight] of terms) {
    for (let k = 0; k < total.data.length; k++) total.data[k]! += weight * matrix.data[k]!
  }
  return total
}
