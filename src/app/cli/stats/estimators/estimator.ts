import type { Kernel } from '../../../../econometrics/long-run/kernels.ts'
import { halfLife, type HalfLife } from '../../../../econometrics/mean-reversion/half-life.ts'
import type { CoefficientErrors } from '../../../../econometrics/regression/coefficient-errors.ts'
import type { SlopesTest } from '../../../../econometrics/regression/slopes-test.ts'
import type { Summary } from '../../../../econometrics/summary/summary.ts'
import type { Trend } from '../../../../econometrics/trend.ts'
import type { EstimateWarning } from '../../../../econometrics/warning.ts'
import type { Outcome } from '../../../../math/outcome.ts'
import type { KernelCliOptions } from '../kernel-options.ts'

/** What `isobar stats regress` may be asked; not every estimator knows every option. */
export interface EstimatorOptions extends KernelCliOptions {
  readonly trend: Trend
  readonly errors?: CoefficientErrors['kind']
  readonly errorLags?: number
  readonly leads?: number
  readonly lags?: number
}

/** A regression of y on the x; vectors follow the x, then constant, t, t^2. Absent is what an estimator has not. */
export interface Regression {
  readonly hedgeRatio: readonly number[]
  readonly intercept: number | null
  readonly coefficients: readonly number[]
  readonly standardErrors?: readonly number[]
  readonly tValues?: readonly number[]
  /** Two-sided, each for a coefficient of zero. */
  readonly pValues?: readonly number[]
  readonly errors?: CoefficientErrors | 'unadjusted' | 'robust'
  readonly rSquared?: number
  readonly adjustedRSquared?: number
  readonly residualSumOfSquares?: number
  readonly orthogonalSumOfSquares?: number
  readonly logLikelihood?: number
  readonly aic?: number
  readonly bic?: number
  readonly slopesTest?: SlopesTest
  readonly durbinWatson?: number
  readonly kernel?: Kernel
  readonly bandwidth?: number
  readonly leads?: number
  readonly lags?: number
  readonly residualVariance?: number
  readonly longRunVariance?: number
  readonly residuals: Float64Array
  /** y less the relation alone, where the residuals lack more than that. */
  readonly relationResiduals?: Float64Array
  readonly observations: number
  readonly trend: Trend
  readonly warnings: readonly EstimateWarning[]
  readonly summary: (names: readonly string[]) => Summary
}

/** One way to estimate it. */
export interface Estimator {
  /** Options it alone knows, or with a few others. */
  readonly knows: readonly (keyof EstimatorOptions)[]
  readonly estimate: (
    y: Float64Array,
    xs: readonly Float64Array[],
    options: EstimatorOptions,
  ) => Outcome<Regression, string>
}

/** How fast the residual comes back; nulls where it does not. */
export type Reversion = Pick<HalfLife, 'halfLifeBars' | 'halfLifeBarsCorrected'>

/** Of what y is off the relation of any regression. */
export function reversionOf(residuals: Float64Array): Reversion {
  const found = halfLife(residuals)
  if (found.kind === 'unavailable') return { halfLifeBars: null, halfLifeBarsCorrected: null }
  const { halfLifeBars, halfLifeBarsCorrected } = found.value
  return { halfLifeBars, halfLifeBarsCorrected }
}
