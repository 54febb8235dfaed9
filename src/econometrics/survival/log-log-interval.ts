import { normalQuantile } from '../../math/distributions/normal.ts'

/**
 * An interval of a probability that is symmetric in log(-log p), and so never leaves [0, 1].
 *
 *   p ^ exp(-+ z se / (p ln p))
 *
 * NaN at 0 and 1, where the transformation has no value. Source: J. D. Kalbfleisch, R. L. Prentice (2002), The
 * Statistical Analysis of Failure Time Data, section 1.4.
 */
export function logLogInterval(
  probability: number,
  standardError: number,
  level: number,
): readonly [number, number] {
  if (!(probability > 0 && probability < 1)) return [NaN, NaN]
  const z = normalQuantile((1 + level) / 2)
  const reach = (z * standardError) / (probability * Math.log(probability))
  // The logarithm is below zero, and so is the reach.
  return [probability ** Math.exp(-reach), probability ** Math.exp(reach)]
}
