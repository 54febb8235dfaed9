import { available, type Outcome } from '../../math/outcome.ts'
import { ar1 } from './ar1.ts'
import type { SeriesFault } from '../series-fault.ts'

/** How fast a series comes back to its mean, in bars. */
export interface HalfLife {
  /** AR(1) coefficient with constant. */
  readonly phi: number
  /** null where phi is outside (0, 1): nothing reverts, or it overshoots in every bar. */
  readonly halfLifeBars: number | null
  /** The same with Kendall's bias removed from phi; longer, and null sooner. */
  readonly halfLifeBarsCorrected: number | null
}

/**
 * The half-life of a series: the bars after which half of a deviation from the mean is expected to be gone.
 *
 *   halfLifeBars = ln 2 / -ln(phi)
 *
 * phi: of `ar1`. Both half-lives are null for phi outside (0, 1). No value: as `ar1`. Cost: that of `ar1`. Checked
 * against the closed form on statsmodels' estimate of phi.
 *
 * @example
 * const random = new Random(1)
 * let level = 0
 * const series = Float64Array.from({ length: 500 }, () => (level = 0.8 * level + random.normal()))
 * expectValue(halfLife(series)).halfLifeBars // => 2.40657
 */
export function halfLife(series: Float64Array): Outcome<HalfLife, SeriesFault['reason']> {
  const fit = ar1(series)
  if (fit.kind === 'unavailable') return fit
  const { phi, observations } = fit.value
  return available({
    phi,
    halfLifeBars: halfLifeOf(phi),
    halfLifeBarsCorrected: halfLifeOf(withoutKendallBias(phi, observations)),
  })
}

/**
 * The bars after which half of a deviation is gone: ln 2 / -ln(phi), phi the AR(1) coefficient of a bar; null for phi
 * outside (0, 1), NaN among them.
 *
 * @example
 * halfLifeOf(0.5) // => 1
 */
export function halfLifeOf(phi: number): number | null {
  return phi > 0 && phi < 1 ? Math.LN2 / -Math.log(phi) : null
}

/**
 * An AR(1) coefficient estimated with constant, without its leading bias -(1 + 3 phi) / n.
 *
 * Short samples make a series look faster than it is: at phi = 0.98 and n = 200 the bias is -0.020 and the half-life
 * of 34 bars reads as 17. The bias is evaluated at the estimate; the result may exceed 1.
 *
 * @param phi estimate by least squares with constant
 * @param n   pairs (x_{t-1}, x_t) it was estimated from
 * Source: M. G. Kendall (1954), Note on bias in the estimation of autocorrelation, Biometrika 41, 403-404.
 * Checked by simulation: it takes most of the bias of short samples.
 *
 * @example
 * withoutKendallBias(0.9, 100) // => 0.937
 */
export function withoutKendallBias(phi: number, n: number): number {
  return phi + (1 + 3 * phi) / n
}
