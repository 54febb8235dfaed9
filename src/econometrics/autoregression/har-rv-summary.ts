import { errorsName } from '../regression/least-squares-summary.ts'
import { coefficientTable } from '../summary/coefficient-table.ts'
import type { Summary } from '../summary/summary.ts'
import type { HarRvResult } from './har-rv.ts'

/**
 * A heterogeneous autoregression of realised variances as statisticians print it.
 *
 * @example
 * const random = new Random(6)
 * const variances = Float64Array.from({ length: 100 }, () => random.normal() ** 2)
 * harRvSummary(expectValue(harRv(variances))).title // => 'HAR-RV over 1, 5 and 22 rows'
 */
export function harRvSummary(result: HarRvResult): Summary {
  const { lags, transform } = result
  const reach =
    lags.length === 1 ? `${lags[0]}` : `${lags.slice(0, -1).join(', ')} and ${lags.at(-1)}`
  return {
    title: `HAR-RV over ${reach} rows`,
    facts: [
      ['rows', result.observations],
      ['in', transform === 'none' ? 'variances' : `${transform} of variances`],
      ['horizon', result.horizon],
      ['mean variance over the horizon', result.forecast],
      ['R²', result.rSquared],
      ['adjusted R²', result.adjustedRSquared],
      ['persistence', result.persistence],
      ['errors', errorsName(result.errors)],
    ],
    tables: [
      coefficientTable({
        names: result.parameterNames,
        values: result.estimates,
        standardErrors: result.standardErrors,
      }),
    ],
    notes: [],
    warnings: result.warnings,
  }
}
