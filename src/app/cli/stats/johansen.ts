import { Option } from 'commander'
import { UsageError } from '../../../core/errors.ts'
import {
  johansen,
  type JohansenOptions,
  type JohansenResult,
} from '../../../econometrics/cointegration/johansen.ts'
import { johansenSummary } from '../../../econometrics/cointegration/johansen-summary.ts'
import { openProbability, wholeNumber } from '../arguments.ts'
import { compatOption } from './coint.ts'
import type { StatsOptions, StatsTest } from './run-test.ts'

type JohansenCliOptions = StatsOptions & JohansenOptions

/** `isobar stats johansen` */
export const johansenTest: StatsTest<JohansenCliOptions, JohansenResult> = {
  usage: 'johansen <a> <b...>',
  description: 'Johansen: how many combinations of the series are stationary',
  example: 'isobar stats johansen BTC-USD-1m.csv.gz BTC-USDT-1m.csv.gz --log --lag-differences 8',
  options: [
    deterministicOption(),
    new Option('--lag-differences <k>', 'lagged differences in the regression')
      .argParser(wholeNumber(0))
      .default(1),
    new Option('--tables <family>', 'critical values of MacKinnon-Haug-Michelis or Osterwald-Lenum')
      .choices(['mhm', 'osterwald-lenum'])
      .default('mhm'),
    new Option('--alpha <p>', 'level the rank is read at').argParser(openProbability).default(0.05),
    compatOption("that package's detrending"),
  ],
  estimate: ({ columns }, options) => {
    if (options.compat !== undefined && options.deterministic?.startsWith('restricted') === true) {
      throw new UsageError(
        `--compat statsmodels has no case ${options.deterministic}: none, constant or trend`,
        { compat: options.compat },
      )
    }
    return johansen(columns, options)
  },
  summary: johansenSummary,
  fields: [
    'eigenvalues',
    'trace',
    'traceCritical',
    'tracePValues',
    'maxEigen',
    'maxEigenCritical',
    'maxEigenPValues',
    'eigenvectors',
    'loadings',
    'rank',
    'observations',
  ],
}

/** `--deterministic`, of every command on an error correction model. */
function deterministicOption(): Option {
  return new Option(
    '--deterministic <case>',
    'deterministic terms, and whether the relation holds them',
  )
    .choices(['none', 'restricted-constant', 'constant', 'restricted-trend', 'trend'])
    .default('constant')
}
