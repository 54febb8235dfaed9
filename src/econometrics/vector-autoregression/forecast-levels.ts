import { invariant } from '../../math/invariant.ts'
import { movingAverageWeights } from './moving-average-weights.ts'
import { addedTo, productOf, type Rows, timesTransposed } from './row-matrices.ts'

/** Forecasts of all series: entry h - 1 of every list is h rows ahead. */
export interface VectorForecast {
  /** A value a series. */
  readonly values: readonly (readonly number[])[]
  /** Square roots of the diagonals of `covariances`. */
  readonly deviations: readonly (readonly number[])[]
  /** Of the forecast errors, k x k. */
  readonly covariances: readonly Rows[]
}

/** What forecasts of levels need to know of a model. */
export interface LevelsModel {
  readonly lagMatrices: readonly Rows[]
  readonly lastRows: Rows
  readonly residualCovariance: Rows
  /** What the deterministic terms give, so many rows after the last. */
  readonly deterministicAt: (step: number) => number[]
}

/** The recursion behind the forecasts of both models in levels. */
export function forecastLevels(model: LevelsModel, horizon: number): VectorForecast {
  invariant(Number.isInteger(horizon) && horizon > 0, `a horizon of ${horizon} rows`)
  const { lagMatrices, residualCovariance } = model
  const lags = lagMatrices.length
  const path = model.lastRows.slice()
  for (let step = 1; step <= horizon; step++) {
    const next = model.deterministicAt(step)
    for (const [lag, matrix] of lagMatrices.entries()) {
      const before = path[lags + step - 2 - lag]!
      for (const [k, row] of matrix.entries()) {
        next[k] = row.reduce((sum, weight, j) => sum + weight * before[j]!, next[k]!)
      }
    }
    path.push(next)
  }
  let covariance: number[][] = residualCovariance.map((row) => row.map(() => 0))
  const size = residualCovariance.length
  const covariances = movingAverageWeights(lagMatrices, horizon - 1, size).map((weight) => {
    const fresh = timesTransposed(productOf(weight, residualCovariance), weight)
    covariance = addedTo(covariance, fresh)
    return covariance
  })
  return {
    values: path.slice(lags),
    deviations: covariances.map((matrix) => matrix.map((row, k) => Math.sqrt(row[k]!))),
    covariances,
  }
}
