import { normalQuantile, normalSurvival } from '../../math/distributions/normal.ts'
import { invariant } from '../../math/invariant.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { scaledBy, unitScale } from '../regression/unit-scale.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'

export interface VarianceRatioOptions {
  /** Rows of the long horizon, from 2; default 2. */
  readonly lags?: number
  /** Drift of the walk: estimated (`c`) or none (`n`); default `c`. */
  readonly trend?: 'n' | 'c'
  /** Variance of the ratio: for any heteroskedasticity, or for identical increments; default `robust`. */
  readonly errors?: 'robust' | 'iid'
  /** Windows of the long horizon: at every row, or side by side; default `overlapping`. */
  readonly windows?: 'overlapping' | 'disjoint'
  /** Variances without bias (overlapping only) or plain means; default `debiased`. */
  readonly bias?: 'debiased' | 'plain'
}

/** The variance ratio test. */
export interface VarianceRatioResult {
  readonly test: 'variance-ratio'
  /** Standard normal under the null. */
  readonly statistic: number
  /** Two-sided. */
  readonly pValue: number
  readonly lags: number
  /** Increments used. */
  readonly observations: number
  /** Sizes the statistic's must exceed, two-sided. */
  readonly criticalValues: {
    readonly '1%': number
    readonly '5%': number
    readonly '10%': number
  }
  readonly nullHypothesis: string
  readonly trend: 'n' | 'c'
  /** Above 1: increments follow each other; below 1: they revert. */
  readonly varianceRatio: number
}

/**
 * The variance ratio test of Lo and MacKinlay: whether a walk's variance grows in proportion to time.
 *
 *   VR(q) = [sum (x_t - x_{t-q} - q m)^2 / (q n)] / [sum (x_t - x_{t-1} - m)^2 / n]
 *   statistic = sqrt(n) (VR - 1) / sqrt(V)
 *   V = 2 (2q - 1)(q - 1) / (3q) (`iid`), 2 (q - 1) (disjoint windows),
 *       4 sum_{k<q} (1 - k/q)^2 d_k with d_k = n sum e_t^2 e_{t-k}^2 / (sum e_t^2)^2 (`robust`)
 *
 * n increments, m their mean (0 for `n`), e_t = x_t - x_{t-1} - m. `debiased` multiplies the two variances by
 * n / (n - 1) and n q / [q (n - q + 1)(1 - q/n)]. Null hypothesis: the increments are uncorrelated (a random walk).
 * Values far from zero reject on both sides.
 *
 * No value: a constant or non-finite series, fewer than q + 2 rows, increments that are all the same, or (`robust`)
 * of which no two within q rows differ from the drift. Disjoint windows leave out the rows at the end that fill none,
 * and know no `robust` error. Cost: n x q (`robust`), else n. Source: A. W. Lo, A. C. MacKinlay (1988), Review of
 * Financial Studies 1, 41-66; Campbell, Lo and MacKinlay (1997), equations 2.4.39 to 2.4.43. Conventions of arch 8.0.0
 * `VarianceRatio`, against which it was checked.
 *
 * @example
 * const random = new Random(1)
 * let level = 0
 * const walk = Float64Array.from({ length: 500 }, () => (level += random.normal()))
 * const result = expectValue(varianceRatio(walk, { lags: 4 }))
 * result.varianceRatio // => 0.882541
 * result.pValue // => 0.165245
 */
export function varianceRatio(
  series: Float64Array,
  options: VarianceRatioOptions = {},
): Outcome<VarianceRatioResult, SeriesFault['reason'] | 'perfect-fit'> {
  const { lags = 2, trend = 'c', windows = 'overlapping' } = options
  invariant(Number.isInteger(lags) && lags >= 2, `lags must be 2 or more, got ${lags}`)
  const fault = seriesFault(series, lags + 2)
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  const scaled = scaledBy(series, unitScale(series))
  const left = windows === 'disjoint' ? (series.length - 1) % lags : 0
  const path = scaled.subarray(0, series.length - left)
  const observations = path.length - 1
  const drift = trend === 'n' ? 0 : (path[observations]! - path[0]!) / observations
  const steps = Float64Array.from(
    { length: observations },
    (_, row) => path[row + 1]! - path[row]! - drift,
  )
  const squares = steps.reduce((sum, step) => sum + step * step, 0)
  // Scaled values are below 2: a mean square of 1e-26 is rounding.
  if (squares <= 1e-26 * observations) {
    return unavailable('perfect-fit', 'every increment is the same')
  }
  const ratio = ratioOf(path, { squares, drift, lags, options })
  const variance = ratioVariance(steps, { squares, lags, options })
  if (variance === 0) {
    return unavailable(
      'perfect-fit',
      `no two increments within ${lags} rows of each other differ from the drift: the ratio has no error`,
    )
  }
  const statistic = (Math.sqrt(observations) * (ratio - 1)) / Math.sqrt(variance)
  return available({
    test: 'variance-ratio',
    statistic,
    pValue: 2 * normalSurvival(Math.abs(statistic)),
    lags,
    observations,
    criticalValues: {
      '1%': normalQuantile(0.995),
      '5%': normalQuantile(0.975),
      '10%': normalQuantile(0.95),
    },
    nullHypothesis: 'the increments of the series are uncorrelated',
    trend,
    varianceRatio: ratio,
  })
}

interface Windowed {
  readonly squares: number
  readonly lags: number
  readonly options: VarianceRatioOptions
}

function ratioOf(path: Float64Array, use: Windowed & { readonly drift: number }): number {
  const { squares, drift, lags, options } = use
  const count = path.length - 1
  const isDisjoint = options.windows === 'disjoint'
  let long = 0
  for (let row = lags; row < path.length; row += isDisjoint ? lags : 1) {
    long += (path[row]! - path[row - lags]! - lags * drift) ** 2
  }
  const short = squares / count
  if (isDisjoint) return long / count / short
  if (options.bias === 'plain') return long / (count * lags) / short
  const divisor = lags * (count - lags + 1) * (1 - lags / count)
  return long / divisor / (squares / (count - 1))
}

function ratioVariance(steps: Float64Array, { squares, lags, options }: Windowed): number {
  if (options.windows === 'disjoint') return 2 * (lags - 1)
  if (options.errors === 'iid') return (2 * (2 * lags - 1) * (lags - 1)) / (3 * lags)
  let variance = 0
  for (let lag = 1; lag < lags; lag++) {
    let products = 0
    for (let row = lag; row < steps.length; row++) {
      products += (steps[row]! * steps[row - lag]!) ** 2
    }
    variance += 4 * (1 - lag / lags) ** 2 * ((steps.length * products) / squares ** 2)
  }
  return variance
}
