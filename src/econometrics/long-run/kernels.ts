import { invariant } from '../../math/invariant.ts'

/** How fast the weights of the autocovariances fall with their lag. */
export type Kernel = 'bartlett' | 'parzen' | 'quadratic-spectral'

/**
 * The weights of autocovariances 0, 1, 2 ... under a kernel; those left out are zero.
 *
 *   bartlett             1 - x,                                      x = lag / (bandwidth + 1)
 *   parzen               1 - 6 x^2 (1 - x) to x = 1/2, then 2 (1 - x)^3, the same x
 *   quadratic-spectral   3 / z^2 (sin z / z - cos z),                z = 6 pi lag / (5 bandwidth)
 *
 * bandwidth: not negative, need not be whole; the first two reach to its whole part, the last to lag rows - 1. With
 * bandwidth 0 only lag 0 counts. Source: Andrews (1991), Econometrica 59, 817-858, equation 2.7; x with bandwidth + 1
 * is the convention of Newey and West (1987) and of arch 8.0.0, against which all three are checked.
 *
 * @example
 * Array.from(kernelWeights('bartlett', 3, 100)) // => [1, 0.75, 0.5, 0.25]
 */
export function kernelWeights(kernel: Kernel, bandwidth: number, rows: number): Float64Array {
  invariant(bandwidth >= 0, `a bandwidth is not negative, got ${bandwidth}`)
  if (kernel === 'quadratic-spectral') {
    const length = bandwidth === 0 ? 1 : rows
    return Float64Array.from({ length }, (_, lag) => spectralWeight(lag / bandwidth))
  }
  const weigh = kernel === 'bartlett' ? (x: number): number => 1 - x : parzenWeight
  const length = Math.min(rows, Math.floor(bandwidth) + 1)
  return Float64Array.from({ length }, (_, lag) => weigh(lag / (bandwidth + 1)))
}

function parzenWeight(x: number): number {
  return x <= 0.5 ? 1 - 6 * x * x * (1 - x) : 2 * (1 - x) ** 3
}

/** sin z / z - cos z keeps 13 digits from z = 0.1 on; below it, four terms of its series do (the fifth is 1e-14). */
function spectralWeight(x: number): number {
  const z = (6 * Math.PI * x) / 5
  const square = z * z
  if (!(z > 0.1)) return 1 - square / 10 + square ** 2 / 280 - square ** 3 / 15120
  return (3 / square) * (Math.sin(z) / z - Math.cos(z))
}
