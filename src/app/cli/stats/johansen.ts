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
    compatOption(
      "that package's detrending, and without lagged differences its level of the same bar",
    ),
  ],
  check: ({ compat, deterministic }) => {
    if (compat === undefined || deterministic?.startsWith('restricted') !== true) return
    throw new UsageError(
      `--compat statsmodels has no case ${deterministic}: none, constant or trend`,
      { compat },
    )
  },
  estimate: ({ columns }, options) => johansen(columns, options),
  summary: (result, names) => johansenSummary(result, { names }),
  conclusion: ({ rank, alpha }) =>
    `Cointegrating relations at ${Number((alpha * 100).toPrecision(6))} %: ${rank.trace} by the trace, ${rank.maxEigen} by the largest eigenvalue.`,
  fields: [
    'eigenvalues',
    'trace',
    'traceCritical',
    'tracePValues',
    'maxEigen',
    'maxEigenCritical',
    'maxEigenPValues',
    'criticalValueSource',
    'eigenvectors',
    'eigenvectorNormalisation',
    'loadings',
    'rank',
    'alpha',
    'deterministic',
    'lagDifferences',
    'observations',
    'nullHypothesis',
  ],
}

/** `--deterministic`, of every command on an error correction model. */
export function deterministicOption(): Option {
  return new Option(
    '--deterministic <case>',
    'deterministic terms, and whether the relation holds them',
  )
    .choices(['none', 'restricted-constant', 'constant', 'restricted-trend', 'trend'])
    .default('constant')
}
