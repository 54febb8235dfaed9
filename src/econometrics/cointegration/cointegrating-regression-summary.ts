import { coefficientTable } from '../summary/coefficient-table.ts'
import type { Summary } from '../summary/summary.ts'
import type { CcrResult } from './ccr.ts'
import type { DolsResult } from './dols.ts'
import type { FmolsResult } from './fmols.ts'

const titles: Readonly<Record<'dols' | 'fmols' | 'ccr', string>> = {
  dols: 'Dynamic least squares',
  fmols: 'Fully modified least squares',
  ccr: 'Canonical cointegrating regression',
}

/**
 * A cointegrating relation as statisticians print it; p-values of the standard normal law.
 *
 * @param options `names` of the x, default x or x1, x2, ...
 * @example
 * const random = new Random(1)
 * let level = 0
 * const x = Float64Array.from({ length: 300 }, () => (level += random.normal()))
 * const y = x.map((value) => 2 * value + random.normal())
 * cointegratingRegressionSummary(expectValue(fmols(y, [x]))).title // => 'Fully modified least squares'
 */
export function cointegratingRegressionSummary(
  result: DolsResult | FmolsResult | CcrResult,
  options: { readonly names?: readonly string[] } = {},
): Summary {
  const { hedgeRatio, coefficients: values, standardErrors, trend } = result
  const names = [
    ...hedgeRatio.map(
      (_, k) => options.names?.[k] ?? (hedgeRatio.length === 1 ? 'x' : `x${k + 1}`),
    ),
    ...['constant', 't', 't²'].slice(0, trend === 'n' ? 0 : trend.length),
  ]
  return {
    title: titles[result.model],
    facts: [
      ['observations', result.observations],
      ['trend', trend],
      ['kernel', result.kernel.replace('-', ' ')],
      ['bandwidth', result.bandwidth],
      ...(result.model === 'dols'
        ? ([
            ['leads', result.leads],
            ['lags', result.lags],
            ['errors', result.errors],
          ] as const)
        : []),
      ['residual variance', result.residualVariance],
      ['long-run variance', result.longRunVariance],
      ['R²', result.rSquared],
      ['adjusted R²', result.adjustedRSquared],
    ],
    tables: [coefficientTable({ names, values, standardErrors })],
    notes: [`Null hypothesis: ${result.nullHypothesis}.`],
    warnings: result.warnings,
  }
}
