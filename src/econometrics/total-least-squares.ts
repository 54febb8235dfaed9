import { invariant } from '../math/invariant.ts'
import { available, unavailable, type Outcome } from '../math/outcome.ts'
import { type SeriesFault, seriesFault } from './series-fault.ts'

/** The line y = intercept + hedgeRatio x nearest to the points, measured at right angles. */
export interface TotalLeastSquares {
  readonly hedgeRatio: number
  readonly intercept: number
  /** Sum of the squared distances to the line. */
  readonly orthogonalSumOfSquares: number
  readonly observations: number
}

/**
 * Orthogonal regression of y on one x, with intercept: both are taken to carry noise of the same variance.
 *
 *   b = (d + sqrt(d^2 + 4 Sxy^2)) / (2 Sxy),   d = Syy - Sxx;   intercept = mean y - b mean x
 *
 * Sxx, Syy, Sxy centred sums of squares and products. Swapping y and x inverts the hedge ratio, which least squares
 * does not. It depends on the units of both: use it on logarithms, or on prices of one currency.
 *
 * No value: fewer than 3 rows, a constant or non-finite series, or a cloud without a direction or with a vertical one
 * (Sxy = 0 and Syy >= Sxx). Cost: two passes. Source: K. Pearson (1901), Philosophical Magazine 2, 559-572. Checked
 * against the first principal component of R's `prcomp`.
 */
export function totalLeastSquares(
  y: Float64Array,
  x: Float64Array,
): Outcome<TotalLeastSquares, SeriesFault['reason'] | 'rank-deficient'> {
  invariant(y.length === x.length, `y has ${y.length} rows, x ${x.length}`)
  const fault = seriesFault(y, 3, 'y') ?? seriesFault(x, 3, 'x')
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  const meanY = mean(y)
  const meanX = mean(x)
  let squaresY = 0
  let squaresX = 0
  let products = 0
  for (let row = 0; row < y.length; row++) {
    squaresY += (y[row]! - meanY) ** 2
    squaresX += (x[row]! - meanX) ** 2
    products += (y[row]! - meanY) * (x[row]! - meanX)
  }
  const difference = squaresY - squaresX
  if (products === 0 && difference >= 0) {
    return unavailable('rank-deficient', 'the points have no direction, or a vertical one')
  }
  const root = Math.hypot(difference, 2 * products)
  // The same root written without cancellation on either side of d = 0.
  const slope =
    difference >= 0 ? (difference + root) / (2 * products) : (2 * products) / (root - difference)
  const intercept = meanY - slope * meanX
  let squares = 0
  for (let row = 0; row < y.length; row++) {
    squares += (y[row]! - meanY - slope * (x[row]! - meanX)) ** 2
  }
  return available({
    hedgeRatio: slope,
    intercept,
    orthogonalSumOfSquares: squares / (1 + slope ** 2),
    observations: y.length,
  })
}

function mean(series: Float64Array): number {
  let sum = 0
  for (const value of series) sum += value
  return sum / series.length
}
