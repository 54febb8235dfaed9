import type { SummaryTable } from '../../../econometrics/summary/summary.ts'
import type { VectorForecast } from '../../../econometrics/vector-autoregression/forecast-levels.ts'

/** Forecasts of several series as a table: a row ahead a line, each series with its standard deviation. */
export function forecastTable(
  { values, deviations }: VectorForecast,
  names: readonly string[],
): SummaryTable {
  return {
    title: 'Forecast and its standard deviation',
    columns: ['rows ahead', ...names.flatMap((name) => [name, '±'])],
    rows: values.map((row, step) => [
      String(step + 1),
      ...row.flatMap((value, k) => [value, deviations[step]![k]!]),
    ]),
  }
}
