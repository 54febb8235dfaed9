import type { Summary } from '../summary/summary.ts'
import type { CusumResult } from './cusum.ts'
import type { CusumOfSquaresResult } from './cusum-of-squares.ts'

/**
 * Either CUSUM test as statisticians print it.
 *
 * @example
 * const random = new Random(1)
 * const y = Float64Array.from({ length: 100 }, () => random.normal())
 * const result = expectValue(cusum(expectValue(recursiveLeastSquares(y, []))))
 * cusumSummary(result).title // => 'CUSUM test'
 */
export function cusumSummary(result: CusumResult | CusumOfSquaresResult): Summary {
  const { criticalValues, level, firstCrossing } = result
  return {
    title: result.test === 'cusum' ? 'CUSUM test' : 'CUSUM of squares test',
    facts: [
      ['statistic', result.statistic],
      ...(result.test === 'cusum' ? [['p', result.pValue] as const] : []),
      ['rows', result.observations],
      [`first row beyond ${level.replace('%', ' %')}`, firstCrossing],
    ],
    tables: [
      {
        columns: ['critical values', '1 %', '5 %', '10 %'],
        rows: [['', criticalValues['1%'], criticalValues['5%'], criticalValues['10%']]],
      },
    ],
    notes: [`Null hypothesis: ${result.nullHypothesis}.`],
    warnings: [],
  }
}
