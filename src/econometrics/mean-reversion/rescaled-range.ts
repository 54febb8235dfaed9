import { logGamma } from '../../math/special/log-gamma.ts'

/**
 * The rescaled range of each window of `size` increments, side by side from the first row; rows left over at the end are
 * not used.
 *
 *   R = max_k W_k - min_k W_k,   W_k = sum_{t<=k} (x_t - m),   S^2 = sum (x_t - m)^2 / size
 *
 * m the mean of the window. NaN for a window of equal increments, which has none. Cost: two passes.
 */
export function rescaledRanges(increments: Float64Array, size: number): Float64Array {
  return Float64Array.from({ length: Math.floor(increments.length / size) }, (_, window) =>
    rescaledRange(increments, window * size, (window + 1) * size),
  )
}

function rescaledRange(increments: Float64Array, from: number, to: number): number {
  const size = to - from
  let sum = 0
  let isFlat = true
  for (let t = from; t < to; t++) {
    sum += increments[t]!
    isFlat &&= increments[t] === increments[from]
  }
  if (isFlat) return Number.NaN
  const mean = sum / size
  let squares = 0
  let walk = 0
  let highest = 0 // W_size is 0, so that 0 is always among them
  let lowest = 0
  for (let t = from; t < to; t++) {
    const deviation = increments[t]! - mean
    squares += deviation * deviation
    walk += deviation
    if (walk > highest) highest = walk
    if (walk < lowest) lowest = walk
  }
  return (highest - lowest) / Math.sqrt(squares / size)
}

/**
 * The mean rescaled range of `size` independent normal increments.
 *
 *   E(R/S) = Gamma((n - 1) / 2) / (sqrt(pi) Gamma(n / 2)) sum_{i<n} sqrt((n - i) / i)
 *
 * Source: A. A. Anis, E. H. Lloyd (1976), Biometrika 63, 111-116.
 */
export function expectedRescaledRange(size: number): number {
  let sum = 0
  for (let i = size - 1; i >= 1; i--) sum += Math.sqrt((size - i) / i) // smallest first
  return (Math.exp(logGamma((size - 1) / 2) - logGamma(size / 2)) / Math.sqrt(Math.PI)) * sum
}
