import { available, unavailable, type Outcome } from '../../math/outcome.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'
import { unitScale } from '../regression/unit-scale.ts'

/** x_t = constant + phi x_{t-1} + e_t by least squares. */
export interface Ar1 {
  readonly constant: number
  readonly phi: number
  /** With residual variance over n - 2. */
  readonly standardErrors: { readonly constant: number; readonly phi: number }
  /** Residual sum of squares over n: the conditional maximum-likelihood estimate. */
  readonly residualVariance: number
  /** Mean of x_{t-1}: minus it times the variance of phi is the covariance of the two estimates. */
  readonly laggedMean: number
  /** n, the number of pairs (x_{t-1}, x_t): one less than the rows. */
  readonly observations: number
}

/**
 * The first-order autoregression of a series, with constant.
 *
 *   phi = sum (x_{t-1} - a)(x_t - b) / sum (x_{t-1} - a)^2,   constant = b - phi a
 *
 * a and b the means of x_1 .. x_{T-1} and of x_2 .. x_T. phi has no unit, the constant that of the series.
 *
 * Fewer than 4 rows (two parameters and one degree of freedom), a constant series or one that is constant but for its
 * last row: no value. Cost: two passes. Source: Hamilton (1994), section 8.2. Checked against statsmodels 0.15.0 `OLS`
 * of the series on its lag.
 *
 * @example
 * const random = new Random(1)
 * let level = 0
 * const series = Float64Array.from({ length: 500 }, () => (level = 0.8 * level + random.normal()))
 * expectValue(ar1(series)).phi // => 0.749745
 */
export function ar1(series: Float64Array): Outcome<Ar1, SeriesFault['reason']> {
  const fault = seriesFault(series, 4)
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  const n = series.length - 1
  const unit = unitScale(series)
  const scaled = series.map((value) => value * unit)
  const { lagged, current } = means(scaled)
  let laggedSquares = 0
  let products = 0
  for (let t = 0; t < n; t++) {
    const before = scaled[t]! - lagged
    laggedSquares += before * before
    products += before * (scaled[t + 1]! - current)
  }
  if (laggedSquares === 0) {
    return unavailable('constant-series', 'the series is constant but for its last row')
  }
  const phi = products / laggedSquares
  let residualSquares = 0
  for (let t = 0; t < n; t++) {
    residualSquares += (scaled[t + 1]! - current - phi * (scaled[t]! - lagged)) ** 2
  }
  const variance = residualSquares / (n - 2)
  return available({
    constant: (current - phi * lagged) / unit,
    phi,
    standardErrors: {
      constant: Math.sqrt(variance * (1 / n + lagged ** 2 / laggedSquares)) / unit,
      phi: Math.sqrt(variance / laggedSquares),
    },
    residualVariance: residualSquares / n / unit / unit,
    laggedMean: lagged / unit,
    observations: n,
  })
}

function means(series: Float64Array): { lagged: number; current: number } {
  const n = series.length - 1
  let sum = 0
  for (let t = 0; t < n; t++) sum += series[t]!
  return { lagged: sum / n, current: (sum - series[0]! + series[n]!) / n }
}
