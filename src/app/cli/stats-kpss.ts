import { InvalidArgumentError, Option, type Command } from 'commander'
import { kpss } from '../../econometrics/unit-roots/kpss.ts'
import { wholeNumber } from './arguments.ts'
import { runTest, withSeriesOptions, type StatsOptions } from './run-test.ts'
import { unitRootLines } from './stats-adf.ts'

interface KpssOptions extends StatsOptions {
  readonly trend: 'c' | 'ct'
  readonly lags: 'auto' | 'legacy' | number
}

/** `isobar stats kpss` */
export function addKpss(stats: Command): void {
  const command = stats
    .command('kpss <file>')
    .description('KPSS: null hypothesis, the series is stationary around a level or a trend')
  withSeriesOptions(command, 'isobar stats kpss BTC-USDT-1h.csv.gz --log --trend ct')
    .addOption(
      new Option('--trend <terms>', 'stationary around a level (c) or a trend (ct)')
        .choices(['c', 'ct'])
        .default('c'),
    )
    .addOption(
      new Option('--lags <n|auto|legacy>', 'lags of the long-run variance')
        .argParser(kpssLags)
        .default('auto'),
    )
    .action((file: string, options: KpssOptions) =>
      runTest('kpss', [file], options, {
        estimate: ({ columns }) => kpss(columns[0]!, options),
        report: { fields: ['statistic', 'pValue', 'lags', 'observations'], lines: unitRootLines },
      }),
    )
}

function kpssLags(text: string): KpssOptions['lags'] {
  if (text === 'auto' || text === 'legacy') return text
  if (!/^\d+$/.test(text))
    throw new InvalidArgumentError('expected a whole number, auto or legacy.')
  return wholeNumber(0)(text)
}
