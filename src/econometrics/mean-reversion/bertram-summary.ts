import type { Summary } from '../summary/summary.ts'
import type { BertramThresholds } from './bertram-thresholds.ts'

/**
 * The best levels of one process at one cost as a table: one row an objective.
 *
 * @param results of `bertramThresholds`, one or both objectives
 * @example
 * const process = { speed: 0.1, mean: 0, sigma: 0.02 }
 * const best = expectValue(bertramThresholds(process, { cost: 0.004 }))
 * bertramSummary([best]).tables[0].rows[0][0] // => 'highest profit a bar'
 */
export function bertramSummary(results: readonly BertramThresholds[]): Summary {
  return {
    title: "Bertram's thresholds",
    facts: results
      .slice(0, 1)
      .flatMap(({ cost, riskFreePerTrade }) => [
        ['cost of a round trip', cost] as const,
        ['riskless profit a trade', riskFreePerTrade] as const,
      ]),
    tables: [
      {
        columns: ['', 'entry', 'exit', 'profit', 'bars a cycle', 'profit a bar', 'Sharpe ratio'],
        rows: results.map((each) => [
          each.objective === 'profit' ? 'highest profit a bar' : 'highest Sharpe ratio',
          each.entry,
          each.exit,
          each.profit,
          each.cycleBars,
          each.profitPerBar,
          each.sharpeRatio,
        ]),
      },
    ],
    notes: [
      'Bought at the entry, sold at the exit, one cycle until the next entry; Sharpe ratio of one bar.',
      'There is no stop, and the process is taken for known: a speed estimated too high promises too much.',
    ],
    warnings: [],
  }
}
