import { rootTable } from '../autoregression/root-table.ts'
import { coefficientTable } from '../summary/coefficient-table.ts'
import type { Summary } from '../summary/summary.ts'
import type { VectorAutoregressionResult } from './vector-autoregression.ts'

/**
 * A vector autoregression as statisticians print it: fit, an equation a series, correlation of the errors, roots.
 *
 * @param options `names` of the series, default y1, y2, ...
 * @example
 * const random = new Random(1)
 * const x = Float64Array.from({ length: 100 }, () => random.normal())
 * const y = x.map((value) => value + random.normal())
 * const fit = expectValue(vectorAutoregression([y, x], { lags: 1 }))
 * vectorAutoregressionSummary(fit).tables[1].title // => 'Equation of y2'
 */
export function vectorAutoregressionSummary(
  result: VectorAutoregressionResult,
  options: { readonly names?: readonly string[] } = {},
): Summary {
  const { coefficients, standardErrors, residualCovariance } = result
  const names = coefficients.map((_, k) => options.names?.[k] ?? `y${k + 1}`)
  const parameterNames = result.parameterNames.map((parameter) =>
    parameter.replace(/y(\d+)$/, (_, number: string) => names[Number(number) - 1]!),
  )
  return {
    title: `Vector autoregression of ${result.lags} lag${result.lags === 1 ? '' : 's'}`,
    facts: [
      ['series', result.seriesCount],
      ['observations', result.observations],
      ['trend', result.trend],
      ['lags by', result.criterion ?? 'fixed'],
      ['log-likelihood', result.logLikelihood],
      ['AIC', result.aic],
      ['BIC', result.bic],
      ['HQIC', result.hqic],
      ['FPE', result.fpe],
    ],
    tables: [
      ...coefficients.map((values, k) =>
        coefficientTable(
          { names: parameterNames, values, standardErrors: standardErrors[k]! },
          { title: `Equation of ${names[k]!}` },
        ),
      ),
      {
        title: 'Correlation of the errors',
        columns: ['', ...names],
        rows: residualCovariance.map((row, i) => [
          names[i]!,
          ...row.map(
            (value, j) =>
              value / Math.sqrt(residualCovariance[i]![i]! * residualCovariance[j]![j]!),
          ),
        ]),
      },
      ...rootTable('Roots', result.roots),
    ],
    notes: ['Null hypothesis of each z: the coefficient is zero.', 'Criteria are per observation.'],
    warnings: result.warnings,
  }
}
