import { Option, type Command } from 'commander'
import { adf } from '../../econometrics/unit-roots/adf.ts'
import { wholeNumber } from './arguments.ts'
import { decimal, probability } from './format.ts'
import { runTest, withSeriesOptions, type StatsOptions } from './run-test.ts'

/** How the lags of a unit-root regression are chosen, on every command that has one. */
export interface LagOptions {
  readonly trend: 'n' | 'c' | 'ct' | 'ctt'
  readonly criterion: 'aic' | 'bic' | 'tstat'
  readonly lags?: number
  readonly maxLags?: number
}

/** Adds `--trend`, `--criterion`, `--lags` and `--max-lags`. */
export function withLagOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--trend <terms>',
        'deterministic terms: none, constant, and linear, and quadratic trend',
      )
        .choices(['n', 'c', 'ct', 'ctt'])
        .default('c'),
    )
    .addOption(
      new Option('--criterion <name>', 'how the lag order is chosen')
        .choices(['aic', 'bic', 'tstat'])
        .default('aic'),
    )
    .addOption(new Option('--lags <n>', 'a fixed lag order instead').argParser(wholeNumber(0)))
    .addOption(new Option('--max-lags <n>', 'the longest lag tried').argParser(wholeNumber(0)))
}

/** `isobar stats adf` */
export function addAdf(stats: Command): void {
  const command = stats
    .command('adf <file>')
    .description('augmented Dickey-Fuller: null hypothesis, the series has a unit root')
  withLagOptions(withSeriesOptions(command, 'isobar stats adf BTC-USDT-1h.csv.gz --log')).action(
    (file: string, options: StatsOptions & LagOptions) =>
      runTest('adf', [file], options, {
        estimate: ({ columns }) => adf(columns[0]!, options),
        report: { fields: ['statistic', 'pValue', 'lags', 'observations'], lines: unitRootLines },
      }),
  )
}

/** A unit-root test for a person. */
export function unitRootLines(result: UnitRootResult): string[] {
  const { statistic, pValue, lags, observations, criticalValues, nullHypothesis } = result
  const rejected = pValue < 0.05
  return [
    `${result.test.toUpperCase()}   statistic ${decimal(statistic, 4)}   p ${probability(pValue)}   lags ${lags}   observations ${observations}`,
    criticalLine(criticalValues),
    `null hypothesis: ${nullHypothesis}`,
    rejected ? 'Rejected at 5 %.' : 'Not rejected at 5 %.',
  ]
}

interface UnitRootResult {
  readonly test: string
  readonly statistic: number
  readonly pValue: number
  readonly lags: number
  readonly observations: number
  readonly criticalValues: object
  readonly nullHypothesis: string
}

/** `critical values   1 % -3.43   5 % -2.86   10 % -2.57` */
export function criticalLine(criticalValues: object): string {
  const parts = Object.entries(criticalValues).map(
    ([level, value]: [string, number]) => `${level.replace('%', ' %')} ${decimal(value, 4)}`,
  )
  return `critical values   ${parts.join('   ')}`
}
