import { Option } from 'commander'
import { armaSummary } from '../../../econometrics/autoregression/arma-summary.ts'
import {
  arma,
  type ArmaOptions,
  type ArmaResult,
} from '../../../econometrics/autoregression/arma.ts'
import { wholeNumber } from '../arguments.ts'
import { horizonOption } from './horizon-option.ts'
import type { StatsOptions, StatsTest } from './run-test.ts'
import { stability } from './stability.ts'

// The filter's state has max(p, q + 1) parts, and each pass costs rows times their cube.
const ORDER_MAX = 24

/** `isobar stats arma` */
export const armaTest: StatsTest<StatsOptions & ArmaOptions, ArmaResult> = {
  usage: 'arma <file>',
  description: 'ARMA(p,q) by exact maximum likelihood, with its forecast',
  example: 'isobar stats arma BTC-USDT-1h.csv.gz --log --diff --p 1 --q 1',
  options: [
    new Option('--p <n>', 'lags of the series').argParser(wholeNumber(0, ORDER_MAX)).default(1),
    new Option('--q <n>', 'lags of the shocks').argParser(wholeNumber(0, ORDER_MAX)).default(0),
    new Option('--mean <model>', 'a mean of its own, or zero')
      .choices(['zero', 'constant'])
      .default('constant'),
    horizonOption(),
  ],
  estimate: ({ columns }, options) => arma(columns[0]!, options),
  summary: armaSummary,
  conclusion: ({ warnings }) => stability(warnings),
  fields: [
    'p',
    'q',
    'mean',
    'ar',
    'ma',
    'shockVariance',
    'parameterNames',
    'estimates',
    'standardErrors',
    'logLikelihood',
    'aic',
    'bic',
    'arRoots',
    'maRoots',
    'forecast',
    'forecastDeviations',
    'converged',
    'iterations',
    'observations',
    'warnings',
  ],
}
