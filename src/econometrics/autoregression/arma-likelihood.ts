import { startKalman, stepKalman } from '../state-space/kalman-step.ts'
import { type ArmaPolynomials, armaModel } from './arma-model.ts'

/** What the exact likelihood of an ARMA process is made of, for any mean and any variance of the shocks. */
export interface ArmaSums {
  /** sum ln F_t with shocks of variance 1. */
  readonly logarithms: number
  /** sum v^2 / F, sum v u / F, sum u^2 / F: v of the series, u of a column of ones. */
  readonly squares: number
  readonly products: number
  readonly ones: number
  /** Rows that are not missing. */
  readonly rows: number
}

const design = (size: number): Float64Array => {
  const z = new Float64Array(size)
  z[0] = 1
  return z
}

/**
 * One pass of the Kalman filter over the series, and over a column of ones with the same gains: the mean of the process
 * is then a regression, and no parameter to be searched.
 *
 * @returns undefined where the polynomials are not stationary
 */
export function armaSums(series: Float64Array, polynomials: ArmaPolynomials): ArmaSums | undefined {
  const model = armaModel(polynomials)
  if (model === undefined) return undefined
  const state = startKalman(model)
  const { size, gain } = state
  const z = design(size)
  const transition = model.transition!.data
  const ofOnes = new Float64Array(size)
  const updated = new Float64Array(size)
  let [logarithms, squares, products, ones, rows] = [0, 0, 0, 0, 0]
  for (let t = 0; t < series.length; t++) {
    const value = series[t]!
    const isMissing = Number.isNaN(value)
    stepKalman(model, state, value, z)
    const variance = state.innovationVariance
    const unexplained = isMissing ? 0 : 1 - ofOnes[0]!
    if (!isMissing) {
      logarithms += Math.log(variance)
      squares += (state.innovation * state.innovation) / variance
      products += (state.innovation * unexplained) / variance
      ones += (unexplained * unexplained) / variance
      rows++
    }
    for (let i = 0; i < size; i++) updated[i] = ofOnes[i]! + (gain[i]! * unexplained) / variance
    for (let i = 0; i < size; i++) {
      let sum = 0
      for (let j = 0; j < size; j++) sum += transition[j * size + i]! * updated[j]!
      ofOnes[i] = sum
    }
  }
  return { logarithms, squares, products, ones, rows }
}

/** The log-likelihood at a mean and a variance of the shocks. */
export function armaLogLikelihood(
  { logarithms, squares, products, ones, rows }: ArmaSums,
  mean: number,
  variance: number,
): number {
  const about = squares - 2 * mean * products + mean * mean * ones
  return -0.5 * (rows * Math.log(2 * Math.PI * variance) + logarithms + about / variance)
}

/** The mean (0 where none is estimated) and the variance that make the likelihood highest. */
export function bestMeanAndVariance(
  { squares, products, ones, rows }: ArmaSums,
  hasMean: boolean,
): { readonly mean: number; readonly variance: number } {
  const mean = hasMean ? products / ones : 0
  return { mean, variance: (squares - mean * products) / rows }
}
