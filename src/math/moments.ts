/** Count, mean and sums of powers of deviations from the mean: what four moments are made of. A value, never changed. */
export interface Moments {
  readonly count: number
  readonly mean: number
  /** Sum of (x - mean)^2. */
  readonly square: number
  /** Sum of (x - mean)^3. */
  readonly cube: number
  /** Sum of (x - mean)^4. */
  readonly fourth: number
}

/** The moments of nothing: where a stream begins. */
export const noMoments: Moments = { count: 0, mean: 0, square: 0, cube: 0, fourth: 0 }

/**
 * With one more value; a NaN stays.
 *
 * @example
 * addValue(addValue(noMoments, 1), 3).mean // => 2
 */
export function addValue(moments: Moments, value: number): Moments {
  return mergeMoments(moments, { count: 1, mean: value, square: 0, cube: 0, fourth: 0 })
}

/**
 * The moments of a series: in two passes, which is exact where streaming only nearly is.
 *
 * @example
 * momentsOf(Float64Array.of(1, 2, 3)).mean // => 2
 */
export function momentsOf(values: Float64Array): Moments {
  const count = values.length
  if (count === 0) return noMoments
  let mean = 0
  for (const value of values) mean += value / count
  let rest = 0
  for (const value of values) rest += value - mean
  mean += rest / count // what rounding the first pass left
  let square = 0
  let cube = 0
  let fourth = 0
  for (const value of values) {
    const deviation = value - mean
    const squared = deviation * deviation
    square += squared
    cube += squared * deviation
    fourth += squared * squared
  }
  return { count, mean, square, cube, fourth }
}

/**
 * The moments of two disjoint samples together; order and grouping change only the last digits.
 *
 * Source: Chan, Golub and LeVeque (1979) for two moments; Pebay (2008), equations 3.1 to 3.4, for four.
 *
 * @example
 * mergeMoments(momentsOf(Float64Array.of(1, 2)), momentsOf(Float64Array.of(6))).mean // => 3
 */
export function mergeMoments(a: Moments, b: Moments): Moments {
  if (a.count === 0) return b
  if (b.count === 0) return a
  const count = a.count + b.count
  const delta = b.mean - a.mean
  const shareA = a.count / count
  const shareB = b.count / count
  const cross = delta * delta * shareA * b.count
  return {
    count,
    mean: a.mean + delta * shareB,
    square: a.square + b.square + cross,
    cube:
      a.cube +
      b.cube +
      cross * delta * (shareA - shareB) +
      3 * delta * (shareA * b.square - shareB * a.square),
    fourth:
      a.fourth +
      b.fourth +
      cross * delta * delta * (shareA * shareA - shareA * shareB + shareB * shareB) +
      6 * delta * delta * (shareA * shareA * b.square + shareB * shareB * a.square) +
      4 * delta * (shareA * b.cube - shareB * a.cube),
  }
}

/**
 * Sum of squares over n - 1; NaN below two values.
 *
 * @example
 * varianceOf(momentsOf(Float64Array.of(1, 2, 3))) // => 1
 */
export function varianceOf({ count, square }: Moments): number {
  return count < 2 ? Number.NaN : square / (count - 1)
}

/**
 * Square root of `varianceOf`.
 *
 * @example
 * deviationOf(momentsOf(Float64Array.of(1, 3, 5))) // => 2
 */
export function deviationOf(moments: Moments): number {
  return Math.sqrt(varianceOf(moments))
}

/**
 * m3 / m2^1.5 with m_k the mean k-th power of the deviations (not corrected for bias); NaN for a constant.
 *
 * @example
 * skewnessOf(momentsOf(Float64Array.of(1, 2, 6))) // => 0.59517
 */
export function skewnessOf({ count, square, cube }: Moments): number {
  return cube / count / (square / count) ** 1.5
}

/**
 * m4 / m2^2, 3 for a normal (not excess, not corrected for bias); NaN for a constant.
 *
 * @example
 * kurtosisOf(momentsOf(Float64Array.of(1, 2, 3, 10))) // => 2.2304
 */
export function kurtosisOf({ count, square, fourth }: Moments): number {
  return fourth / count / (square / count) ** 2
}
