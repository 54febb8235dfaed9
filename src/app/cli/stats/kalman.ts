import { Option } from 'commander'
import { kalmanHedgeRatioSummary } from '../../../econometrics/state-space/kalman-hedge-ratio-summary.ts'
import {
  kalmanHedgeRatio,
  type KalmanHedgeRatioResult,
} from '../../../econometrics/state-space/kalman-hedge-ratio.ts'
import { available } from '../../../math/outcome.ts'
import { decimal } from '../format.ts'
import type { StatsOptions, StatsTest } from './run-test.ts'

type KalmanCliOptions = StatsOptions & { readonly intercept: 'walk' | 'fixed' | 'none' }

/** Where the walk stands after the last row. */
interface KalmanDocument extends KalmanHedgeRatioResult {
  readonly hedgeRatio: number
  readonly hedgeRatioDeviation: number
  /** How the intercept was taken, and where it stands. */
  readonly interceptModel: KalmanHedgeRatioResult['intercept']
  readonly lastIntercept: number
}

/** `isobar stats kalman` */
export const kalmanTest: StatsTest<KalmanCliOptions, KalmanDocument> = {
  usage: 'kalman <y> <x>',
  description: 'a hedge ratio that walks: y on x by the Kalman filter, its variances by likelihood',
  example: 'isobar stats kalman ETH-USDT-1h.csv.gz BTC-USDT-1h.csv.gz --log --intercept fixed',
  options: [
    new Option('--intercept <model>', 'walks as well, is fixed, or there is none')
      .choices(['walk', 'fixed', 'none'])
      .default('walk'),
  ],
  estimate: ({ columns: [y, x] }, { intercept }) => {
    const outcome = kalmanHedgeRatio(y!, x!, { intercept })
    if (outcome.kind === 'unavailable') return outcome
    const { value } = outcome
    return available({
      ...value,
      hedgeRatio: value.filteredHedgeRatios.at(-1)!,
      hedgeRatioDeviation: value.filteredDeviations.at(-1)!,
      interceptModel: value.intercept,
      lastIntercept: value.filteredIntercepts.at(-1)!,
    })
  },
  summary: (result) => kalmanHedgeRatioSummary(result),
  conclusion: ({ hedgeRatio, hedgeRatioDeviation }) =>
    `The hedge ratio stands at ${decimal(hedgeRatio, 4)}, give or take ${decimal(hedgeRatioDeviation, 4)}.`,
  fields: [
    'hedgeRatio',
    'hedgeRatioDeviation',
    'lastIntercept',
    'interceptModel',
    'variances',
    'standardErrors',
    'memoryBars',
    'hedgeMemoryBars',
    'logLikelihood',
    'aic',
    'bic',
    'converged',
    'iterations',
    'observations',
    'warnings',
  ],
}
