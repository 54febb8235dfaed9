import { Option, type Command } from 'commander'
import { johansen, type JohansenResult } from '../../econometrics/cointegration/johansen.ts'
import { openProbability, wholeNumber } from './arguments.ts'
import { decimal, probability } from './format.ts'
import { alignedTable } from './output.ts'
import { runTest, withSeriesOptions, type StatsOptions } from './run-test.ts'

interface JohansenCliOptions extends StatsOptions {
  readonly deterministic: 'none' | 'restricted-constant' | 'constant' | 'restricted-trend' | 'trend'
  readonly lagDifferences: number
  readonly tables: 'mhm' | 'osterwald-lenum'
  readonly alpha: number
  readonly compat?: 'statsmodels'
}

/** `isobar stats johansen` */
export function addJohansen(stats: Command): void {
  const command = stats
    .command('johansen <a> <b...>')
    .description('Johansen: how many combinations of the series are stationary')
  withSeriesOptions(
    command,
    'isobar stats johansen BTC-USD-1m.csv.gz BTC-USDT-1m.csv.gz --log --lag-differences 8',
  )
    .addOption(
      new Option(
        '--deterministic <case>',
        'deterministic terms, and whether the relation holds them',
      )
        .choices(['none', 'restricted-constant', 'constant', 'restricted-trend', 'trend'])
        .default('constant'),
    )
    .addOption(
      new Option('--lag-differences <k>', 'lagged differences in the regression')
        .argParser(wholeNumber(0))
        .default(1),
    )
    .addOption(
      new Option(
        '--tables <family>',
        'critical values of MacKinnon-Haug-Michelis or Osterwald-Lenum',
      )
        .choices(['mhm', 'osterwald-lenum'])
        .default('mhm'),
    )
    .addOption(
      new Option('--alpha <p>', 'level the rank is read at')
        .argParser(openProbability)
        .default(0.05),
    )
    .addOption(
      new Option('--compat <package>', "that package's detrending").choices(['statsmodels']),
    )
    .action((a: string, others: string[], options: JohansenCliOptions) =>
      runTest('johansen', [a, ...others], options, {
        estimate: ({ columns }) => johansen(columns, options),
        report: {
          fields: ['eigenvalues', 'trace', 'maxEigen', 'eigenvectors', 'rank', 'observations'],
          lines: (result) => lines(result, options),
        },
      }),
    )
}

function lines(result: JohansenResult, { alpha }: JohansenCliOptions): string[] {
  const rows = [...result.trace].map((trace, rank) => [
    `rank <= ${rank}`,
    decimal(result.eigenvalues[rank], 6),
    decimal(trace, 4),
    decimal(result.traceCritical[rank]?.[1], 4),
    probability(result.tracePValues[rank]),
    decimal(result.maxEigen[rank], 4),
    decimal(result.maxEigenCritical[rank]?.[1], 4),
    probability(result.maxEigenPValues[rank]),
  ])
  return [
    alignedTable(['null', 'eigenvalue', 'trace', '95 %', 'p', 'max eigen', '95 %', 'p'], rows),
    `observations ${result.observations}, lagged differences ${result.lagDifferences}`,
    `Rank at ${alpha}: ${result.rank.trace} by the trace test, ${result.rank.maxEigen} by the largest eigenvalue.`,
  ]
}
