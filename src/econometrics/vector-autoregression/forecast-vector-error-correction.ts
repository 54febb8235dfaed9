import { forecastLevels, type VectorForecast } from './forecast-levels.ts'
import type { VectorErrorCorrectionResult } from './vector-error-correction.ts'

/**
 * The next `horizon` rows of a vector error correction model from the last ones of its data, by its form in levels.
 *
 *   y_{n+h} = c + d (n + h) + sum_i A_i y_{n+h-i},   cov_h = sum_{i<h} Phi_i S Phi_i'
 *
 * S is divided by the rows; the covariance has no share of the errors of the estimates and grows without bound, as
 * that of levels does. Cost: horizon (k + 1) p^3. Source: Luetkepohl (2005), section 6.5. Checked against statsmodels
 * 0.15.0 `predict`.
 *
 * @param horizon rows ahead, from 1
 *
 * @example
 * const random = new Random(1)
 * let level = 0
 * const x = Float64Array.from({ length: 300 }, () => (level += random.normal()))
 * const y = x.map((value) => value + random.normal())
 * const fit = expectValue(vectorErrorCorrection([y, x], { deterministic: 'none' }))
 * forecastVectorErrorCorrection(fit, 4).values.length // => 4
 */
export function forecastVectorErrorCorrection(
  fit: VectorErrorCorrectionResult,
  horizon: number,
): VectorForecast {
  const deterministicAt = (step: number): number[] =>
    fit.levelTrend.map(([constant, trend]) => constant! + trend! * (fit.seriesRows + step))
  return forecastLevels({ ...fit, deterministicAt }, horizon)
}
