import { normalQuantile } from '../../math/distributions/normal.ts'

/**
 * How many forecasts do not overlap: each begins at or after the end of the one counted before it.
 *
 * @param horizon microseconds
 *
 * @example
 * independentSamples(Float64Array.of(0, 1, 2, 3), 2) // => 2
 */
export function independentSamples(times: Float64Array, horizon: number): number {
  let count = 0
  let free = -Infinity
  for (let k = 0; k < times.length; k++) {
    if (times[k]! < free) continue
    count++
    free = times[k]! + horizon
  }
  return count
}

/**
 * The smallest information coefficient that so many independent samples tell from none: at 5 % (two-sided), in 80 of 100
 * samples.
 *
 *   (z_0.975 + z_0.8) / sqrt(n)
 *
 * NaN of none. A correlation of n independent normal pairs has a standard error of about 1 / sqrt(n).
 *
 * @example
 * detectableCorrelation(10_000) // => 0.028016
 */
export function detectableCorrelation(samples: number): number {
  return samples > 0
    ? (normalQuantile(0.975) + normalQuantile(0.8)) / Math.sqrt(samples)
    : Number.NaN
}
