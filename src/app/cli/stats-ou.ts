import type { Command } from 'commander'
import { leastSquares } from '../../econometrics/regression/least-squares.ts'
import {
  ornsteinUhlenbeck,
  type OrnsteinUhlenbeck,
} from '../../econometrics/mean-reversion/ornstein-uhlenbeck.ts'
import type { Outcome } from '../../math/outcome.ts'
import { decimal } from './format.ts'
import { runTest, withSeriesOptions, type StatsOptions } from './run-test.ts'

/** `isobar stats ou` */
export function addOu(stats: Command): void {
  const command = stats
    .command('ou <file...>')
    .description(
      'Ornstein-Uhlenbeck: how fast a series reverts (of several: the first on the others)',
    )
  withSeriesOptions(command, 'isobar stats ou ETH-USDT-1h.csv.gz BTC-USDT-1h.csv.gz --log').action(
    (files: string[], options: StatsOptions) =>
      runTest('ou', files, options, {
        estimate: ({ columns }) => estimate(columns),
        report: {
          fields: ['speed', 'mean', 'sigma', 'halfLifeBars', 'standardErrors'],
          lines,
        },
      }),
  )
}

function estimate(columns: readonly Float64Array[]): Outcome<OrnsteinUhlenbeck, string> {
  if (columns.length === 1) return ornsteinUhlenbeck(columns[0]!)
  const fit = leastSquares(columns[0]!, columns.slice(1))
  return fit.kind === 'value' ? ornsteinUhlenbeck(fit.value.residuals) : fit
}

function lines(result: OrnsteinUhlenbeck): string[] {
  const { speed, mean, sigma, standardErrors: errors } = result
  return [
    `speed ${decimal(speed, 6)} (±${decimal(errors.speed, 6)}) per bar   mean ${decimal(mean, 6)} (±${decimal(errors.mean, 6)})   sigma ${decimal(sigma, 6)} (±${decimal(errors.sigma, 6)})`,
    `half-life ${decimal(result.halfLifeBars, 1)} bars, ${decimal(result.halfLifeBarsCorrected, 1)} with its bias removed`,
    result.halfLifeBars === null ? 'It does not revert.' : 'Standard errors in brackets.',
  ]
}
