import type { Summary } from '../summary/summary.ts'
import type { PhillipsOuliarisResult } from './phillips-ouliaris.ts'

/**
 * A test of Phillips and Ouliaris as statisticians print it.
 *
 * @param options `names` of the x, default x or x1, x2, ...
 * @example
 * const random = new Random(1)
 * let level = 0
 * const x = Float64Array.from({ length: 300 }, () => (level += random.normal()))
 * const y = x.map((value) => 2 * value + random.normal())
 * const result = expectValue(phillipsOuliaris(y, [x], { test: 'Za' }))
 * phillipsOuliarisSummary(result).title // => 'Phillips-Ouliaris test of cointegration, Za'
 */
export function phillipsOuliarisSummary(
  result: PhillipsOuliarisResult,
  options: { readonly names?: readonly string[] } = {},
): Summary {
  const { hedgeRatio, intercept, criticalValues } = result
  const name = (k: number): string =>
    options.names?.[k] ?? (hedgeRatio.length === 1 ? 'x' : `x${k + 1}`)
  return {
    title: `Phillips-Ouliaris test of cointegration, ${result.kind}`,
    facts: [
      ['statistic', result.statistic],
      ['p-value', result.pValue],
      ['observations', result.observations],
      ['trend', result.trend],
      ['kernel', result.kernel.replace('-', ' ')],
      ['bandwidth', result.bandwidth],
    ],
    tables: [
      {
        columns: ['critical values', '1 %', '5 %', '10 %'],
        rows: [['', criticalValues['1%'], criticalValues['5%'], criticalValues['10%']]],
      },
      {
        columns: ['relation', 'coefficient'],
        rows: [
          ...hedgeRatio.map((ratio, k) => [name(k), ratio]),
          ...(intercept === null ? [] : [['constant', intercept]]),
        ],
      },
    ],
    notes: [`Null hypothesis: ${result.nullHypothesis}.`],
    warnings: result.warnings,
  }
}
