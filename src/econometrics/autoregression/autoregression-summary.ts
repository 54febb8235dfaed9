import { errorsName } from '../regression/least-squares-summary.ts'
import { coefficientTable } from '../summary/coefficient-table.ts'
import type { Summary } from '../summary/summary.ts'
import type { AutoregressionResult } from './autoregression.ts'
import { rootTable } from './root-table.ts'

/**
 * An autoregression as statisticians print it: fit, coefficients, roots.
 *
 * @example
 * const random = new Random(2)
 * const series = Float64Array.from({ length: 100 }, () => random.normal())
 * const result = expectValue(autoregression(series, { lags: 1 }))
 * autoregressionSummary(result).title // => 'Autoregression on lag 1'
 */
export function autoregressionSummary(result: AutoregressionResult): Summary {
  const { lags } = result
  const what = lags.length === 1 ? `lag ${lags[0]}` : `lags ${lags.join(', ')}`
  return {
    title: lags.length === 0 ? 'Autoregression without lags' : `Autoregression on ${what}`,
    facts: [
      ['rows', result.observations],
      ['trend', result.trend],
      ['residual deviation', Math.sqrt(result.residualVariance)],
      ['next row', result.forecast[0] ?? null],
      ['its standard deviation', result.forecastDeviations[0] ?? null],
      ['log-likelihood', result.logLikelihood],
      ['AIC', result.aic],
      ['BIC', result.bic],
      ['HQIC', result.hqic],
      ['errors', errorsName(result.errors)],
    ],
    tables: [
      coefficientTable({
        names: result.parameterNames,
        values: result.estimates,
        standardErrors: result.standardErrors,
      }),
      ...rootTable('AR roots', result.roots),
    ],
    notes: [],
    warnings: result.warnings,
  }
}
