import { invariant } from '../../math/invariant.ts'
import { impulseResponses } from './impulse-responses.ts'
import type { VectorAutoregressionResult } from './vector-autoregression.ts'

/**
 * The share of each orthogonal shock in the forecast error variance of each series, entry [i][h - 1][j]: series i, h
 * rows ahead, shock j.
 *
 *   share_ij(h) = sum_{m < h} Theta_m[i, j]^2 / sum_j sum_{m < h} Theta_m[i, j]^2
 *
 * Theta as in `impulseResponses`, so the order of the columns matters here too. Shares of one row add up to 1.
 * Cost: horizon k^3 beside the responses.
 * Source: Luetkepohl (2005), section 2.3.3. Checked against statsmodels 0.15.0 `fevd`.
 *
 * @param horizon rows ahead, from 1
 *
 * @example
 * const random = new Random(1)
 * const x = Float64Array.from({ length: 400 }, () => random.normal())
 * const y = x.map((_, t) => 0.8 * (x[t - 1] ?? 0) + random.normal())
 * const fit = expectValue(vectorAutoregression([x, y], { lags: 1 }))
 * varianceDecomposition(fit, 5)[1][4][0] // => 0.358573
 */
export function varianceDecomposition(
  fit: VectorAutoregressionResult,
  horizon: number,
): number[][][] {
  invariant(Number.isInteger(horizon) && horizon > 0, `a horizon of ${horizon} rows`)
  const { responses } = impulseResponses(fit, { horizon: horizon - 1, shocks: 'orthogonal' })
  return fit.coefficients.map((_, series) => {
    const sums = responses[0]![series]!.map(() => 0)
    return responses.map((matrix) => {
      for (const [shock, value] of matrix[series]!.entries()) sums[shock]! += value * value
      const total = sums.reduce((sum, value) => sum + value, 0)
      return sums.map((value) => value / total)
    })
  })
}
