import { invariant } from '../../math/invariant.ts'
import { trendTerms } from './lagged-fit.ts'
import { movingAverageWeights } from './moving-average-weights.ts'
import { addedTo, productOf, timesTransposed } from './row-matrices.ts'
import type { VectorAutoregressionResult } from './vector-autoregression.ts'

/** Forecasts of all series: entry h - 1 of every list is h rows ahead. */
export interface VectorForecast {
  /** A value a series. */
  readonly values: readonly (readonly number[])[]
  /** Square roots of the diagonals of `covariances`. */
  readonly deviations: readonly (readonly number[])[]
  /** Of the forecast errors, k x k. */
  readonly covariances: readonly (readonly (readonly number[])[])[]
}

/**
 * The next `horizon` rows of a vector autoregression from the last ones of its data.
 *
 *   y_{n+h} = c + d (n + h) + sum_i A_i y_{n+h-i},   cov_h = sum_{i<h} Phi_i S Phi_i'
 *
 * Forecasts take the place of what is not known yet; Phi_i as in `impulseResponses`. The covariance has no share of
 * the errors of the estimates. Cost: horizon^2 k^2 p at most.
 * Source: Luetkepohl (2005), sections 2.2.2 and 3.5. Checked against statsmodels 0.15.0 `forecast`, `forecast_cov`.
 *
 * @param horizon rows ahead, from 1
 *
 * @example
 * const random = new Random(3)
 * let last = 0
 * const x = Float64Array.from({ length: 200 }, () => (last = 0.9 * last + random.normal()))
 * const y = x.map((value) => value + random.normal())
 * const fit = expectValue(vectorAutoregression([y, x], { lags: 1 }))
 * forecastVectorAutoregression(fit, 3).values.length // => 3
 */
export function forecastVectorAutoregression(
  fit: VectorAutoregressionResult,
  horizon: number,
): VectorForecast {
  invariant(Number.isInteger(horizon) && horizon > 0, `a horizon of ${horizon} rows`)
  const { lags, lagMatrices, residualCovariance } = fit
  const path = fit.lastRows.slice()
  for (let step = 1; step <= horizon; step++) {
    const next = deterministicPart(fit, step)
    for (const [lag, matrix] of lagMatrices.entries()) {
      const before = path[lags + step - 2 - lag]!
      for (const [k, row] of matrix.entries()) {
        for (const [j, coefficient] of row.entries()) next[k]! += coefficient * before[j]!
      }
    }
    path.push(next)
  }
  let covariance = fit.residualCovariance.map((row) => row.map(() => 0))
  const covariances = movingAverageWeights(lagMatrices, horizon - 1, fit.seriesCount).map(
    (weight) => {
      covariance = addedTo(
        covariance,
        timesTransposed(productOf(weight, residualCovariance), weight),
      )
      return covariance
    },
  )
  return {
    values: path.slice(lags),
    deviations: covariances.map((matrix) => matrix.map((row, k) => Math.sqrt(row[k]!))),
    covariances,
  }
}

function deterministicPart(fit: VectorAutoregressionResult, step: number): number[] {
  const terms = trendTerms[fit.trend].map((_, power) => (fit.seriesRows + step) ** power)
  return fit.coefficients.map((row) => terms.reduce((sum, term, j) => sum + term * row[j]!, 0))
}
