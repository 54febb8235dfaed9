import { gammaCdf, gammaPdf, gammaQuantile, gammaSurvival } from './gamma.ts'

/**
 * Density of the chi-squared distribution: gamma of shape df / 2 and scale 2.
 *
 * @param degreesOfFreedom above 0, up to 2e8, not necessarily whole; NaN outside
 *
 * @example
 * chiSquaredPdf(2, 3) // => 0.207554
 */
export function chiSquaredPdf(x: number, degreesOfFreedom: number): number {
  return gammaPdf(x, degreesOfFreedom / 2, 2)
}

/**
 * P(X <= x); 0 for x <= 0. Domain as `chiSquaredPdf`.
 *
 * @example
 * chiSquaredCdf(3.841458820694124, 1) // => 0.95
 */
export function chiSquaredCdf(x: number, degreesOfFreedom: number): number {
  return gammaCdf(x, degreesOfFreedom / 2, 2)
}

/**
 * P(X > x), accurate in the tail: the p-value of a chi-squared statistic. Domain as `chiSquaredPdf`.
 *
 * @example
 * chiSquaredSurvival(10, 2) // => 0.00673795
 */
export function chiSquaredSurvival(x: number, degreesOfFreedom: number): number {
  return gammaSurvival(x, degreesOfFreedom / 2, 2)
}

/**
 * The x with P(X <= x) = p; 0 at 0, Infinity at 1, NaN outside [0, 1]. Domain as `chiSquaredPdf`.
 *
 * @example
 * chiSquaredQuantile(0.95, 2) // => 5.99146
 */
export function chiSquaredQuantile(p: number, degreesOfFreedom: number): number {
  return gammaQuantile(p, degreesOfFreedom / 2, 2)
}
