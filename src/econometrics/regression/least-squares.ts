import { invariant } from '../../math/invariant.ts'
import { type Matrix, matrixFromColumns } from '../../math/matrix.ts'
import { available, unavailable, type Outcome } from '../../math/outcome.ts'
import { factorQr, inverseGram, solveQr } from '../../math/qr.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'
import { type Trend, trendColumnCount, trendColumns } from '../trend.ts'
import type { EstimateWarning } from '../warning.ts'
import {
  type CoefficientErrors,
  type ErrorsOption,
  chosenErrors,
  coefficientCovariance,
} from './coefficient-errors.ts'
import { nearCollinear } from './near-collinear.ts'
import { scaledBy, unitScale } from './unit-scale.ts'

/** A linear regression by ordinary least squares. Vectors follow the columns: regressors, constant, t, t^2. */
export interface LeastSquares {
  readonly coefficients: readonly number[]
  readonly standardErrors: readonly number[]
  /** Row by row, k x k. Squares of errors beyond 1e154 are infinite here. */
  readonly covariance: readonly (readonly number[])[]
  /** What the standard errors and the covariance are robust to. */
  readonly errors: CoefficientErrors
  readonly tValues: readonly number[]
  readonly residuals: Float64Array
  readonly residualSumOfSquares: number
  /** About the mean of y where there is a constant, about zero where there is none. */
  readonly rSquared: number
  readonly adjustedRSquared: number
  readonly logLikelihood: number
  readonly aic: number
  readonly bic: number
  readonly observations: number
  readonly trend: Trend
  /** `near-collinear` where the columns are close to dependent. */
  readonly warnings: readonly EstimateWarning[]
}

export type LeastSquaresFault = Exclude<SeriesFault['reason'], 'constant-series'> | 'rank-deficient'

/**
 * Ordinary least squares by Householder QR: b minimises |y - X b|^2.
 *
 *   s^2 = SSR / (n - k),   se(b) = s sqrt(diag((X'X)^-1)),   t = b / se
 *   R^2 = 1 - SSR / SST,   adjusted R^2 = 1 - (1 - R^2) (n - [constant]) / (n - k)
 *   log-likelihood = -n/2 (ln(2 pi SSR / n) + 1),   AIC = 2k - 2 logL,   BIC = k ln n - 2 logL
 *
 * @param y          n values
 * @param regressors columns of n values; none only where there is a trend
 * @param options    `trend`: deterministic columns appended (t counts rows from 1); default `c`. `errors`: what the
 *   standard errors are robust to, `classical` (default), `hc0` to `hc3`, `newey-west` or the latter with its lags;
 *   `CoefficientErrors` has the formulae
 *
 * y and regressors are brought near 1 by powers of two first, so that 1e200 and 1e-200 are as good as 1.
 * Null hypothesis of each t value: its coefficient is zero. No value: n <= k, a value that is no finite number, or
 * linearly dependent columns. A y that is matched exactly has R^2 = 1 and an infinite likelihood.
 * Cost: 2 n k^2, with robust errors twice that and n k^2 a lag. Source: Golub and Van Loan (2013), section 5.3; White
 * (1980); MacKinnon and White (1985); Newey and West (1987). Checked against statsmodels 0.15.0 `OLS` with each of its
 * `cov_type`, R's `lm` and `sandwich`, and the certified values of NIST's linear data sets.
 *
 * @example
 * const fit = expectValue(leastSquares(Float64Array.of(1, 3, 5, 8), [Float64Array.of(0, 1, 2, 3)]))
 * fit.coefficients[0] // => 2.3
 * fit.standardErrors[0] // => 0.173205
 */
export function leastSquares(
  y: Float64Array,
  regressors: readonly Float64Array[],
  options: { readonly trend?: Trend; readonly errors?: ErrorsOption } = {},
): Outcome<LeastSquares, LeastSquaresFault> {
  const trend = options.trend ?? 'c'
  for (const regressor of regressors) {
    invariant(regressor.length === y.length, `y has ${y.length} rows, x ${regressor.length}`)
  }
  const columnCount = regressors.length + trendColumnCount(trend)
  invariant(columnCount > 0, 'a regression on nothing')
  const fault = faultOf(y, regressors, columnCount)
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  const unit = unitScale(y)
  const scaled = scaledBy(y, unit)
  const columns = scaledColumns(regressors, trend, y.length)
  const factor = factorQr(matrixFromColumns(columns.values))
  const solution = solveQr(factor, scaled)
  if (solution.kind === 'unavailable') return solution
  const residuals = residualsOf(scaled, columns.values, solution.value)
  const squares = sumOfSquares(residuals)
  const errors = chosenErrors(options.errors ?? 'classical', y.length)
  const coefficients = columns.units.map((perUnit, k) => (solution.value[k]! * perUnit) / unit)
  const inference = inferenceOf(
    coefficientCovariance(factor, residuals, errors),
    columns.units,
    unit,
  )
  return available({
    coefficients,
    ...inference,
    errors,
    tValues: coefficients.map((coefficient, k) => coefficient / inference.standardErrors[k]!),
    residuals: residuals.map((value) => value / unit),
    residualSumOfSquares: squares / unit / unit,
    ...fitQuality(scaled, squares, { columnCount, trend, unit }),
    observations: y.length,
    trend,
    warnings: nearCollinear(factor, inverseGram(factor)),
  })
}

/** Errors and covariance in the units of the data. */
function inferenceOf(
  scaled: Matrix,
  columnUnits: readonly number[],
  unit: number,
): Pick<LeastSquares, 'standardErrors' | 'covariance'> {
  const { rows: size, data } = scaled
  return {
    standardErrors: columnUnits.map(
      (perUnit, k) => (Math.sqrt(data[k * size + k]!) * perUnit) / unit,
    ),
    covariance: columnUnits.map((left, i) =>
      columnUnits.map((right, j) => (((data[j * size + i]! * left) / unit) * right) / unit),
    ),
  }
}

function faultOf(
  y: Float64Array,
  regressors: readonly Float64Array[],
  columnCount: number,
):
  | { readonly reason: Exclude<LeastSquaresFault, 'rank-deficient'>; readonly detail: string }
  | undefined {
  for (const series of [y, ...regressors]) {
    const fault = seriesFault(series, columnCount + 1)
    if (fault !== undefined && fault.reason !== 'constant-series') {
      return { reason: fault.reason, detail: fault.detail }
    }
  }
  return undefined
}

/** The columns brought near 1, and what each was multiplied by: a power of two, for t^k the length of the sample^-k. */
function scaledColumns(
  regressors: readonly Float64Array[],
  trend: Trend,
  rows: number,
): { readonly values: readonly Float64Array[]; readonly units: readonly number[] } {
  const units = regressors.map(unitScale)
  const deterministic = trendColumns(trend, rows)
  return {
    values: [...regressors.map((column, k) => scaledBy(column, units[k]!)), ...deterministic],
    units: [...units, ...deterministic.map((_, power) => rows ** -power)],
  }
}

function residualsOf(
  y: Float64Array,
  columns: readonly Float64Array[],
  coefficients: Float64Array,
): Float64Array {
  const residuals = y.slice()
  for (const [k, column] of columns.entries()) {
    const coefficient = coefficients[k]!
    for (let row = 0; row < column.length; row++) residuals[row]! -= coefficient * column[row]!
  }
  return residuals
}

function fitQuality(
  y: Float64Array,
  residualSumOfSquares: number,
  model: { readonly columnCount: number; readonly trend: Trend; readonly unit: number },
): Pick<LeastSquares, 'rSquared' | 'adjustedRSquared' | 'logLikelihood' | 'aic' | 'bic'> {
  const { columnCount, trend, unit } = model
  const n = y.length
  const centred = trend !== 'n'
  const centre = centred ? sumOf(y) / n : 0
  const rSquared = 1 - residualSumOfSquares / sumOfSquares(y, centre)
  // The likelihood of y in its own unit, from the squares in ours.
  const logLikelihood =
    (-n / 2) * (Math.log((2 * Math.PI * residualSumOfSquares) / n) + 1) + n * Math.log(unit)
  return {
    rSquared,
    adjustedRSquared: 1 - ((1 - rSquared) * (n - (centred ? 1 : 0))) / (n - columnCount),
    logLikelihood,
    aic: 2 * columnCount - 2 * logLikelihood,
    bic: columnCount * Math.log(n) - 2 * logLikelihood,
  }
}

// Plain loops: of a regression on a few hundred rows closures took a fifth.

function sumOf(values: Float64Array): number {
  let sum = 0
  for (let row = 0; row < values.length; row++) sum += values[row]!
  return sum
}

function sumOfSquares(values: Float64Array, centre = 0): number {
  let sum = 0
  for (let row = 0; row < values.length; row++) sum += (values[row]! - centre) ** 2
  return sum
}
