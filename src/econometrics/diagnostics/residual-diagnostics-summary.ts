import type { Summary } from '../summary/summary.ts'
import { diagnosticTable } from './diagnostic-table.ts'
import type { ResidualDiagnostics } from './residual-diagnostics.ts'

/**
 * The three tests of residuals as one table, with what they come to.
 *
 * @example
 * const random = new Random(1)
 * const noise = Float64Array.from({ length: 200 }, () => random.normal())
 * residualDiagnosticsSummary(expectValue(residualDiagnostics(noise))).tables[0].rows.length // => 3
 */
export function residualDiagnosticsSummary(result: ResidualDiagnostics): Summary {
  const { ljungBox, archLm, jarqueBera } = result
  return {
    title: 'Residual diagnostics',
    facts: [
      ['observations', ljungBox.observations],
      ['first autocorrelation', ljungBox.byLag[0]!.autocorrelation],
      ['skewness', jarqueBera.skewness],
      ['kurtosis', jarqueBera.kurtosis],
    ],
    tables: [
      diagnosticTable([
        ['Ljung-Box', ljungBox],
        ['ARCH-LM', archLm],
        ['Jarque-Bera', jarqueBera],
      ]),
    ],
    notes: [
      `Null hypotheses, rejected by large statistics: ${ljungBox.nullHypothesis};`,
      `${archLm.nullHypothesis}; ${jarqueBera.nullHypothesis}.`,
      ...(archLm.pValue < 0.05
        ? ['Ljung-Box supposes independence: where volatility clusters it rejects too often.']
        : []),
      `At 5 %: ${ljungBox.pValue < 0.05 ? '' : 'no '}memory, ${archLm.pValue < 0.05 ? '' : 'no '}clusters of volatility, ${jarqueBera.pValue < 0.05 ? 'not the' : 'perhaps a'} normal law.`,
    ],
    warnings: [],
  }
}
