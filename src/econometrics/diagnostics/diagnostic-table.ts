import type { SummaryTable } from '../summary/summary.ts'

/** What every diagnostic test has. */
interface Diagnostic {
  readonly statistic: number
  readonly pValue: number
  readonly lags?: number
  readonly degreesOfFreedom?: number
}

/** One row a test: its lags, its statistic and its p-value. */
export function diagnosticTable(
  tests: readonly (readonly [name: string, test: Diagnostic])[],
  title?: string,
): SummaryTable {
  return {
    ...(title === undefined ? {} : { title }),
    columns: ['', 'lags', 'statistic', 'P>statistic'],
    rows: tests.map(([name, { lags = null, statistic, pValue }]) => [
      name,
      lags,
      statistic,
      pValue,
    ]),
  }
}
