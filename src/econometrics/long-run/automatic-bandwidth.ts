import { scaledBy, unitScale } from '../regression/unit-scale.ts'
import type { Kernel } from './kernels.ts'

/** Constant c, order q and growth of the pilot lags of each kernel. */
const plugIn: Readonly<Record<Kernel, { c: number; q: number; growth: number }>> = {
  bartlett: { c: 1.1447, q: 1, growth: 2 / 9 },
  parzen: { c: 2.6614, q: 2, growth: 4 / 25 },
  'quadratic-spectral': { c: 1.3221, q: 2, growth: 2 / 25 },
}

/**
 * The bandwidth that the data ask for, after Newey and West.
 *
 *   bandwidth = min(n - 1, c ((f_q / f_0)^2 n)^(1 / (2q + 1))),   f_j = sum_{|i| <= m} |i|^j g(i)
 *
 * g: autocovariances of the sum of the series, m = ceil(4 (n / 100)^r). c, q, r: 1.1447, 1, 2/9 for Bartlett, 2.6614,
 * 2, 4/25 for Parzen, 1.3221, 2, 2/25 for the quadratic spectral kernel.
 *
 * columns: k series of n values, taken as they are; the answer depends on their relative units, since it is their sum
 * that is looked at. Series whose sum is zero throughout: 0. Source: Newey and West (1994), Review of Economic Studies
 * 61, 631-653, section 3 and table II. The weights of one a series and the ceiling in m are arch 8.0.0's, against
 * which it is checked; the pilot with an autoregression of Andrews (1991) is another rule.
 *
 * @example
 * const random = new Random(1)
 * let value = 0
 * const series = Float64Array.from({ length: 400 }, () => (value = 0.7 * value + random.normal()))
 * automaticBandwidth([series], 'bartlett') // => 12.5126
 */
export function automaticBandwidth(columns: readonly Float64Array[], kernel: Kernel): number {
  const { c, q, growth } = plugIn[kernel]
  const raw = sumOfColumns(columns)
  // A ratio of squares does not depend on their unit, but would overflow in one of 1e200.
  const sum = scaledBy(raw, unitScale(raw))
  const rows = sum.length
  const lagMax = Math.min(rows - 1, Math.ceil(4 * (rows / 100) ** growth))
  let level = 0
  let curvature = 0
  for (let lag = 0; lag <= lagMax; lag++) {
    let products = 0
    for (let t = lag; t < rows; t++) products += sum[t]! * sum[t - lag]!
    level += (lag === 0 ? 1 : 2) * products
    curvature += (lag === 0 ? 0 : 2) * lag ** q * products
  }
  if (curvature === 0) return 0
  return Math.min(rows - 1, c * ((curvature / level) ** 2 * rows) ** (1 / (2 * q + 1)))
}

function sumOfColumns(columns: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(columns[0]?.length ?? 0)
  for (const column of columns) {
    for (let row = 0; row < sum.length; row++) sum[row]! += column[row]!
  }
  return sum
}
