import { factorCholesky, solveCholesky } from '../../math/cholesky.ts'
import { matrixFromColumns, matrixFromRows } from '../../math/matrix.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { factorQr, solveQr } from '../../math/qr.ts'
import {
  type CointegratingRegression,
  type CointegratingRegressionFault,
  residualsFrom,
} from './cointegrating-regression.ts'
import { relationRecord } from './fmols.ts'
import { type ModifiedOptions, type ModifiedSample, modifiedSample } from './modified-sample.ts'

export type CcrOptions = ModifiedOptions

/** The canonical cointegrating regression. Residuals, R^2: of all n rows of the data as they are. */
export interface CcrResult extends CointegratingRegression {
  readonly model: 'ccr'
}

/**
 * The canonical cointegrating regression: plain least squares on series that were stripped of what moves with x.
 *
 *   w = (u, v), Sigma its covariance, Lambda_.2 the columns of its one-sided long-run covariance that belong to v
 *   x*_t = x_t - Lambda_.2' Sigma^-1 w_t
 *   y*_t = y_t - (Sigma^-1 Lambda_.2 b_plain + (0, Omega_22^-1 Omega_21))' w_t,   then y* on x* and the trend
 *   V = omega_1.2 (Z*'Z*)^-1
 *
 * Symbols, shapes, null hypothesis, defaults, edges and cost: as `fmols`. To first order it is the same estimator.
 * Source: Park (1992), Econometrica 60, 119-143. Checked against `CanonicalCointegratingReg` of arch 8.0.0, but for
 * two of its ways: it counts the trend of rows 2 to n from 1 and then takes residuals with it counted from 2, where
 * here t is that of the data throughout (slopes agree, its intercept is larger by the trend's slope); and its
 * small-sample factor multiplies Omega_11 alone, where here it multiplies omega_1.2.
 *
 * @example
 * const random = new Random(1)
 * let level = 0
 * const x = Float64Array.from({ length: 500 }, () => (level += random.normal()))
 * const y = x.map((value) => 3 + 2 * value + random.normal())
 * const { hedgeRatio, standardErrors } = expectValue(ccr(y, [x]))
 * hedgeRatio[0] // => 1.99421
 * standardErrors[0] // => 0.00417612
 */
export function ccr(
  y: Float64Array,
  xs: readonly Float64Array[],
  options: CcrOptions = {},
): Outcome<CcrResult, CointegratingRegressionFault> {
  const first = modifiedSample(y, xs, options)
  if (first.kind === 'unavailable') return first
  const sample = first.value
  const strips = stripsOf(sample)
  if (strips === undefined) {
    return unavailable('rank-deficient', 'the residual and the changes of x depend on each other')
  }
  const stripped = sample.columns.map((column, k) => {
    const after = column.subarray(1)
    const strip = strips[k]
    return strip === undefined ? after : residualsFrom(after, sample.errors, strip)
  })
  const factor = factorQr(matrixFromColumns(stripped))
  const target = residualsFrom(sample.y.subarray(1), sample.errors, targetStrip(sample, strips))
  const solution = solveQr(factor, target)
  if (solution.kind === 'unavailable') return solution
  const fit = { coefficients: solution.value, factor }
  return available({ model: 'ccr', ...relationRecord(sample, fit, options) })
}

/** Sigma^-1 Lambda_.2, a column an x. */
function stripsOf({ covariance, errors }: ModifiedSample): readonly Float64Array[] | undefined {
  const sizes = covariance.shortRun.map((row, k) => Math.sqrt(row[k]!))
  const correlations = covariance.shortRun.map((row, i) =>
    row.map((value, j) => value / sizes[i]! / sizes[j]!),
  )
  const lower = factorCholesky(matrixFromRows(correlations))
  if (lower.kind === 'unavailable') return undefined
  return errors.slice(1).map((_, k) => {
    const column = Float64Array.from(sizes, (size, i) => covariance.oneSided[i]![k + 1]! / size)
    return solveCholesky(lower.value, column).map((value, i) => value / sizes[i]!)
  })
}

/** What of each error is taken off y. */
function targetStrip(
  { errors, plain, loadings }: ModifiedSample,
  strips: readonly Float64Array[],
): Float64Array {
  return Float64Array.from(errors, (_, i) =>
    strips.reduce((sum, strip, k) => sum + strip[i]! * plain[k]!, i === 0 ? 0 : loadings[i - 1]!),
  )
}
