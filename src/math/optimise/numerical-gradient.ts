import type { Objective } from './minimum-search.ts'

// Truncation h^2 and rounding eps / h are alike at the cube root of eps.
const STEP = Math.cbrt(Number.EPSILON)

/**
 * Gradient by central differences, good to about ten digits of a smooth function of size 1.
 *
 *   (f(x + h e_i) - f(x - h e_i)) / 2h,  h = 6e-6 max(1, |x_i|)
 *
 * Cost 2 n evaluations. Source: Nocedal and Wright (2006), section 8.1.
 *
 * @example
 * numericalGradient((x) => x[0] ** 3, Float64Array.of(2))[0] // => 12.0000
 */
export function numericalGradient(f: Objective, x: Float64Array): Float64Array {
  const probe = x.slice()
  return x.map((center, i) => {
    const step = STEP * Math.max(1, Math.abs(center))
    const [above, below] = [center + step, center - step]
    probe[i] = above
    const high = f(probe)
    probe[i] = below
    const low = f(probe)
    probe[i] = center
    return (high - low) / (above - below) // what the two really lie apart
  })
}
