/** One statistic of every window of a size, in the order of the rows; NaN where a window has none. */
export interface WindowStatistics {
  readonly size: number
  readonly values: Float64Array
  /** What their mean is held against. */
  readonly expected: number
}

/** How the mean statistic grows with the size of the window. */
export interface PowerLaw {
  readonly exponent: number
  readonly standardError: number
  /** Of Student's law of exponent over error: one less than the largest windows. */
  readonly degrees: number
}

/**
 * The exponent h of mean(size) = c size^h expected(size): least squares of log(mean / expected) on log(size).
 *
 *   se^2 = K / (K - 1) sum_k d_k^2,   d_k = sum_i w_i / B_i sum_{b in k} (q_ib / mean_i - 1)
 *
 * w_i: what the logarithm of size i counts for in the slope; q_ib: the statistic of its window b of B_i; k = 1 .. K: the
 * largest windows, to each of which belong the smaller ones whose middle it holds (the last has the rows that are left,
 * too). That is the delta method on the largest windows' contributions, taken for independent: right for any law of the
 * increments that does not remember beyond such a window, too small for long memory.
 *
 * @param sizes at least three, ascending, each with a mean above zero
 */
export function powerLaw(sizes: readonly WindowStatistics[]): PowerLaw {
  const means = sizes.map(({ values }) => meanOfNumbers(values))
  const logSizes = sizes.map(({ size }) => Math.log(size))
  const centre = logSizes.reduce((sum, x) => sum + x, 0) / logSizes.length
  const spread = logSizes.reduce((sum, x) => sum + (x - centre) ** 2, 0)
  const weights = logSizes.map((x) => (x - centre) / spread)
  const exponent = weights.reduce(
    (sum, weight, i) => sum + weight * Math.log(means[i]!.mean / sizes[i]!.expected),
    0,
  )
  const largest = sizes.at(-1)!
  const batches = largest.values.length
  const shares = new Float64Array(batches)
  for (const [i, { size, values }] of sizes.entries()) {
    const { mean, count } = means[i]!
    for (let window = 0; window < values.length; window++) {
      if (Number.isNaN(values[window]!)) continue
      const batch = Math.min(batches - 1, Math.floor(((window + 0.5) * size) / largest.size))
      shares[batch]! += (weights[i]! / count) * (values[window]! / mean - 1)
    }
  }
  const squares = shares.reduce((sum, share) => sum + share * share, 0)
  return {
    exponent,
    standardError: Math.sqrt((batches / (batches - 1)) * squares),
    degrees: batches - 1,
  }
}

/** Of those that are numbers: their mean, NaN without any, and how many they are. */
export function meanOfNumbers(values: Float64Array): { mean: number; count: number } {
  let sum = 0
  let count = 0
  for (const value of values) {
    if (Number.isNaN(value)) continue
    sum += value
    count++
  }
  return { mean: sum / count, count }
}
