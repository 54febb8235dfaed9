import {
  isRounding,
  pairFault,
} from '../../../../econometrics/cointegration/cointegrating-regression.ts'
import type { ErrorsOption } from '../../../../econometrics/regression/coefficient-errors.ts'
import { durbinWatson } from '../../../../econometrics/regression/durbin-watson.ts'
import { leastSquaresSummary } from '../../../../econometrics/regression/least-squares-summary.ts'
import {
  leastSquares,
  type LeastSquares,
} from '../../../../econometrics/regression/least-squares.ts'
import { slopesTest } from '../../../../econometrics/regression/slopes-test.ts'
import { trendColumnCount } from '../../../../econometrics/trend.ts'
import type { EstimateWarning } from '../../../../econometrics/warning.ts'
import { normalSurvival } from '../../../../math/distributions/normal.ts'
import { studentTSurvival } from '../../../../math/distributions/student-t.ts'
import { available, unavailable } from '../../../../math/outcome.ts'
import type { Estimator, EstimatorOptions } from './estimator.ts'

/** Ordinary least squares. */
export const olsEstimator: Estimator = {
  knows: ['errors', 'errorLags'],
  estimate: (y, xs, options) => {
    const rowsMin = xs.length + trendColumnCount(options.trend) + 1 + (options.errorLags ?? 0)
    const fault = pairFault(y, xs, rowsMin)
    if (fault !== undefined) return unavailable(fault.reason, fault.detail)
    const fit = leastSquares(y, xs, { trend: options.trend, errors: errorsOf(options) })
    if (fit.kind === 'unavailable') return fit
    const { residuals, coefficients, trend } = fit.value
    if (isRounding(residuals, y)) {
      return unavailable('perfect-fit', 'y follows from the x exactly: nothing is left to judge by')
    }
    const slopes = slopesTest(fit.value)
    const memory = durbinWatson(residuals)
    const warnings = [...fit.value.warnings, ...spurious(memory, fit.value)]
    return available({
      ...fit.value,
      hedgeRatio: coefficients.slice(0, xs.length),
      intercept: trend === 'n' ? null : coefficients[xs.length]!,
      pValues: pValuesOf(fit.value),
      ...(slopes === undefined ? {} : { slopesTest: slopes }),
      durbinWatson: memory,
      warnings,
      summary: (names) => ({ ...leastSquaresSummary(fit.value, { names }), warnings }),
    })
  },
}

/** The rule of thumb of Granger and Newbold (1974), Journal of Econometrics 2, 111-120. */
function spurious(memory: number, { rSquared }: LeastSquares): EstimateWarning[] {
  if (!(memory < rSquared)) return []
  const detail = `Durbin-Watson ${memory.toPrecision(3)} is below R² ${rSquared.toPrecision(3)}: series with unit roots look related so when they are not, and t and p-values mean nothing; ask coint`
  return [{ kind: 'spurious', detail }]
}

function errorsOf({ errors = 'classical', errorLags }: EstimatorOptions): ErrorsOption {
  if (errors !== 'newey-west') return errors
  return { kind: 'newey-west', ...(errorLags === undefined ? {} : { lags: errorLags }) }
}

/** Robust errors hold for many rows only, and so do their normal law. */
function pValuesOf({ errors, tValues, observations }: LeastSquares): number[] {
  const degrees = observations - tValues.length
  return tValues.map((t) => {
    const size = Math.abs(t)
    return (
      2 * (errors.kind === 'classical' ? studentTSurvival(size, degrees) : normalSurvival(size))
    )
  })
}
