// The figures behind stylised facts, each of plain arrays. NaN where there is too little to say.

/** Least numbers behind a figure. */
const observationsLeast = 100

/**
 * The value below which a share of the values lies: the smallest that does (no interpolation).
 *
 * @param sorted ascending
 */
export function quantileOf(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return NaN
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
}

/**
 * Tail exponent by Hill (1975): P(X > x) falls as x^-alpha.
 *
 *   1 / alpha = mean of log(x_i / x_k) over the largest k
 *
 * @param sorted ascending, positive
 * @param share  of the values that are the tail
 */
export function hillExponent(sorted: Float64Array, share: number): number {
  const tail = Math.floor(sorted.length * share)
  if (tail < observationsLeast / 2) return NaN
  const threshold = sorted[sorted.length - tail - 1]!
  let sum = 0
  for (let k = sorted.length - tail; k < sorted.length; k++) sum += Math.log(sorted[k]! / threshold)
  return tail / sum
}

/**
 * Mean of the autocorrelations of the absolute values at lags 1 to `lags`: how long storms last. Pairs with a NaN are
 * left out.
 */
export function absoluteAutocorrelation(values: Float64Array, lags: number): number {
  const absolute = values.map(Math.abs)
  const known = absolute.filter((value) => !Number.isNaN(value))
  if (known.length < observationsLeast) return NaN
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length
  let total = 0
  for (let lag = 1; lag <= lags; lag++) {
    let sum = 0
    let count = 0
    for (let row = lag; row < absolute.length; row++) {
      const product = (absolute[row]! - mean) * (absolute[row - lag]! - mean)
      if (Number.isNaN(product)) continue
      sum += product
      count++
    }
    total += sum / count / variance
  }
  return total / lags
}

/** Differences over so many steps, one after the other without overlap, from a starting row on. */
export function changesOf(values: Float64Array, steps: number, from = 0): Float64Array {
  const count = Math.max(0, Math.floor((values.length - 1 - from) / steps))
  const changes = new Float64Array(count)
  for (let k = 0; k < count; k++) {
    changes[k] = values[from + (k + 1) * steps]! - values[from + k * steps]!
  }
  return changes
}

/**
 * Realised variance per step when looked at every `steps` steps, a mean over the starting rows; changes that are not
 * known are left out.
 */
export function varianceRate(values: Float64Array, steps: number): number {
  let sum = 0
  let count = 0
  for (let row = steps; row < values.length; row++) {
    const change = values[row]! - values[row - steps]!
    if (Number.isNaN(change)) continue
    sum += change * change
    count++
  }
  return count < observationsLeast ? NaN : sum / count / steps
}

/** Trades with what the price did after them. */
export interface TradeResponses {
  readonly sizes: Float64Array
  /** Log return of the mid price in the trade's direction. */
  readonly responses: Float64Array
}

/** Quantiles that part trades by size: the large ones are few and say most. */
const sizeBorders = [0, 0.5, 0.75, 0.9, 0.97, 1]

/**
 * How the response grows with the size of a trade: the exponent of
 *
 *   response = c size^exponent
 *
 * by least squares of logarithms over five classes of size, each weighted by its trades; below 1 it is concave. NaN when
 * fewer than three classes have trades enough and a response above zero.
 */
export function impactExponent({ sizes, responses }: TradeResponses): number {
  const order = sizes.map((_, k) => k).toSorted((a, b) => sizes[a]! - sizes[b]!)
  const points: { readonly x: number; readonly y: number; readonly weight: number }[] = []
  for (let bin = 0; bin + 1 < sizeBorders.length; bin++) {
    const rows = order.subarray(
      Math.floor(sizeBorders[bin]! * order.length),
      Math.floor(sizeBorders[bin + 1]! * order.length),
    )
    if (rows.length < observationsLeast / 4) continue
    const size = rows.reduce((sum, row) => sum + sizes[row]!, 0) / rows.length
    const response = rows.reduce((sum, row) => sum + responses[row]!, 0) / rows.length
    if (response > 0) points.push({ x: Math.log(size), y: Math.log(response), weight: rows.length })
  }
  return points.length < 3 ? NaN : weightedSlope(points)
}

function weightedSlope(
  points: readonly { readonly x: number; readonly y: number; readonly weight: number }[],
): number {
  const total = points.reduce((sum, { weight }) => sum + weight, 0)
  const meanX = points.reduce((sum, { x, weight }) => sum + weight * x, 0) / total
  const meanY = points.reduce((sum, { y, weight }) => sum + weight * y, 0) / total
  let xx = 0
  let xy = 0
  for (const { x, y, weight } of points) {
    xx += weight * (x - meanX) ** 2
    xy += weight * (x - meanX) * (y - meanY)
  }
  return xy / xx
}
