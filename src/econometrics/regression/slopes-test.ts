import { factorCholesky, solveLower } from '../../math/cholesky.ts'
import { fSurvival } from '../../math/distributions/f.ts'
import { zeroMatrix } from '../../math/matrix.ts'
import { trendColumnCount } from '../trend.ts'
import type { LeastSquares } from './least-squares.ts'

/** Wald's test that a regression explains nothing. */
export interface SlopesTest {
  readonly test: 'slopes'
  readonly statistic: number
  readonly pValue: number
  readonly degrees: { readonly numerator: number; readonly denominator: number }
  readonly nullHypothesis: string
}

/**
 * The F test that every coefficient but the constant is zero, under the errors the fit was asked for.
 *
 *   F = b' V^-1 b / q   on q and n - k degrees of freedom,  b the q slopes (of trends too), V their covariance
 *
 * Null hypothesis: all slopes are zero. With classical errors it is the F of the analysis of variance,
 * (SST - SSR) / q over SSR / (n - k), and computed so, which keeps the digits that collinear columns cost V^-1; with
 * robust ones as many are lost as the square of the columns' condition number has. Undefined: no slopes, or a V that
 * cannot be inverted. Cost q^3. Source: Greene (2018), section 5.3. Checked against statsmodels 0.15.0 `f_test` under
 * each of its `cov_type` and the certified F of NIST's linear data sets.
 *
 * @example
 * const x = Float64Array.of(0, 1, 2, 3, 4, 5)
 * const y = Float64Array.of(1, 3.1, 4.9, 7, 9.2, 10.8)
 * slopesTest(expectValue(leastSquares(y, [x]))).statistic // => 2901.4217
 */
export function slopesTest(fit: LeastSquares): SlopesTest | undefined {
  const slopes = slopesOf(fit)
  const degrees = {
    numerator: slopes.length,
    denominator: fit.observations - fit.coefficients.length,
  }
  if (slopes.length === 0) return undefined
  const statistic =
    fit.errors.kind === 'classical'
      ? (fit.rSquared / (1 - fit.rSquared)) * (degrees.denominator / degrees.numerator)
      : waldStatistic(fit, slopes)
  if (statistic === undefined) return undefined
  return {
    test: 'slopes',
    statistic,
    pValue: fSurvival(statistic, degrees),
    degrees,
    nullHypothesis: 'every coefficient but the constant is zero',
  }
}

/** Which columns are not the constant; it comes first among the deterministic ones. */
function slopesOf({ coefficients, trend }: LeastSquares): readonly number[] {
  const constant = trend === 'n' ? -1 : coefficients.length - trendColumnCount(trend)
  return coefficients.map((_, k) => k).filter((k) => k !== constant)
}

/** On correlations and t values, so that units of the columns do not matter. */
function waldStatistic(fit: LeastSquares, slopes: readonly number[]): number | undefined {
  const size = slopes.length
  const correlations = zeroMatrix(size, size)
  for (const [i, row] of slopes.entries()) {
    for (const [j, column] of slopes.entries()) {
      const errors = fit.standardErrors[row]! * fit.standardErrors[column]!
      correlations.data[j * size + i] = fit.covariance[row]![column]! / errors
    }
  }
  const factor = factorCholesky(correlations)
  if (factor.kind === 'unavailable') return undefined
  const turned = solveLower(
    factor.value,
    Float64Array.from(slopes, (k) => fit.tValues[k]!),
  )
  return turned.reduce((sum, value) => sum + value * value, 0) / size
}
