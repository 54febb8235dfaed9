import { Option } from 'commander'
import { UsageError } from '../../../core/errors.ts'
import { available } from '../../../math/outcome.ts'
import { wholeNumber } from '../arguments.ts'
import { decimal } from '../format.ts'
import { trendOption } from '../lag-options.ts'
import { ccrEstimator, dolsEstimator, fmolsEstimator } from './estimators/cointegrating.ts'
import {
  reversionOf,
  type Estimator,
  type EstimatorOptions,
  type Regression,
  type Reversion,
} from './estimators/estimator.ts'
import { olsEstimator } from './estimators/ols.ts'
import { tlsEstimator } from './estimators/tls.ts'
import { kernelOptions } from './kernel-options.ts'
import type { StatsOptions, StatsTest } from './run-test.ts'

type EstimatorName = 'ols' | 'tls' | 'dols' | 'fmols' | 'ccr'

const estimators: Readonly<Record<EstimatorName, Estimator>> = {
  ols: olsEstimator,
  tls: tlsEstimator,
  dols: dolsEstimator,
  fmols: fmolsEstimator,
  ccr: ccrEstimator,
}

type RegressOptions = StatsOptions & EstimatorOptions & { readonly estimator: EstimatorName }

type RegressResult = Regression & Reversion & { readonly estimator: EstimatorName }

/** `isobar stats regress` */
export const regressTest: StatsTest<RegressOptions, RegressResult> = {
  usage: 'regress <y> <x...>',
  description:
    'a regression of y on the x: least squares, or an estimator made for cointegrated series',
  example: 'isobar stats regress ETH-USDT-1h.csv.gz BTC-USDT-1h.csv.gz --log --errors newey-west',
  options: [
    new Option(
      '--estimator <name>',
      'least squares: ordinary, total, dynamic or fully modified; or canonical cointegrating regression',
    )
      .choices(Object.keys(estimators))
      .default('ols'),
    trendOption(['n', 'c', 'ct', 'ctt'], 'c'),
    new Option(
      '--errors <kind>',
      'of ols: what standard errors allow for (default: "classical")',
    ).choices(['classical', 'hc0', 'hc1', 'hc2', 'hc3', 'newey-west']),
    new Option('--error-lags <n>', 'of newey-west (default: 4 (n/100)^(2/9))').argParser(
      wholeNumber(0),
    ),
    new Option('--leads <n>', 'of dols: leads of the changes of x (default: by BIC)').argParser(
      wholeNumber(0),
    ),
    new Option('--lags <n>', 'of dols: lags of the changes of x (default: by BIC)').argParser(
      wholeNumber(0),
    ),
    ...kernelOptions(),
  ],
  check: requireKnown,
  estimate: ({ columns: [y, ...xs] }, options) => {
    const { estimator } = options
    const outcome = estimators[estimator].estimate(y!, xs, options)
    if (outcome.kind === 'unavailable') return outcome
    const relation = outcome.value.relationResiduals ?? outcome.value.residuals
    return available({ ...outcome.value, estimator, ...reversionOf(relation) })
  },
  summary: ({ summary }, [, ...names]) => summary(names),
  conclusion: ({ halfLifeBars }) =>
    halfLifeBars === null
      ? 'The residual does not revert.'
      : `Half of a residual is gone after ${decimal(halfLifeBars, 1)} rows.`,
  fields: [
    'estimator',
    'hedgeRatio',
    'intercept',
    'coefficients',
    'standardErrors',
    'tValues',
    'pValues',
    'errors',
    'trend',
    'rSquared',
    'adjustedRSquared',
    'residualSumOfSquares',
    'orthogonalSumOfSquares',
    'logLikelihood',
    'aic',
    'bic',
    'slopesTest',
    'durbinWatson',
    'kernel',
    'bandwidth',
    'leads',
    'lags',
    'residualVariance',
    'longRunVariance',
    'halfLifeBars',
    'halfLifeBarsCorrected',
    'observations',
    'warnings',
  ],
}

const particular = [
  ['errors', '--errors'],
  ['errorLags', '--error-lags'],
  ['leads', '--leads'],
  ['lags', '--lags'],
  ['kernel', '--kernel'],
  ['bandwidth', '--bandwidth'],
] as const

/** Every option that was given is one its estimator knows. */
function requireKnown(options: RegressOptions, seriesCount: number): void {
  const { estimator, errors, errorLags, trend } = options
  const known: readonly string[] = estimators[estimator].knows
  const foreign = particular.find(([key]) => options[key] !== undefined && !known.includes(key))
  if (foreign !== undefined) {
    throw new UsageError(`${foreign[1]} is not of --estimator ${estimator}`, { estimator })
  }
  if (errorLags !== undefined && errors !== 'newey-west') {
    throw new UsageError('--error-lags are of --errors newey-west', { errorLags })
  }
  if (estimator !== 'tls') return
  if (seriesCount > 2) throw new UsageError('--estimator tls takes one x', { seriesCount })
  if (trend !== 'c') throw new UsageError('--estimator tls has a constant and no trend', { trend })
}
