import { invariant } from '../../math/invariant.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'
import { type Trend, trendColumnCount, trendColumns } from '../trend.ts'
import { GrowingTriangle } from './growing-triangle.ts'
import { scaledBy, unitScale } from './unit-scale.ts'

/** A regression of the first 1, 2, ... n rows. Paths follow the rows; NaN before the coefficients are determined. */
export interface RecursiveLeastSquares {
  readonly model: 'recursive-least-squares'
  readonly trend: Trend
  /** A path a column: regressors, constant, t, t^2. */
  readonly coefficients: readonly Float64Array[]
  /** Classical, of the rows so far; NaN where there are no more rows than coefficients. */
  readonly standardErrors: readonly Float64Array[]
  /** w_t: how far each row lies from what the rows before foretold, brought to the variance of the errors. */
  readonly recursiveResiduals: Float64Array
  /** Of the rows up to each one: the sum of w^2. */
  readonly residualSumOfSquares: Float64Array
  /** Rows it took to determine the coefficients: as many as these, or more where the first rows repeat each other. */
  readonly warmUpRows: number
  readonly observations: number
}

/**
 * Recursive least squares: the regression of rows 1 to t for every t, and the recursive residuals.
 *
 *   w_t = (y_t - x_t' b_{t-1}) / sqrt(1 + x_t' (X_{t-1}'X_{t-1})^-1 x_t),   SSR_t = SSR_{t-1} + w_t^2
 *
 * @param y          n values
 * @param regressors columns of n values; none only where there is a trend
 * @param options    `trend`: deterministic columns appended (t counts rows from 1); default `c`
 *
 * Under constant coefficients and normal errors the w_t are independent with the errors' variance: what `cusum` and
 * `cusumOfSquares` test. No row changes an earlier one. Faults: n <= k, a value that is no finite number, columns that
 * are dependent over all rows. Cost: n k^2, of standard errors n k^3. Source: Brown, Durbin and Evans (1975), Journal
 * of the Royal Statistical Society B 37, 149-192, by rotations instead of their update of (X'X)^-1.
 * Checked against statsmodels 0.15.0 `RecursiveLS` and, its last row, against `leastSquares`.
 *
 * @example
 * const x = Float64Array.of(0, 1, 2, 3, 4, 5)
 * const y = Float64Array.of(1, 3, 5.5, 6, 7, 8.5)
 * const fit = expectValue(recursiveLeastSquares(y, [x]))
 * fit.recursiveResiduals[2] // => 0.2041241
 * fit.coefficients[0][5] // => 1.428571
 */
export function recursiveLeastSquares(
  y: Float64Array,
  regressors: readonly Float64Array[],
  options: { readonly trend?: Trend } = {},
): Outcome<
  RecursiveLeastSquares,
  Exclude<SeriesFault['reason'], 'constant-series'> | 'rank-deficient'
> {
  const trend = options.trend ?? 'c'
  const columnCount = regressors.length + trendColumnCount(trend)
  invariant(columnCount > 0, 'a regression on nothing')
  for (const series of [y, ...regressors]) {
    invariant(series.length === y.length, `y has ${y.length} rows, x ${series.length}`)
    const fault = seriesFault(series, columnCount + 1)
    if (fault !== undefined && fault.reason !== 'constant-series') {
      return unavailable(fault.reason, fault.detail)
    }
  }
  const units = regressors.map(unitScale)
  const deterministic = trendColumns(trend, y.length)
  const columns = [...regressors.map((column, k) => scaledBy(column, units[k]!)), ...deterministic]
  const factors = [...units, ...deterministic.map((_, power) => y.length ** -power)]
  const result = grown(y, columns, { factors, trend })
  if (result === undefined) {
    return unavailable('rank-deficient', `the columns are dependent over all ${y.length} rows`)
  }
  return available(result)
}

/** Of a y whose largest value lies in [1, 2): what rotations leave of a row that is foretold exactly. */
const ROUNDING = 1e-14

function grown(
  y: Float64Array,
  columns: readonly Float64Array[],
  { factors, trend }: { readonly factors: readonly number[]; readonly trend: Trend },
): RecursiveLeastSquares | undefined {
  const rows = y.length
  const unit = unitScale(y)
  const triangle = new GrowingTriangle(columns.length)
  const path = (): Float64Array => new Float64Array(rows).fill(Number.NaN)
  const coefficients = columns.map(path)
  const standardErrors = columns.map(path)
  const [recursiveResiduals, residualSumOfSquares] = [path(), path()]
  let warmUpRows = 0
  let squares = 0
  for (let row = 0; row < rows; row++) {
    const known = warmUpRows > 0
    const rotated = triangle.add(columns, row, y[row]! * unit)
    const left = Math.abs(rotated) < ROUNDING ? 0 : rotated
    squares += left * left
    if (!known) {
      if (!triangle.isDetermined()) continue
      warmUpRows = row + 1
    } else {
      recursiveResiduals[row] = left / unit
    }
    residualSumOfSquares[row] = squares / unit / unit
    const degrees = row + 1 - columns.length
    const deviation = degrees > 0 ? Math.sqrt(squares / degrees) : Number.NaN
    const found = triangle.coefficients()
    const deviations = triangle.deviations()
    for (const [k, factor] of factors.entries()) {
      coefficients[k]![row] = (found[k]! * factor) / unit
      standardErrors[k]![row] = (deviations[k]! * deviation * factor) / unit
    }
  }
  if (warmUpRows === 0) return undefined
  return {
    model: 'recursive-least-squares',
    trend,
    coefficients,
    standardErrors,
    recursiveResiduals,
    residualSumOfSquares,
    warmUpRows,
    observations: rows,
  }
}
