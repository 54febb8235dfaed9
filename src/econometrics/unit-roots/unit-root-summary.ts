import type { EstimateWarning } from '../warning.ts'
import type { Summary, SummaryCell } from '../summary/summary.ts'
import type { AdfResult } from './adf.ts'
import type { DfglsResult } from './dfgls.ts'
import type { KpssResult } from './kpss.ts'
import type { PhillipsPerronResult } from './phillips-perron.ts'
import type { VarianceRatioResult } from './variance-ratio.ts'
import type { ZivotAndrewsResult } from './zivot-andrews.ts'

/** The result of any unit-root test. */
export type UnitRootResult =
  | AdfResult
  | DfglsResult
  | KpssResult
  | PhillipsPerronResult
  | VarianceRatioResult
  | ZivotAndrewsResult

const titles: Readonly<Record<UnitRootResult['test'], string>> = {
  adf: 'Augmented Dickey-Fuller test',
  dfgls: 'Dickey-Fuller GLS test',
  kpss: 'Kwiatkowski-Phillips-Schmidt-Shin test',
  pp: 'Phillips-Perron test',
  'variance-ratio': 'Variance ratio test',
  'zivot-andrews': 'Zivot-Andrews test',
}

/**
 * A unit-root test as statisticians print it: statistic, p-value, sample, critical values and what the test alone
 * knows, with the null hypothesis in words and on which side it is rejected.
 *
 * @example
 * const random = new Random(1)
 * const noise = Float64Array.from({ length: 200 }, () => random.normal())
 * unitRootSummary(expectValue(adf(noise))).title // => 'Augmented Dickey-Fuller test'
 */
export function unitRootSummary(result: UnitRootResult): Summary {
  const levels = Object.entries(result.criticalValues)
  return {
    title: titles[result.test],
    facts: [
      ['statistic', result.statistic],
      ['p-value', result.pValue],
      ['trend', result.trend],
      ['lags', result.lags],
      ['observations', result.observations],
      ...ownFacts(result),
    ],
    tables: [
      {
        columns: ['critical values', ...levels.map(([level]) => level.replace('%', ' %'))],
        rows: [['', ...levels.map(([, value]) => value)]],
      },
    ],
    notes: [`Null hypothesis: ${result.nullHypothesis}.`, rejection(result)],
    warnings: warningsOf(result),
  }
}

/** What only this test has to say. */
function ownFacts(result: UnitRootResult): readonly (readonly [string, SummaryCell])[] {
  switch (result.test) {
    case 'adf':
    case 'dfgls':
      return [['lags by', result.criterion]]
    case 'zivot-andrews':
      return [
        ['lags by', result.criterion],
        ['break after row', result.breakRow],
      ]
    case 'pp':
      return [
        ['tau', result.tau],
        ['rho', result.rho],
      ]
    case 'variance-ratio':
      return [['variance ratio', result.varianceRatio]]
    case 'kpss':
      return []
  }
}

function rejection({ test }: UnitRootResult): string {
  if (test === 'kpss') return 'Rejected by statistics above the critical value.'
  if (test === 'variance-ratio') return 'Rejected by statistics of a size above the critical value.'
  return 'Rejected by statistics below the critical value.'
}

function warningsOf(result: UnitRootResult): readonly EstimateWarning[] {
  if (result.test === 'zivot-andrews') return result.warnings
  if (result.test !== 'kpss' || !result.pValueAtTableEdge) return []
  const side = result.pValue < 0.05 ? 'smaller' : 'larger'
  return [
    {
      kind: 'table-edge',
      detail: `the table ends at ${result.pValue}, the p-value is ${side}`,
    },
  ]
}
