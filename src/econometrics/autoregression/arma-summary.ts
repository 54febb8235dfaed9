import { coefficientTable } from '../summary/coefficient-table.ts'
import type { Summary } from '../summary/summary.ts'
import type { ArmaResult } from './arma.ts'
import { rootTable } from './root-table.ts'

/**
 * An ARMA process as statisticians print it.
 *
 * @example
 * const random = new Random(4)
 * const series = Float64Array.from({ length: 100 }, () => random.normal())
 * armaSummary(expectValue(arma(series, { p: 1, q: 0 }))).title // => 'ARMA(1,0), exact maximum likelihood'
 */
export function armaSummary(result: ArmaResult): Summary {
  return {
    title: `ARMA(${result.p},${result.q}), exact maximum likelihood`,
    facts: [
      ['rows', result.observations],
      ['shock deviation', Math.sqrt(result.shockVariance)],
      ['next row', result.forecast[0] ?? null],
      ['its standard deviation', result.forecastDeviations[0] ?? null],
      ['log-likelihood', result.logLikelihood],
      ['AIC', result.aic],
      ['BIC', result.bic],
      ['converged', result.converged ? 'yes' : 'no'],
    ],
    tables: [
      coefficientTable({
        names: result.parameterNames,
        values: result.estimates,
        standardErrors: result.standardErrors,
      }),
      ...rootTable('AR roots', result.arRoots),
      ...rootTable('MA roots', result.maRoots),
    ],
    notes: [],
    warnings: result.warnings,
  }
}
