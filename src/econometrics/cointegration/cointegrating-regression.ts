import { normalSurvival } from '../../math/distributions/normal.ts'
import { invariant } from '../../math/invariant.ts'
import type { Matrix } from '../../math/matrix.ts'
import type { Kernel } from '../long-run/kernels.ts'
import { unitScale } from '../regression/unit-scale.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'
import { type Trend, trendColumns } from '../trend.ts'
import type { EstimateWarning } from '../warning.ts'

/** What the estimators of a cointegrating relation have in common. Vectors follow: x, constant, t, t^2. */
export interface CointegratingRegression {
  /** The coefficients of the x. */
  readonly hedgeRatio: readonly number[]
  readonly intercept: number | null
  readonly coefficients: readonly number[]
  readonly standardErrors: readonly number[]
  /** Row by row. */
  readonly covariance: readonly (readonly number[])[]
  readonly tValues: readonly number[]
  /** Two-sided, of the standard normal law; each for a coefficient of zero. */
  readonly pValues: readonly number[]
  readonly residuals: Float64Array
  /** Mean square of the residuals. */
  readonly residualVariance: number
  /** What the standard errors rest on. */
  readonly longRunVariance: number
  readonly rSquared: number
  readonly adjustedRSquared: number
  readonly kernel: Kernel
  readonly bandwidth: number
  readonly observations: number
  readonly trend: Trend
  readonly nullHypothesis: string
  /** `near-collinear` where the columns are close to dependent. */
  readonly warnings: readonly EstimateWarning[]
}

export type CointegratingRegressionFault = SeriesFault['reason'] | 'rank-deficient' | 'perfect-fit'

export const coefficientNull = 'each coefficient is zero'

/** Columns brought near 1, and what each was multiplied by. */
export interface ScaledColumns {
  readonly values: readonly Float64Array[]
  readonly units: readonly number[]
}

/** Regressors in units of their largest power of two, then 1, t, t^2 with t = 1 .. rows in units of `rows`. */
export function scaledColumns(
  regressors: readonly Float64Array[],
  trend: Trend,
  rows: number,
): ScaledColumns {
  const units = regressors.map(unitScale)
  const deterministic = trendColumns(trend, rows)
  return {
    values: [
      ...regressors.map((column, k) => column.map((value) => value * units[k]!)),
      ...deterministic,
    ],
    units: [...units, ...deterministic.map((_, power) => rows ** -power)],
  }
}

/** y less what the columns explain of it. */
export function residualsFrom(
  y: Float64Array,
  columns: readonly Float64Array[],
  coefficients: ArrayLike<number>,
): Float64Array {
  const residuals = y.slice()
  for (const [k, column] of columns.entries()) {
    const coefficient = coefficients[k]!
    for (let row = 0; row < residuals.length; row++) residuals[row]! -= coefficient * column[row]!
  }
  return residuals
}

/** Coefficients and their covariance, found in scaled units, in the units of the data. */
export function inferenceFrom(
  scaled: { readonly coefficients: ArrayLike<number>; readonly covariance: Matrix },
  columnUnits: readonly number[],
  unit: number,
): Pick<
  CointegratingRegression,
  'coefficients' | 'standardErrors' | 'covariance' | 'tValues' | 'pValues'
> {
  const { rows: size, data } = scaled.covariance
  const coefficients = columnUnits.map((perUnit, k) => (scaled.coefficients[k]! * perUnit) / unit)
  const standardErrors = columnUnits.map(
    (perUnit, k) => (Math.sqrt(data[k * size + k]!) * perUnit) / unit,
  )
  const tValues = coefficients.map((coefficient, k) => coefficient / standardErrors[k]!)
  return {
    coefficients,
    standardErrors,
    covariance: columnUnits.map((left, i) =>
      columnUnits.map((right, j) => (((data[j * size + i]! * left) / unit) * right) / unit),
    ),
    tValues,
    pValues: tValues.map((t) => 2 * normalSurvival(Math.abs(t))),
  }
}

/** R^2 about the mean of y where there is a constant, about zero where there is none. */
export function fitShare(
  y: Float64Array,
  residuals: Float64Array,
  model: { readonly trend: Trend; readonly columnCount: number },
): Pick<CointegratingRegression, 'rSquared' | 'adjustedRSquared'> {
  const rows = y.length
  const centred = model.trend === 'n' ? 0 : 1
  const centre = (centred * y.reduce((sum, value) => sum + value, 0)) / rows
  const unexplained = sumOfSquares(residuals)
  const total = sumOfSquares(y.map((value) => value - centre))
  return {
    rSquared: 1 - unexplained / total,
    adjustedRSquared: 1 - unexplained / (rows - model.columnCount) / (total / (rows - centred)),
  }
}

/** Whether nothing but rounding is left of y: 1e-13 of its size. */
export function isRounding(residuals: Float64Array, y: Float64Array): boolean {
  return !(sumOfSquares(residuals) > 1e-26 * sumOfSquares(y))
}

/** The first fault among y and the xs, in the words of an outcome. */
export function pairFault(
  y: Float64Array,
  xs: readonly Float64Array[],
  rowsMin: number,
): SeriesFault | undefined {
  invariant(xs.length > 0, 'a cointegrating relation needs at least one x')
  for (const [k, series] of [y, ...xs].entries()) {
    invariant(series.length === y.length, `y has ${y.length} rows, x${k} ${series.length}`)
    const fault = seriesFault(series, rowsMin, k === 0 ? 'y' : `x${k}`)
    if (fault !== undefined) return fault
  }
  return undefined
}

function sumOfSquares(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value * value
  return sum
}
