import type { Summary } from '../summary/summary.ts'
import type { GrangerResult } from './granger.ts'

/**
 * A test of Granger causality as statisticians print it.
 *
 * @example
 * const random = new Random(1)
 * const x = Float64Array.from({ length: 100 }, () => random.normal())
 * const y = x.map((_, t) => (x[t - 1] ?? 0) + random.normal())
 * grangerSummary(expectValue(granger([y, x]))).facts[0][1] // => 'wald'
 */
export function grangerSummary(result: GrangerResult): Summary {
  return {
    title: 'Granger causality test',
    facts: [
      ['method', result.method],
      ['statistic', result.statistic],
      ['p-value', result.pValue],
      ['degrees of freedom', result.degreesOfFreedom],
      ['F', result.fStatistic],
      ['P>F', result.fPValue],
      ['its degrees', `${result.degreesOfFreedom}, ${result.fDenominator}`],
      ['lags tested', result.lags],
      ['extra lags', result.extraLags],
      ['observations', result.observations],
    ],
    tables: [],
    notes: [
      `Null hypothesis: ${result.nullHypothesis}.`,
      ...(result.method === 'wald'
        ? [
            'Of series with unit roots the Wald statistic has no chi-squared law: toda-yamamoto has, and so have differences.',
          ]
        : []),
    ],
    warnings: [],
  }
}
