import { coefficientTable } from '../summary/coefficient-table.ts'
import type { Summary } from '../summary/summary.ts'
import type { KalmanHedgeRatioResult } from './kalman-hedge-ratio.ts'

/**
 * A walking hedge ratio as a trader reads it: where it stands, how far it remembers, and what it was estimated from.
 *
 * @example
 * const random = new Random(3)
 * const x = Float64Array.from({ length: 100 }, () => 10 + random.normal())
 * const y = x.map((value) => 2 * value + random.normal())
 * const result = expectValue(kalmanHedgeRatio(y, x, { intercept: 'none' }))
 * kalmanHedgeRatioSummary(result).title // => 'Walking hedge ratio'
 */
export function kalmanHedgeRatioSummary(result: KalmanHedgeRatioResult): Summary {
  const names =
    result.intercept === 'walk' ? variances : variances.filter(([key]) => key !== 'intercept')
  return {
    title: 'Walking hedge ratio',
    facts: [
      ['rows', result.observations],
      ['intercept', result.intercept],
      ['hedge ratio at the end', result.filteredHedgeRatios.at(-1) ?? null],
      ['its standard deviation', result.filteredDeviations.at(-1) ?? null],
      ['memory, bars', result.memoryBars],
      ['memory of the hedge ratio, bars', result.hedgeMemoryBars],
      ['log-likelihood', result.logLikelihood],
      ['AIC', result.aic],
      ['BIC', result.bic],
      ['converged', result.converged ? 'yes' : 'no'],
    ],
    tables: [
      coefficientTable(
        {
          names: names.map(([, name]) => name),
          values: names.map(([key]) => result.variances[key]),
          standardErrors: names.map(([key]) => result.standardErrors[key]),
        },
        { title: 'Variances a bar' },
      ),
    ],
    notes: [
      'States start exactly diffuse. A variance near 0 has no normal law: its z misleads.',
      'A residual that lives as long as the memory is taken for a new mean.',
    ],
    warnings: result.warnings,
  }
}

const variances = [
  ['observation', 'noise'],
  ['intercept', 'intercept'],
  ['hedgeRatio', 'hedge ratio'],
] as const
