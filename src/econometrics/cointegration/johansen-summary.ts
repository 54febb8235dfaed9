import type { Summary } from '../summary/summary.ts'
import type { JohansenResult } from './johansen.ts'

/**
 * Johansen's test as statisticians print it: a row for each rank, then the relations.
 *
 * @param options `names` of the series, default series 1, series 2, ...
 * @example
 * const random = new Random(1)
 * let level = 0
 * const x = Float64Array.from({ length: 300 }, () => (level += random.normal()))
 * const y = x.map((value) => 2 * value + random.normal())
 * johansenSummary(expectValue(johansen([y, x]))).tables[0].rows.length // => 2
 */
export function johansenSummary(
  result: JohansenResult,
  options: { readonly names?: readonly string[] } = {},
): Summary {
  const { trace, maxEigen, eigenvalues, eigenvectors, loadings, rank } = result
  const seriesCount = trace.length
  const vectors = eigenvectors.map((_, k) => `vector ${k + 1}`)
  const termCount = eigenvectors[0]?.length ?? 0
  const seriesName = (k: number): string => options.names?.[k] ?? `series ${k + 1}`
  const termName = (k: number): string => (k < seriesCount ? seriesName(k) : 'restricted term')
  return {
    title: 'Johansen test of cointegration rank',
    facts: [
      ['deterministic', result.deterministic],
      ['lagged differences', result.lagDifferences],
      ['observations', result.observations],
      ['rank by trace', rank.trace],
      ['rank by largest eigenvalue', rank.maxEigen],
      ['level', result.alpha],
    ],
    tables: [
      {
        columns: ['null', 'eigenvalue', 'trace', '95 %', 'P>trace', 'max eigen', '95 %', 'P>max'],
        rows: trace.map((statistic, k) => [
          `rank <= ${k}`,
          eigenvalues[k]!,
          statistic,
          result.traceCritical[k]?.[1] ?? null,
          result.tracePValues[k]!,
          maxEigen[k]!,
          result.maxEigenCritical[k]?.[1] ?? null,
          result.maxEigenPValues[k]!,
        ]),
      },
      {
        columns: ['cointegrating vectors', ...vectors],
        rows: Array.from({ length: termCount }, (_, k) => [
          termName(k),
          ...eigenvectors.map((vector) => vector[k]!),
        ]),
      },
      {
        columns: ['loadings', ...vectors],
        rows: Array.from({ length: seriesCount }, (_, k) => [
          seriesName(k),
          ...loadings.map((loading) => loading[k]!),
        ]),
      },
    ],
    notes: [
      `Null hypothesis: ${result.nullHypothesis}.`,
      `Critical values: ${result.criticalValueSource}; p-values: Doornik (1998).`,
      `Vectors: ${result.eigenvectorNormalisation}.`,
    ],
    warnings: [],
  }
}
