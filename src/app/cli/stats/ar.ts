import { Option } from 'commander'
import { UsageError } from '../../../core/errors.ts'
import { autoregressionSummary } from '../../../econometrics/autoregression/autoregression-summary.ts'
import {
  autoregression,
  type AutoregressionCriterion,
  type AutoregressionOptions,
  type AutoregressionResult,
} from '../../../econometrics/autoregression/autoregression.ts'
import { lagOptions, trendOption } from '../lag-options.ts'
import { horizonOption } from './horizon-option.ts'
import type { StatsOptions, StatsTest } from './run-test.ts'
import { stability } from './stability.ts'

type AutoregressionCliOptions = StatsOptions &
  Pick<AutoregressionOptions, 'trend' | 'horizon'> & {
    readonly criterion: AutoregressionCriterion
    readonly lags?: number
    readonly maxLags?: number
    readonly errors: 'classical' | 'hc0' | 'hc1' | 'hc2' | 'hc3' | 'newey-west'
  }

/** `isobar stats ar` */
export const arTest: StatsTest<AutoregressionCliOptions, AutoregressionResult> = {
  usage: 'ar <file>',
  description: 'autoregression: a series on its own past, with its forecast',
  example: 'isobar stats ar BTC-USDT-1h.csv.gz --log --diff --criterion bic',
  options: [
    trendOption(['n', 'c', 'ct'], 'c'),
    ...lagOptions(['aic', 'bic', 'hqic']),
    new Option('--errors <kind>', 'what standard errors allow for')
      .choices(['classical', 'hc0', 'hc1', 'hc2', 'hc3', 'newey-west'])
      .default('classical'),
    horizonOption(),
  ],
  check: ({ lags, trend }) => {
    if (lags === 0 && trend === 'n') {
      throw new UsageError('--lags 0 with --trend n leaves nothing to estimate', { lags, trend })
    }
  },
  estimate: ({ columns }, { lags, criterion, maxLags, ...options }) =>
    autoregression(columns[0]!, {
      ...options,
      lags: lags ?? criterion,
      ...(maxLags === undefined ? {} : { lagsMax: maxLags }),
    }),
  summary: autoregressionSummary,
  conclusion: ({ warnings }) => stability(warnings),
  fields: [
    'lags',
    'trend',
    'parameterNames',
    'estimates',
    'standardErrors',
    'errors',
    'residualVariance',
    'logLikelihood',
    'aic',
    'bic',
    'hqic',
    'roots',
    'forecast',
    'forecastDeviations',
    'observations',
    'warnings',
  ],
}
