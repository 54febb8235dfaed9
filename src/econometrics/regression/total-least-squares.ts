import { invariant } from '../../math/invariant.ts'
import { dot } from '../../math/matrix.ts'
import { available, unavailable, type Outcome } from '../../math/outcome.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'
import { unitScale } from './unit-scale.ts'

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
 *
 * @example
 * const fit = expectValue(totalLeastSquares(Float64Array.of(1, 3, 5, 8), Float64Array.of(0, 1, 2, 3)))
 * fit.hedgeRatio // => 2.32197
 */
export function totalLeastSquares(
  y: Float64Array,
  x: Float64Array,
): Outcome<TotalLeastSquares, SeriesFault['reason'] | 'rank-deficient'> {
  invariant(y.length === x.length, `y has ${y.length} rows, x ${x.length}`)
  const fault = seriesFault(y, 3, 'y') ?? seriesFault(x, 3, 'x')
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  // One unit for both, or the right angle would be another.
  const unit = Math.min(unitScale(y), unitScale(x))
  const left = centred(y, unit)
  const right = centred(x, unit)
  const products = dot(left.values, right.values)
  const difference = dot(left.values, left.values) - dot(right.values, right.values)
  if (products === 0 && difference >= 0) {
    return unavailable('rank-deficient', 'the points have no direction, or a vertical one')
  }
  const root = Math.hypot(difference, 2 * products)
  // The same root written without cancellation on either side of d = 0.
  const slope =
    difference >= 0 ? (difference + root) / (2 * products) : (2 * products) / (root - difference)
  const residuals = left.values.map((value, row) => value - slope * right.values[row]!)
  return available({
    hedgeRatio: slope,
    intercept: (left.mean - slope * right.mean) / unit,
    orthogonalSumOfSquares: dot(residuals, residuals) / (1 + slope ** 2) / unit / unit,
    observations: y.length,
  })
}

/** A series in the given unit, as its mean and what differs from it. */
function centred(
  series: Float64Array,
  unit: number,
): { readonly mean: number; readonly values: Float64Array } {
  let mean = 0
  for (const value of series) mean += (value * unit) / series.length
  return { mean, values: series.map((value) => value * unit - mean) }
}
