import { invariant } from '../math/invariant.ts'
import { matrixFromColumns } from '../math/matrix.ts'
import { available, unavailable, type Outcome } from '../math/outcome.ts'
import { factorQr, inverseGram, solveQr } from '../math/qr.ts'
import { type SeriesFault, seriesFault } from './series-fault.ts'
import { type Trend, trendColumns } from './trend.ts'

/** A linear regression by ordinary least squares. Vectors follow the columns: regressors, constant, t, t^2. */
export interface LeastSquares {
  readonly coefficients: readonly number[]
  readonly standardErrors: readonly number[]
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
 * @param regressors columns of n values; may be none when there is a trend
 * @param options    `trend`: deterministic columns appended (t counts rows from 1); default `c`
 *
 * Null hypothesis of each t value: its coefficient is zero. No value: n <= k, a value that is no finite number, or
 * linearly dependent columns. A y that is matched exactly has R^2 = 1 and an infinite likelihood.
 * Cost: 2 n k^2. Checked against statsmodels 0.15.0 `OLS` and, on Longley's data, R's `lm`.
 *
 * @example leastSquares(Float64Array.of(1, 3, 5), [Float64Array.of(0, 1, 2)]) // coefficients 2 and 1
 */
export function leastSquares(
  y: Float64Array,
  regressors: readonly Float64Array[],
  options: { readonly trend?: Trend } = {},
): Outcome<LeastSquares, LeastSquaresFault> {
  const trend = options.trend ?? 'c'
  for (const regressor of regressors) {
    invariant(regressor.length === y.length, `y has ${y.length} rows, x ${regressor.length}`)
  }
  const columns = [...regressors, ...trendColumns(trend, y.length)]
  const fault = faultOf(y, regressors, columns.length)
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  const factor = factorQr(matrixFromColumns(columns))
  const solution = solveQr(factor, y)
  if (solution.kind === 'unavailable') return solution
  const residuals = residualsOf(y, columns, solution.value)
  const residualSumOfSquares = sumOfSquares(residuals)
  const variance = residualSumOfSquares / (y.length - columns.length)
  const inverse = inverseGram(factor)
  const units = columnUnits(regressors.length, columns.length, y.length)
  const coefficients = units.map((unit, k) => solution.value[k]! * unit)
  const standardErrors = units.map((unit, k) => {
    const diagonal = inverse.data[k * columns.length + k]!
    return Math.sqrt(variance * diagonal) * unit
  })
  return available({
    coefficients,
    standardErrors,
    tValues: coefficients.map((coefficient, k) => coefficient / standardErrors[k]!),
    residuals,
    residualSumOfSquares,
    ...fitQuality(y, residualSumOfSquares, { columnCount: columns.length, trend }),
    observations: y.length,
  })
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

/** What a coefficient is multiplied by to be per row: trend columns count in units of the sample's length. */
function columnUnits(regressorCount: number, columnCount: number, rows: number): number[] {
  return Array.from({ length: columnCount }, (_, k) => rows ** -Math.max(0, k - regressorCount))
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
  { columnCount, trend }: { readonly columnCount: number; readonly trend: Trend },
): Pick<LeastSquares, 'rSquared' | 'adjustedRSquared' | 'logLikelihood' | 'aic' | 'bic'> {
  const n = y.length
  const centred = trend !== 'n'
  const centre = centred ? y.reduce((sum, value) => sum + value, 0) / n : 0
  const rSquared = 1 - residualSumOfSquares / sumOfSquares(y.map((value) => value - centre))
  const logLikelihood = (-n / 2) * (Math.log((2 * Math.PI * residualSumOfSquares) / n) + 1)
  return {
    rSquared,
    adjustedRSquared: 1 - ((1 - rSquared) * (n - (centred ? 1 : 0))) / (n - columnCount),
    logLikelihood,
    aic: 2 * columnCount - 2 * logLikelihood,
    bic: columnCount * Math.log(n) - 2 * logLikelihood,
  }
}

function sumOfSquares(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value * value
  return sum
}
