import { Option, type Command } from 'commander'
import {
  engleGranger,
  type EngleGrangerResult,
} from '../../econometrics/cointegration/engle-granger.ts'
import { decimal, probability } from './format.ts'
import { runTest, withSeriesOptions, type StatsOptions } from './run-test.ts'
import { criticalLine, withLagOptions, type LagOptions } from './stats-adf.ts'

interface CointOptions extends StatsOptions, LagOptions {
  readonly compat?: 'statsmodels'
}

/** `isobar stats coint` */
export function addCoint(stats: Command): void {
  const command = stats
    .command('coint <y> <x...>')
    .description('Engle-Granger: null hypothesis, y and the x are not cointegrated')
  withLagOptions(
    withSeriesOptions(command, 'isobar stats coint ETH-USDT-1h.csv.gz BTC-USDT-1h.csv.gz --log'),
  )
    .addOption(
      new Option(
        '--compat <package>',
        "that package's numbers where it is known to differ",
      ).choices(['statsmodels']),
    )
    .action((y: string, xs: string[], options: CointOptions) =>
      runTest('coint', [y, ...xs], options, {
        estimate: ({ columns }) => engleGranger(columns[0]!, columns.slice(1), options),
        report: {
          fields: [
            'statistic',
            'pValue',
            'lags',
            'observations',
            'hedgeRatio',
            'intercept',
            'halfLifeBars',
          ],
          lines,
        },
      }),
    )
}

function lines(result: EngleGrangerResult): string[] {
  const { statistic, pValue, lags, observations, hedgeRatio, intercept, rSquared } = result
  const isFound = pValue < 0.05
  return [
    `Engle-Granger   statistic ${decimal(statistic, 4)}   p ${probability(pValue)}   lags ${lags}   observations ${observations}`,
    criticalLine(result.criticalValues),
    `hedge ratio ${hedgeRatio.map((ratio) => decimal(ratio, 6)).join(', ')}   intercept ${decimal(intercept, 6)}   R² ${decimal(rSquared, 4)}`,
    `half-life ${decimal(result.halfLifeBars, 1)} bars   ${decimal(result.halfLifeBarsCorrected, 1)} with its bias removed`,
    `null hypothesis: ${result.nullHypothesis}`,
    isFound ? 'Rejected at 5 %: the residual reverts.' : 'Not rejected at 5 %.',
  ]
}
