import type { Summary } from '../summary/summary.ts'
import type { ArchLmResult } from './arch-lm.ts'
import type { BreuschGodfreyResult } from './breusch-godfrey.ts'
import type { JarqueBeraResult } from './jarque-bera.ts'
import type { LagrangeMultiplierResult } from './lagrange-multiplier.ts'
import type { LjungBoxResult } from './ljung-box.ts'

/** The result of any single diagnostic test. */
export type DiagnosticResult =
  | ArchLmResult
  | BreuschGodfreyResult
  | JarqueBeraResult
  | LagrangeMultiplierResult
  | LjungBoxResult

const titles: Readonly<Record<DiagnosticResult['test'], string>> = {
  'arch-lm': "Engle's ARCH-LM test",
  'breusch-godfrey': 'Breusch-Godfrey test',
  'breusch-pagan': 'Breusch-Pagan test',
  'jarque-bera': 'Jarque-Bera test',
  'ljung-box': 'Ljung-Box test',
  white: "White's test",
}

/**
 * A diagnostic test as statisticians print it, with its null hypothesis in words.
 *
 * @example
 * const random = new Random(1)
 * const noise = Float64Array.from({ length: 200 }, () => random.normal())
 * diagnosticSummary(expectValue(jarqueBera(noise))).title // => 'Jarque-Bera test'
 */
export function diagnosticSummary(result: DiagnosticResult): Summary {
  return {
    title: titles[result.test],
    facts: [
      ['statistic', result.statistic],
      ['p-value', result.pValue],
      ...ownFacts(result),
      ['observations', result.observations],
    ],
    tables: result.test === 'ljung-box' ? [lagTable(result)] : [],
    notes: [`Null hypothesis: ${result.nullHypothesis}.`, 'Rejected by large statistics.'],
    warnings: [],
  }
}

function ownFacts(result: DiagnosticResult): Summary['facts'] {
  if (result.test === 'jarque-bera') {
    return [
      ['skewness', result.skewness],
      ['kurtosis', result.kurtosis],
    ]
  }
  const degrees = ['degrees of freedom', result.degreesOfFreedom] as const
  if (result.test === 'ljung-box') return [degrees]
  return [degrees, ['F', result.fStatistic], ['P>F', result.fPValue]]
}

function lagTable({ byLag }: LjungBoxResult): Summary['tables'][number] {
  return {
    columns: ['up to lag', 'autocorrelation', 'Ljung-Box', 'p', 'Box-Pierce', 'P>BP'],
    rows: byLag.map((each) => [
      each.lag,
      each.autocorrelation,
      each.statistic,
      each.pValue,
      each.boxPierceStatistic,
      each.boxPiercePValue,
    ]),
  }
}
