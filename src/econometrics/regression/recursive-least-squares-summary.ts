import { coefficientTable } from '../summary/coefficient-table.ts'
import type { Summary } from '../summary/summary.ts'
import { trendColumnCount } from '../trend.ts'
import { cusum } from './cusum.ts'
import { cusumOfSquares } from './cusum-of-squares.ts'
import type { RecursiveLeastSquares } from './recursive-least-squares.ts'

/**
 * A recursive regression as statisticians print it: the coefficients of all rows, and both CUSUM tests.
 *
 * @param options `names` of the regressors, default x1, x2, ...
 * @example
 * const x = Float64Array.of(0, 1, 2, 3, 4, 5)
 * const y = Float64Array.of(1, 3, 5.5, 6, 7, 8.5)
 * const fit = expectValue(recursiveLeastSquares(y, [x]))
 * recursiveLeastSquaresSummary(fit).tables[0].rows[0][1] // => 1.428571
 */
export function recursiveLeastSquaresSummary(
  fit: RecursiveLeastSquares,
  options: { readonly names?: readonly string[] } = {},
): Summary {
  const { coefficients, standardErrors, trend, observations, warmUpRows } = fit
  const deterministic = ['constant', 't', 't²'].slice(0, trendColumnCount(trend))
  const regressors = coefficients.length - deterministic.length
  const names = Array.from({ length: regressors }, (_, k) => options.names?.[k] ?? `x${k + 1}`)
  const degrees = observations - coefficients.length
  const sums = cusum(fit)
  const squares = cusumOfSquares(fit)
  return {
    title: 'Recursive least squares',
    facts: [
      ['rows', observations],
      ['rows to start', warmUpRows],
      ['residual sum of squares', last(fit.residualSumOfSquares)],
      ['CUSUM', sums.kind === 'value' ? sums.value.statistic : null],
      ['p', sums.kind === 'value' ? sums.value.pValue : null],
      ['CUSUM of squares', squares.kind === 'value' ? squares.value.statistic : null],
      ['its 5 % value', squares.kind === 'value' ? squares.value.criticalValues['5%'] : null],
    ],
    tables: [
      coefficientTable(
        {
          names: [...names, ...deterministic],
          values: coefficients.map(last),
          standardErrors: standardErrors.map(last),
        },
        { degrees },
      ),
    ],
    notes: ['CUSUM: null hypothesis, the coefficients are constant.'],
    warnings: [],
  }
}

function last(path: Float64Array): number {
  return path.at(-1)!
}
