import type { Summary } from '../summary/summary.ts'
import type { EngleGrangerResult } from './engle-granger.ts'

/**
 * The Engle-Granger test as statisticians print it.
 *
 * @param options `names` of the x, default x or x1, x2, ...
 * @example
 * const random = new Random(1)
 * let level = 0
 * const x = Float64Array.from({ length: 300 }, () => (level += random.normal()))
 * const y = x.map((value) => 2 * value + random.normal())
 * const result = expectValue(engleGranger(y, [x]))
 * engleGrangerSummary(result).tables[1].rows[0][0] // => 'x'
 */
export function engleGrangerSummary(
  result: EngleGrangerResult,
  options: { readonly names?: readonly string[] } = {},
): Summary {
  const { hedgeRatio, intercept, criticalValues } = result
  const name = (k: number): string =>
    options.names?.[k] ?? (hedgeRatio.length === 1 ? 'x' : `x${k + 1}`)
  return {
    title: 'Engle-Granger test of cointegration',
    facts: [
      ['statistic', result.statistic],
      ['p-value', result.pValue],
      ['lags', result.lags],
      ['lags by', result.criterion],
      ['observations', result.observations],
      ['trend', result.trend],
      ['R²', result.rSquared],
      ['half-life, bars', result.halfLifeBars],
      ['the same, less its bias', result.halfLifeBarsCorrected],
    ],
    tables: [
      {
        columns: ['critical values', ...Object.keys(criticalValues).map(spaced)],
        rows: [['', ...Object.values(criticalValues as object)]],
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
    warnings: [],
  }
}

const spaced = (level: string): string => level.replace('%', ' %')
