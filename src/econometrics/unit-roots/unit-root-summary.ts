import type { Summary } from '../summary/summary.ts'
import type { EstimateWarning } from '../warning.ts'

/** What every unit-root test says. */
export interface UnitRootResult {
  readonly test: string
  readonly statistic: number
  readonly pValue: number
  readonly lags: number
  readonly observations: number
  readonly criticalValues: object
  readonly nullHypothesis: string
  readonly trend?: string
  readonly warnings?: readonly EstimateWarning[]
}

const titles: Readonly<Record<string, string>> = {
  adf: 'Augmented Dickey-Fuller test',
  kpss: 'Kwiatkowski-Phillips-Schmidt-Shin test',
  pp: 'Phillips-Perron test',
  dfgls: 'Dickey-Fuller GLS test',
  'variance-ratio': 'Variance ratio test',
  'zivot-andrews': 'Zivot-Andrews test',
}

/**
 * A unit-root test as statisticians print it.
 *
 * @example
 * const random = new Random(1)
 * const noise = Float64Array.from({ length: 200 }, () => random.normal())
 * unitRootSummary(expectValue(adf(noise))).title // => 'Augmented Dickey-Fuller test'
 */
export function unitRootSummary(result: UnitRootResult): Summary {
  const levels = Object.entries(result.criticalValues as Readonly<Record<string, number>>)
  return {
    title: titles[result.test] ?? result.test,
    facts: [
      ['statistic', result.statistic],
      ['p-value', result.pValue],
      ['lags', result.lags],
      ['observations', result.observations],
      ...(result.trend === undefined ? [] : ([['trend', result.trend]] as const)),
    ],
    tables: [
      {
        columns: ['critical values', ...levels.map(([level]) => level.replace('%', ' %'))],
        rows: [['', ...levels.map(([, value]) => value)]],
      },
    ],
    notes: [`Null hypothesis: ${result.nullHypothesis}.`],
    warnings: result.warnings ?? [],
  }
}
