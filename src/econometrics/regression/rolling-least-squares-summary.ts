import type { Summary } from '../summary/summary.ts'
import type { RollingLeastSquares } from './rolling-least-squares.ts'

/**
 * A rolling regression as statisticians print it: for each coefficient the last window's value with its error, and how
 * far the path has ranged.
 *
 * @param options `names` of the regressors, default x1, x2, ...
 * @example
 * const x = Float64Array.of(0, 1, 2, 3, 4, 5)
 * const y = Float64Array.of(1, 3, 5.5, 6, 7, 8.5)
 * const rolling = expectValue(rollingLeastSquares(y, [x], { window: 3 }))
 * rollingLeastSquaresSummary(rolling).tables[0].rows[0][3] // => 0.75
 */
export function rollingLeastSquaresSummary(
  result: RollingLeastSquares,
  options: { readonly names?: readonly string[] } = {},
): Summary {
  const { coefficients, standardErrors, trend, window, observations } = result
  const slopes = coefficients.length - (trend === 'c' ? 1 : 0)
  const name = (k: number): string =>
    k < slopes ? (options.names?.[k] ?? `x${k + 1}`) : 'constant'
  return {
    title: 'Rolling least squares',
    facts: [
      ['rows', observations],
      ['window', window],
      ['windows', observations - window + 1],
      ['of these by QR', result.windowsByQr],
      ['last R²', finite(result.rSquared.at(-1))],
      ['last residual deviation', finite(result.residualStandardDeviation.at(-1))],
    ],
    tables: [
      {
        columns: ['', 'last', 'std. error', 'least', 'median', 'greatest'],
        rows: coefficients.map((path, k) => {
          const sorted = path.filter(Number.isFinite).toSorted()
          const [least, middle, greatest] = [0, Math.floor((sorted.length - 1) / 2), -1]
          return [
            name(k),
            finite(path.at(-1)),
            finite(standardErrors[k]!.at(-1)),
            finite(sorted.at(least)),
            finite(sorted.at(middle)),
            finite(sorted.at(greatest)),
          ]
        }),
      },
    ],
    notes: ['Windows overlap: neighbours on a path are not independent.'],
    warnings: [],
  }
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null
}
