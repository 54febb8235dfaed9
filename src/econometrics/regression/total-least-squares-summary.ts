import type { Summary } from '../summary/summary.ts'
import type { TotalLeastSquares } from './total-least-squares.ts'

/**
 * An orthogonal regression as statisticians print it. It has no standard errors, hence no tests.
 *
 * @param options `name` of the x, default x
 * @example
 * const fit = expectValue(totalLeastSquares(Float64Array.of(1, 3, 5, 8), Float64Array.of(0, 1, 2, 3)))
 * totalLeastSquaresSummary(fit).tables[0].rows[0][1] // => 2.32197
 */
export function totalLeastSquaresSummary(
  { hedgeRatio, intercept, orthogonalSumOfSquares, observations }: TotalLeastSquares,
  options: { readonly name?: string } = {},
): Summary {
  return {
    title: 'Total least squares',
    facts: [
      ['rows', observations],
      ['distance to the line, r.m.s.', Math.sqrt(orthogonalSumOfSquares / observations)],
    ],
    tables: [
      {
        columns: ['', 'estimate'],
        rows: [
          [options.name ?? 'x', hedgeRatio],
          ['constant', intercept],
        ],
      },
    ],
    notes: ['It depends on the units of both series: take logarithms, or prices of one currency.'],
    warnings: [],
  }
}
