import { Option } from 'commander'
import {
  phillipsOuliaris,
  type PhillipsOuliarisResult,
} from '../../../econometrics/cointegration/phillips-ouliaris.ts'
import { phillipsOuliarisSummary } from '../../../econometrics/cointegration/phillips-ouliaris-summary.ts'
import { available } from '../../../math/outcome.ts'
import { trendOption } from '../lag-options.ts'
import { kernelOptions, type KernelCliOptions } from './kernel-options.ts'
import type { StatsOptions, StatsTest } from './run-test.ts'

interface PhillipsOuliarisCliOptions extends StatsOptions, KernelCliOptions {
  readonly trend: 'n' | 'c' | 'ct' | 'ctt'
  readonly statistic: PhillipsOuliarisResult['kind']
}

/** In a saved run `kind` says that it is one of a test. */
interface NamedKind extends PhillipsOuliarisResult {
  readonly statisticKind: PhillipsOuliarisResult['kind']
}

/** `isobar stats phillips-ouliaris` */
export const phillipsOuliarisTest: StatsTest<PhillipsOuliarisCliOptions, NamedKind> = {
  usage: 'phillips-ouliaris <y> <x...>',
  description: 'Phillips-Ouliaris, free of lags: null hypothesis, y and the x are not cointegrated',
  example: 'isobar stats phillips-ouliaris ETH-USDT-1h.csv.gz BTC-USDT-1h.csv.gz --log',
  options: [
    new Option(
      '--statistic <kind>',
      'of the residual: t value or n (a - 1); of variances: Pu, or Pz, which has no y',
    )
      .choices(['Zt', 'Za', 'Pu', 'Pz'])
      .default('Zt'),
    trendOption(['n', 'c', 'ct', 'ctt'], 'c'),
    ...kernelOptions(),
  ],
  estimate: ({ columns: [y, ...xs] }, options) => {
    const outcome = phillipsOuliaris(y!, xs, { ...options, test: options.statistic })
    if (outcome.kind === 'unavailable') return outcome
    return available({ ...outcome.value, statisticKind: outcome.value.kind })
  },
  summary: (result, [, ...names]) => phillipsOuliarisSummary(result, { names }),
  fields: [
    'statistic',
    'pValue',
    'observations',
    'criticalValues',
    'nullHypothesis',
    'trend',
    'statisticKind',
    'kernel',
    'bandwidth',
    'hedgeRatio',
    'intercept',
    'warnings',
  ],
}
