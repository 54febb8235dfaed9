import { coefficientTable } from '../summary/coefficient-table.ts'
import type { Summary } from '../summary/summary.ts'
import type { PriceDiscoveryResult } from './price-discovery.ts'

/**
 * Price discovery as a table, a row a venue.
 *
 * @param options `names` of the venues, default venue 1, venue 2, ...
 * @example
 * const random = new Random(1)
 * let level = 0
 * const a = Float64Array.from({ length: 500 }, () => (level += random.normal()))
 * const b = a.map((value, t) => (a[t - 1] ?? 0) + random.normal())
 * priceDiscoverySummary(expectValue(priceDiscovery([a, b]))).tables[0].rows[1][0] // => 'venue 2'
 */
export function priceDiscoverySummary(
  result: PriceDiscoveryResult,
  options: { readonly names?: readonly string[] } = {},
): Summary {
  const { informationShares, componentShares, informationLeadership, relationTest } = result
  const venues = componentShares.map((_, k) => options.names?.[k] ?? `venue ${k + 1}`)
  return {
    title: 'Price discovery',
    facts: [
      ['relation', result.relation],
      ['deterministic', result.deterministic],
      ['lagged differences', result.lagDifferences],
      ['observations', result.observations],
      ['relations as given, LR', relationTest?.statistic ?? null],
      ['P>LR', relationTest?.pValue ?? null],
    ],
    tables: [
      {
        columns: ['', 'information share', 'lowest', 'highest', 'component share', 'leadership'],
        rows: informationShares.map(({ mean, low, high }, k) => [
          venues[k]!,
          mean,
          low,
          high,
          componentShares[k]!,
          informationLeadership?.[k] ?? null,
        ]),
      },
      ...result.loadings.map((values, i) =>
        coefficientTable(
          { names: venues, values, standardErrors: result.loadingErrors[i]! },
          { title: `Loadings of relation ${i + 1}` },
        ),
      ),
      {
        title: 'Correlation of the errors',
        columns: ['', ...venues],
        rows: result.residualCorrelation.map((row, k) => [venues[k]!, ...row]),
      },
    ],
    notes: [
      'Information shares: Hasbrouck (1995), over all orders of the venues; component shares: Gonzalo and Granger (1995).',
      ...(informationLeadership === null
        ? []
        : [
            'Leadership: the information leadership share of Putnins (2013), after Yan and Zivot (2010).',
          ]),
      ...(componentShares.some((share) => share < 0)
        ? [
            'A negative component share: the venue moves away from the others when they part, or does so within its error.',
          ]
        : []),
      ...(relationTest === null ? [] : [`Null hypothesis of LR: ${relationTest.nullHypothesis}.`]),
    ],
    warnings: result.warnings,
  }
}
