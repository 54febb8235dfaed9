import { coefficientTable } from '../summary/coefficient-table.ts'
import type { Summary } from '../summary/summary.ts'
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
  return {
    title: 'Ornstein-Uhlenbeck process',
    facts: [
      ['half-life, bars', result.halfLifeBars],
      ['without its bias', result.halfLifeBarsCorrected],
      ['observations', result.observations],
      ['log-likelihood', result.logLikelihood],
    ],
    tables: [
      coefficientTable({
        names: ['speed', 'mean', 'sigma'],
        values: [speed, mean, sigma],
        standardErrors: [errors.speed, errors.mean, errors.sigma],
      }),
    ],
    notes: ['Per bar; errors by the delta method.'],
    warnings: [],
  }
}
