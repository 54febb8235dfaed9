import { matrixFromColumns } from '../../math/matrix.ts'
import { type Outcome, available } from '../../math/outcome.ts'
import { type QrFactor, factorQr, inverseGram, solveQr } from '../../math/qr.ts'
import { nearCollinear } from '../regression/near-collinear.ts'
import {
  type CointegratingRegression,
  type CointegratingRegressionFault,
  coefficientNull,
  fitShare,
  inferenceFrom,
  residualsFrom,
} from './cointegrating-regression.ts'
import { type ModifiedOptions, type ModifiedSample, modifiedSample } from './modified-sample.ts'

export type FmolsOptions = ModifiedOptions

/** Fully modified least squares. Residuals, R^2: of all n rows. `longRunVariance`: of u given the changes of x. */
export interface FmolsResult extends CointegratingRegression {
  readonly model: 'fmols'
}

/**
 * Fully modified least squares: the cointegrating relation by least squares, corrected for what moves with x.
 *
 *   u_t: residual of least squares, v_t: changes of the detrended x;  Omega, Lambda: two-sided and one-sided long-run
 *   covariance of (u, v), blocks u = 1, v = 2
 *   y+_t = y_t - Omega_12 Omega_22^-1 v_t,   lambda+ = Lambda_12 - Omega_12 Omega_22^-1 Lambda_22
 *   b = (Z'Z)^-1 (Z'y+ - (n - 1) (lambda+, 0)'),   V = omega_1.2 (Z'Z)^-1
 *   omega_1.2 = Omega_11 - Omega_12 Omega_22^-1 Omega_21
 *
 * y: n values. x: 1 or more series of n values, integrated of order one and not cointegrated among themselves. Z: x and
 * the trend (t from 1) on rows 2 to n. Null hypothesis of each t value: that coefficient is zero; standard normal law.
 * Default of `bandwidthRounding` here: `up`. An automatic bandwidth depends on the relative units of the series.
 *
 * No value: constant, non-finite or too short series, dependent columns, nothing left but rounding. Series may be as
 * large or small as doubles are, within 1e100 of each other. Cost: a QR of n rows and the long-run covariance. Source:
 * Phillips and Hansen (1990), Review of Economic Studies 57, 99-125; Hansen (1992), Journal of Business and Economic
 * Statistics 10, 321-335. Checked against `FullyModifiedOLS` of arch 8.0.0, whose conventions these are.
 *
 * @example
 * const random = new Random(1)
 * let level = 0
 * const x = Float64Array.from({ length: 500 }, () => (level += random.normal()))
 * const y = x.map((value) => 3 + 2 * value + random.normal())
 * const { hedgeRatio, standardErrors, bandwidth } = expectValue(fmols(y, [x]))
 * hedgeRatio[0] // => 1.99422
 * standardErrors[0] // => 0.00416419
 * bandwidth // => 4
 */
export function fmols(
  y: Float64Array,
  xs: readonly Float64Array[],
  options: FmolsOptions = {},
): Outcome<FmolsResult, CointegratingRegressionFault> {
  const first = modifiedSample(y, xs, options)
  if (first.kind === 'unavailable') return first
  const sample = first.value
  const factor = factorQr(matrixFromColumns(sample.columns.map((column) => column.subarray(1))))
  const modified = residualsFrom(sample.y.subarray(1), sample.errors.slice(1), sample.loadings)
  const solution = solveQr(factor, modified)
  if (solution.kind === 'unavailable') return solution
  const coefficients = withoutBias(solution.value, factor, sample)
  return available({ model: 'fmols', ...relationRecord(sample, { coefficients, factor }, options) })
}

/** Takes (n - 1) (Z'Z)^-1 lambda+ off the coefficients. */
function withoutBias(
  coefficients: Float64Array,
  factor: QrFactor,
  { covariance, loadings }: ModifiedSample,
): Float64Array {
  const [firstRow, ...others] = covariance.oneSided
  const gram = inverseGram(factor)
  const biases = others.map(
    (_, k) =>
      firstRow![k + 1]! - others.reduce((sum, row, i) => sum + loadings[i]! * row[k + 1]!, 0),
  )
  return coefficients.map((coefficient, i) => {
    const bias = biases.reduce((sum, value, k) => sum + gram.data[k * gram.rows + i]! * value, 0)
    return coefficient - factor.rows * bias
  })
}

/** The record of the coefficients, which are of the sample's columns, in the units of the data. */
export function relationRecord(
  sample: ModifiedSample,
  fit: { readonly coefficients: Float64Array; readonly factor: QrFactor },
  options: ModifiedOptions,
): CointegratingRegression {
  const { y, xs, columns, trend, unit, covariance } = sample
  const adjusted = (rows: number): number =>
    options.smallSample === true ? rows / (rows - columns.length) : 1
  const variance = adjusted(fit.factor.rows) * sample.conditionalVariance
  const gram = inverseGram(fit.factor)
  const inference = inferenceFrom(
    {
      coefficients: fit.coefficients,
      covariance: { ...gram, data: gram.data.map((value) => value * variance) },
    },
    sample.columnUnits,
    unit,
  )
  const residuals = residualsFrom(y, columns, fit.coefficients)
  const meanSquare = residuals.reduce((sum, value) => sum + value * value, 0) / y.length
  return {
    hedgeRatio: inference.coefficients.slice(0, xs.length),
    intercept: trend === 'n' ? null : inference.coefficients[xs.length]!,
    ...inference,
    residuals: residuals.map((value) => value / unit),
    residualVariance: (adjusted(y.length) * meanSquare) / unit / unit,
    longRunVariance: variance / unit / unit,
    ...fitShare(y, residuals, { trend, columnCount: columns.length }),
    kernel: covariance.kernel,
    bandwidth: covariance.bandwidth,
    observations: y.length,
    trend,
    nullHypothesis: coefficientNull,
    warnings: nearCollinear(fit.factor, gram),
  }
}
