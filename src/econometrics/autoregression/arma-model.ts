import { type Matrix, multiply, transpose, zeroMatrix } from '../../math/matrix.ts'
import { type StateSpaceModel, knownStart } from '../state-space/state-space-model.ts'

/** 1 - ar_1 z - ... before the series, 1 + ma_1 z + ... before the shocks. */
export interface ArmaPolynomials {
  readonly ar: readonly number[]
  readonly ma: readonly number[]
}

// Doubling: 2^60 terms of the sum, far beyond any root the doubles tell from 1.
const DOUBLINGS_MAX = 60

/**
 * An ARMA process of mean zero and shocks of variance 1 as a state-space model, stationary at the start.
 *
 *   a_{t+1} = T a_t + r e_{t+1},   y_t = first state;   T: ar in the first column, ones above the diagonal,
 *   r = (1, ma_1, ..., ma_{m-1})',   m = max(p, q + 1)
 *
 * @returns undefined where the process is not stationary
 * Source: Harvey (1989), 3.3; the start's covariance P = T P T' + r r' by doubling, Anderson and Moore (1979), 6.7.
 */
export function armaModel({ ar, ma }: ArmaPolynomials): StateSpaceModel | undefined {
  const size = Math.max(ar.length, ma.length + 1)
  const transition = zeroMatrix(size, size)
  for (const [k, coefficient] of ar.entries()) transition.data[k] = coefficient
  for (let k = 1; k < size; k++) transition.data[k * size + k - 1] = 1
  const shock = Float64Array.from({ length: size }, (_, k) => (k === 0 ? 1 : (ma[k - 1] ?? 0)))
  const stateCovariance = zeroMatrix(size, size)
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size; i++) stateCovariance.data[j * size + i] = shock[i]! * shock[j]!
  }
  const covariance = stationaryCovariance(transition, stateCovariance)
  if (covariance === undefined) return undefined
  return {
    observationVariance: 0,
    transition,
    stateCovariance,
    start: knownStart(new Float64Array(size), covariance),
  }
}

/** The sum of T^k Q T'^k over all k >= 0, or undefined where it does not end. */
function stationaryCovariance(transition: Matrix, noise: Matrix): Matrix | undefined {
  let power = transition
  let sum = noise
  for (let doubling = 0; doubling < DOUBLINGS_MAX; doubling++) {
    const more = multiply(multiply(power, sum), transpose(power))
    let largest = 0
    let added = 0
    const data = sum.data.map((value, k) => {
      added = Math.max(added, Math.abs(more.data[k]!))
      largest = Math.max(largest, Math.abs(value))
      return value + more.data[k]!
    })
    sum = { ...sum, data }
    if (!Number.isFinite(added) || added > 1e200) return undefined
    if (added <= Number.EPSILON * 1e-2 * largest) return sum
    power = multiply(power, power)
  }
  return undefined
}
