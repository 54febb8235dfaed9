import { coefficientTable } from '../summary/coefficient-table.ts'
import type { Summary } from '../summary/summary.ts'
import { errorsName } from './least-squares-summary.ts'
import type { NonlinearLeastSquares } from './nonlinear-least-squares.ts'

/**
 * A nonlinear regression as statisticians print it; t on n - k degrees of freedom with classical errors, z with robust
 * ones.
 *
 * @param options `names` of the parameters, default b1, b2, ...
 * @example
 * const y = Float64Array.of(2, 1.21, 0.74, 0.45, 0.27)
 * const decay = ([level, rate]) => y.map((_, t) => level * Math.exp(-rate * t))
 * const fit = expectValue(nonlinearLeastSquares(y, decay, [1, 1]))
 * nonlinearLeastSquaresSummary(fit, { names: ['level', 'rate'] }).tables[0].rows[1][0] // => 'rate'
 */
export function nonlinearLeastSquaresSummary(
  fit: NonlinearLeastSquares,
  options: { readonly names?: readonly string[] } = {},
): Summary {
  const degrees = fit.observations - fit.parameters.length
  return {
    title: 'Nonlinear least squares',
    facts: [
      ['rows', fit.observations],
      ['degrees of freedom', degrees],
      ['residual sum of squares', fit.residualSumOfSquares],
      ['residual deviation', fit.residualStandardDeviation],
      ['log-likelihood', fit.logLikelihood],
      ['AIC', fit.aic],
      ['BIC', fit.bic],
      ['iterations', fit.iterations],
      ['converged', fit.converged ? 'yes' : 'no'],
      ['errors', errorsName(fit.errors)],
    ],
    tables: [
      coefficientTable(
        {
          names: fit.parameters.map((_, k) => options.names?.[k] ?? `b${k + 1}`),
          values: fit.parameters,
          standardErrors: fit.standardErrors,
        },
        fit.errors.kind === 'classical' ? { degrees } : {},
      ),
    ],
    notes: ['Errors of the linear approximation at the solution.'],
    warnings: fit.warnings,
  }
}
