import { coefficientTable } from '../summary/coefficient-table.ts'
import type { Summary } from '../summary/summary.ts'
import type { MarkovSwitchingResult } from './markov-switching.ts'

/**
 * A switching regression as statisticians print it: regimes, the chances to move between them, estimates.
 *
 * @example
 * const random = new Random(7)
 * const returns = Float64Array.from({ length: 200 }, (_, t) => (t % 100 < 50 ? 3 : 1) * random.normal())
 * const result = expectValue(markovSwitching(returns, { switching: 'variance' }))
 * markovSwitchingSummary(result).title // => 'Markov switching, 2 regimes'
 */
export function markovSwitchingSummary(result: MarkovSwitchingResult): Summary {
  const { regimes, transition } = result
  const names = regimes.map((_, j) => String(j + 1))
  return {
    title: `Markov switching, ${regimes.length} regimes`,
    facts: [
      ['rows', result.observations],
      ['switching', result.switching === 'both' ? 'mean and variance' : result.switching],
      ['log-likelihood', result.logLikelihood],
      ['AIC', result.aic],
      ['BIC', result.bic],
      ['converged', result.converged ? 'yes' : 'no'],
    ],
    tables: [
      {
        title: 'Regimes',
        columns: ['', 'mean', 'deviation', 'duration, rows', 'share of time', 'chance next row'],
        rows: regimes.map((regime, j) => [
          names[j]!,
          regime.mean,
          Math.sqrt(regime.variance),
          regime.expectedDuration,
          regime.steadyShare,
          result.nextProbabilities[j]!,
        ]),
      },
      {
        title: 'Chances to move',
        columns: ['from', ...names.map((name) => `to ${name}`)],
        rows: transition.map((row, i) => [names[i]!, ...row]),
      },
      coefficientTable({
        names: result.parameterNames,
        values: result.estimates,
        standardErrors: result.standardErrors,
      }),
    ],
    notes: ['A likelihood ratio against fewer regimes has no chi-squared law.'],
    warnings: result.warnings,
  }
}
