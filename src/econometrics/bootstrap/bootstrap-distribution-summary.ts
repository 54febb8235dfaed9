import type { Summary } from '../summary/summary.ts'
import type { BootstrapDistribution } from './bootstrap-distribution.ts'

/**
 * A bootstrap distribution as a table for people: the estimate, its error, and the three intervals.
 *
 * @example
 * const first = ([column]) => column[0]
 * const series = Float64Array.of(1, 2, 3, 4)
 * const result = expectValue(bootstrapDistribution(first, [series], { scheme: { kind: 'iid' }, replications: 50 }))
 * bootstrapDistributionSummary(result).tables[0].rows.length // => 3
 */
export function bootstrapDistributionSummary(result: BootstrapDistribution): Summary {
  const { percentile, basic, biasCorrected } = result
  return {
    title: 'Bootstrap distribution',
    facts: [
      ['estimate', result.estimate],
      ['bias', result.bias],
      ['std. error', result.standardError],
      ['observations', result.observations],
      ['replications', result.replications],
      ['without a value', result.undefinedReplications],
    ],
    tables: [
      {
        columns: [`${100 * result.level}% interval`, 'low', 'high'],
        rows: [
          ['percentile', percentile.low, percentile.high],
          ['basic', basic.low, basic.high],
          ['bias-corrected', biasCorrected?.low ?? null, biasCorrected?.high ?? null],
        ],
      },
    ],
    notes: [`Seed ${result.seed}.`],
    warnings: [],
  }
}
