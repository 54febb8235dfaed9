import type { Summary, SummaryCell } from '../summary/summary.ts'
import type { BreakStatistic, GregoryHansenResult } from './gregory-hansen.ts'

/**
 * The tests of Gregory and Hansen as statisticians print them; the break is the first row (from 0) of the new regime.
 *
 * @example
 * const random = new Random(1)
 * let level = 0
 * const x = Float64Array.from({ length: 80 }, () => (level += random.normal()))
 * const y = x.map((value, t) => (t < 40 ? 0 : 8) + 2 * value + random.normal())
 * const result = expectValue(gregoryHansen(y, [x], { lags: 0 }))
 * gregoryHansenSummary(result).tables[0].rows[1][0] // => 'Zt*'
 */
export function gregoryHansenSummary(result: GregoryHansenResult): Summary {
  return {
    title: 'Gregory-Hansen tests of cointegration with a break',
    facts: [
      ['break in', result.model],
      ['observations', result.observations],
      ['breaks looked at', result.breaks],
      ['trimmed share', result.trim],
      ['lags of ADF*', result.adf.lags],
    ],
    tables: [
      {
        columns: ['', 'statistic', 'break', '1 %', '5 %', '10 %'],
        rows: [line('ADF*', result.adf), line('Zt*', result.zt), line('Za*', result.za)],
      },
    ],
    notes: [`Null hypothesis: ${result.nullHypothesis}.`],
    warnings: [],
  }
}

function line(name: string, found: BreakStatistic): readonly SummaryCell[] {
  const { statistic, breakIndex, criticalValues } = found
  return [
    name,
    statistic,
    breakIndex,
    criticalValues['1%'],
    criticalValues['5%'],
    criticalValues['10%'],
  ]
}
