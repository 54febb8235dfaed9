import { Option } from 'commander'
import { UsageError } from '../../../core/errors.ts'
import { residualDiagnosticsSummary } from '../../../econometrics/diagnostics/residual-diagnostics-summary.ts'
import {
  residualDiagnostics,
  type ResidualDiagnostics,
} from '../../../econometrics/diagnostics/residual-diagnostics.ts'
import { usualLags } from '../../../econometrics/diagnostics/usual-lags.ts'
import { wholeNumber } from '../arguments.ts'
import type { StatsOptions, StatsTest } from './run-test.ts'

interface DiagnosticsOptions extends StatsOptions {
  readonly lags?: number
  readonly modelDegrees: number
}

/** `isobar stats diagnostics` */
export const diagnosticsTest: StatsTest<DiagnosticsOptions, ResidualDiagnostics> = {
  usage: 'diagnostics <file>',
  description: 'Ljung-Box, ARCH-LM and Jarque-Bera: memory, clusters of volatility, the normal law',
  example: 'isobar stats diagnostics BTC-USDT-1h.csv.gz --log --diff --lags 24',
  options: [
    new Option('--lags <n>', 'lags tested (10, of short samples a fifth of the rows)').argParser(
      wholeNumber(1),
    ),
    new Option('--model-degrees <n>', 'coefficients of the model these are residuals of')
      .argParser(wholeNumber(0))
      .default(0),
  ],
  estimate: ({ columns }, options) => {
    const [residuals] = columns
    const { lags = usualLags(residuals!.length), modelDegrees } = options
    if (modelDegrees >= lags) {
      throw new UsageError(`--model-degrees must be below the ${lags} lags`, { lags, modelDegrees })
    }
    return residualDiagnostics(residuals!, { lags, modelDegrees })
  },
  summary: residualDiagnosticsSummary,
  fields: ['ljungBox', 'archLm', 'jarqueBera'],
}
