import { coefficientTable } from '../summary/coefficient-table.ts'
import type { Summary } from '../summary/summary.ts'
import type { LocalLevelResult } from './local-level.ts'

/**
 * A local level model as statisticians print it.
 *
 * @example
 * const random = new Random(1)
 * const series = Float64Array.from({ length: 100 }, () => random.normal())
 * localLevelSummary(expectValue(localLevel(series))).tables[0].rows[1][0] // => 'level'
 */
export function localLevelSummary(result: LocalLevelResult): Summary {
  const { observationVariance, levelVariance, standardErrors } = result
  return {
    title: 'Local level',
    facts: [
      ['rows', result.observations],
      ['memory, bars', result.memoryBars],
      ['level at the end', result.filteredLevel.at(-1) ?? null],
      ['log-likelihood', result.logLikelihood],
      ['AIC', result.aic],
      ['BIC', result.bic],
    ],
    tables: [
      coefficientTable(
        {
          names: ['noise', 'level'],
          values: [observationVariance, levelVariance],
          standardErrors: [standardErrors.observationVariance, standardErrors.levelVariance],
        },
        { title: 'Variances' },
      ),
    ],
    notes: [
      'The level starts exactly diffuse. A variance near 0 has no normal law: its z misleads.',
    ],
    warnings: result.warnings,
  }
}
