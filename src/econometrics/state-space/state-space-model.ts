import { invariant } from '../../math/invariant.ts'
import { type Matrix, identityMatrix, zeroMatrix } from '../../math/matrix.ts'

/**
 * A linear Gaussian model of one observed series, m hidden states.
 *
 *   y_t = d + z_t' a_t + e_t,          e_t ~ N(0, observationVariance)
 *   a_{t+1} = c + T a_t + n_t,         n_t ~ N(0, stateCovariance),   a_1 ~ start
 *
 * z_t, the design, is given with each observation: it may change from row to row.
 */
export interface StateSpaceModel {
  /** d, in units of y; default 0. */
  readonly observationIntercept?: number
  /** In squared units of y, at least 0. */
  readonly observationVariance: number
  /** T, m x m; left out: the identity, states that walk at random. */
  readonly transition?: Matrix
  /** c, m values; default zeros. */
  readonly stateIntercept?: Float64Array
  /** m x m, symmetric, not negative. */
  readonly stateCovariance: Matrix
  readonly start: KalmanStart
}

/** What is known of the states before the first row: N(mean, covariance + k diffuseCovariance) with k to infinity. */
export interface KalmanStart {
  readonly mean: Float64Array
  readonly covariance: Matrix
  /** Left out where nothing is diffuse. */
  readonly diffuseCovariance?: Matrix
  /** First rows that the likelihood leaves out, as statsmodels' `loglikelihood_burn`. */
  readonly burnIn: number
}

/**
 * States of known mean and covariance; no burn-in.
 *
 * @example
 * knownStart(Float64Array.of(0), matrixFromRows([[4]])).burnIn // => 0
 */
export function knownStart(mean: Float64Array, covariance: Matrix): KalmanStart {
  invariant(
    covariance.rows === mean.length && covariance.columns === mean.length,
    `${mean.length} states have a ${mean.length} x ${mean.length} covariance`,
  )
  return { mean, covariance, burnIn: 0 }
}

/**
 * States nearly unknown: mean 0, a large variance (default 1e6, as statsmodels has it), and a burn-in of one row a state,
 * so that the arbitrary variance is not in the likelihood. Loses digits where data are not small beside that variance:
 * `exactDiffuseStart` does not.
 *
 * @example
 * approximateDiffuseStart(2).burnIn // => 2
 */
export function approximateDiffuseStart(states: number, variance = 1e6): KalmanStart {
  const covariance = identityMatrix(states)
  covariance.data.forEach((value, k) => (covariance.data[k] = value * variance))
  return { mean: new Float64Array(states), covariance, burnIn: states }
}

/**
 * States of which nothing at all is known, the limit of an infinite variance. No burn-in: the rows that settle the
 * diffuse states enter the likelihood with -(ln 2 pi + ln F_infinity) / 2. Source: Durbin and Koopman (2012), 5.2, 7.2.2.
 *
 * @example
 * Array.from(exactDiffuseStart(1).diffuseCovariance.data) // => [1]
 */
export function exactDiffuseStart(states: number): KalmanStart {
  return {
    mean: new Float64Array(states),
    covariance: zeroMatrix(states, states),
    diffuseCovariance: identityMatrix(states),
    burnIn: 0,
  }
}
