import { coefficientTable } from '../summary/coefficient-table.ts'
import type { Summary } from '../summary/summary.ts'
import { trendColumnCount } from '../trend.ts'
import type { CoefficientErrors } from './coefficient-errors.ts'
import { durbinWatson } from './durbin-watson.ts'
import type { LeastSquares } from './least-squares.ts'
import { slopesTest } from './slopes-test.ts'

/**
 * A linear regression as statisticians print it: fit, F test, likelihood, Durbin-Watson, and the coefficients.
 *
 * With classical errors each coefficient has Student's t on n - k degrees of freedom; with robust ones, which hold for
 * many rows only, the standard normal, as statsmodels has it.
 *
 * @param options `names` of the regressors, default x1, x2, ...
 * @example
 * const x = Float64Array.of(0, 1, 2, 3, 4, 5)
 * const fit = expectValue(leastSquares(Float64Array.of(1, 3.1, 4.9, 7, 9.2, 10.8), [x]))
 * leastSquaresSummary(fit, { names: ['price'] }).tables[0].rows[0][0] // => 'price'
 */
export function leastSquaresSummary(
  fit: LeastSquares,
  options: { readonly names?: readonly string[] } = {},
): Summary {
  const degrees = fit.observations - fit.coefficients.length
  const slopes = slopesTest(fit)
  const centred = fit.trend === 'n' ? ' (about zero)' : ''
  return {
    title: 'Least squares',
    facts: [
      ['rows', fit.observations],
      ['degrees of freedom', degrees],
      [`R²${centred}`, fit.rSquared],
      ['adjusted R²', fit.adjustedRSquared],
      ['residual deviation', Math.sqrt(fit.residualSumOfSquares / degrees)],
      ['F', slopes?.statistic ?? null],
      ['P>F', slopes?.pValue ?? null],
      ['log-likelihood', fit.logLikelihood],
      ['AIC', fit.aic],
      ['BIC', fit.bic],
      ['Durbin-Watson', durbinWatson(fit.residuals)],
      ['errors', errorsName(fit.errors)],
    ],
    tables: [
      coefficientTable(
        {
          names: columnNames(fit, options.names ?? []),
          values: fit.coefficients,
          standardErrors: fit.standardErrors,
        },
        fit.errors.kind === 'classical' ? { degrees } : {},
      ),
    ],
    notes: slopes === undefined ? [] : [`F: null hypothesis, ${slopes.nullHypothesis}.`],
    warnings: fit.warnings,
  }
}

/** What the errors are robust to, in a few words. */
export function errorsName(errors: CoefficientErrors): string {
  if (errors.kind !== 'newey-west')
    return errors.kind === 'classical' ? 'classical' : errors.kind.toUpperCase()
  return `Newey-West, ${errors.lags} lags${errors.smallSample ? ', small sample' : ''}`
}

function columnNames({ coefficients, trend }: LeastSquares, names: readonly string[]): string[] {
  const deterministic = ['constant', 't', 't²'].slice(0, trendColumnCount(trend))
  const regressors = coefficients.length - deterministic.length
  return [
    ...Array.from({ length: regressors }, (_, k) => names[k] ?? `x${k + 1}`),
    ...deterministic,
  ]
}
