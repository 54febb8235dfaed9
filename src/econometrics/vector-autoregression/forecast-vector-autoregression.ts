import { forecastLevels, type VectorForecast } from './forecast-levels.ts'
import { trendTerms } from './lagged-fit.ts'
import type { VectorAutoregressionResult } from './vector-autoregression.ts'

/**
 * The next `horizon` rows of a vector autoregression from the last ones of its data.
 *
 *   y_{n+h} = c + d (n + h) + sum_i A_i y_{n+h-i},   cov_h = sum_{i<h} Phi_i S Phi_i'
 *
 * Forecasts take the place of what is not known yet; Phi_i as in `impulseResponses`. The covariance has no share of
 * the errors of the estimates. Cost: horizon p k^3.
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
  return forecastLevels(
    { ...fit, deterministicAt: (step) => deterministicPart(fit, step) },
    horizon,
  )
}

function deterministicPart(fit: VectorAutoregressionResult, step: number): number[] {
  const terms = trendTerms[fit.trend].map((_, power) => (fit.seriesRows + step) ** power)
  return fit.coefficients.map((row) => terms.reduce((sum, term, j) => sum + term * row[j]!, 0))
}
