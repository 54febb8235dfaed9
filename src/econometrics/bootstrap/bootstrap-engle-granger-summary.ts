import type { Summary } from '../summary/summary.ts'
import type { BootstrapEngleGrangerResult } from './bootstrap-engle-granger.ts'

/**
 * The bootstrap Engle-Granger test as a table for people: both p-values, and the critical values they come from.
 *
 * @example
 * const random = new Random(1)
 * const walk = () => { let level = 0; return Float64Array.from({ length: 100 }, () => (level += random.normal())) }
 * const result = expectValue(bootstrapEngleGranger(walk(), [walk()], { replications: 19 }))
 * bootstrapEngleGrangerSummary(result).title // => 'Engle-Granger test of cointegration, wild bootstrap'
 */
export function bootstrapEngleGrangerSummary(result: BootstrapEngleGrangerResult): Summary {
  const { criticalValues: table, bootstrapCriticalValues: drawn } = result
  return {
    title: `Engle-Granger test of cointegration, ${result.scheme} bootstrap`,
    facts: [
      ['statistic', result.statistic],
      ['lags', result.lags],
      ['observations', result.observations],
      ['trend', result.trend],
      ['weights', result.law],
      ['sieve order', result.sieveOrder],
      ['replications', result.replications],
      ['without a statistic', result.undefinedReplications],
      ['half-life (bars)', result.halfLifeBars],
      ['seed', result.seed],
    ],
    tables: [
      {
        columns: ['', 'p', '1%', '5%', '10%'],
        rows: [
          ['bootstrap', result.bootstrapPValue, drawn['1%'], drawn['5%'], drawn['10%']],
          [
            'MacKinnon',
            finite(result.pValue),
            finite(table['1%']),
            finite(table['5%']),
            finite(table['10%']),
          ],
        ],
      },
    ],
    notes: [
      `Null hypothesis: ${result.nullHypothesis}.`,
      `The bootstrap's p-value cannot be below ${1 / (result.replications + 1)}.`,
    ],
    warnings: result.warnings,
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
