import { coefficientTable } from '../summary/coefficient-table.ts'
import type { Summary, SummaryCell } from '../summary/summary.ts'
import type { OrnsteinUhlenbeck } from './ornstein-uhlenbeck.ts'

/**
 * An Ornstein-Uhlenbeck process as statisticians print it.
 *
 * @example
 * const random = new Random(1)
 * let level = 0
 * const series = Float64Array.from({ length: 500 }, () => (level = 0.8 * level + random.normal()))
 * ornsteinUhlenbeckSummary(expectValue(ornsteinUhlenbeck(series))).tables[0].rows[0][0] // => 'speed'
 */
export function ornsteinUhlenbeckSummary(result: OrnsteinUhlenbeck): Summary {
  const { speed, mean, sigma, standardErrors: errors } = result
  const table = coefficientTable({
    names: ['speed', 'mean', 'sigma'],
    values: [speed, mean, sigma],
    standardErrors: [errors.speed, errors.mean, errors.sigma],
  })
  return {
    title: 'Ornstein-Uhlenbeck process',
    facts: [
      ['half-life, bars', result.halfLifeBars],
      ['without its bias', result.halfLifeBarsCorrected],
      ['observations', result.observations],
      ['log-likelihood', result.logLikelihood],
    ],
    tables: [{ ...table, rows: table.rows.map(withoutTestOfSpeed) }],
    notes: [
      'Per bar; errors by the delta method.',
      'No z of speed: a speed of zero is a unit root, whose law is that of Dickey and Fuller (adf).',
    ],
    warnings: [],
  }
}

/** Estimate, error and interval; z and its p-value would be held against the wrong law. */
function withoutTestOfSpeed(row: readonly SummaryCell[], k: number): readonly SummaryCell[] {
  return k === 0 ? row.map((cell, column) => (column === 3 || column === 4 ? null : cell)) : row
}
