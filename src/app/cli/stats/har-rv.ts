import { InvalidArgumentError, Option } from 'commander'
import { harRvSummary } from '../../../econometrics/autoregression/har-rv-summary.ts'
import {
  harRv,
  type HarRvOptions,
  type HarRvResult,
} from '../../../econometrics/autoregression/har-rv.ts'
import { wholeNumber } from '../arguments.ts'
import { horizonOption } from './horizon-option.ts'
import type { StatsOptions, StatsTest } from './run-test.ts'

type HarRvCliOptions = StatsOptions &
  Pick<HarRvOptions, 'lags' | 'transform' | 'horizon'> & {
    readonly window: number
    readonly raw?: true
  }

/** `isobar stats har-rv` */
export const harRvTest: StatsTest<HarRvCliOptions, HarRvResult> = {
  usage: 'har-rv <file>',
  description:
    'HAR-RV: a realised variance (squared log returns, summed) on its means over several horizons',
  example: 'isobar stats har-rv BTC-USDT-1h.csv.gz --window 24 --lags 1,7,30 --transform log',
  options: [
    new Option('--window <n>', 'bars whose squared log returns make one realised variance')
      .argParser(wholeNumber(1))
      .default(1),
    new Option('--raw', 'the column already holds realised variances'),
    new Option('--lags <list>', 'variances each mean reaches back')
      .argParser(lagList)
      .default([1, 5, 22], '1,5,22'),
    new Option('--transform <how>', 'regress variances, their logarithms or their roots')
      .choices(['none', 'log', 'root'])
      .default('none'),
    horizonOption('variances ahead, whose mean is forecast', 1),
  ],
  transform: ({ raw }) => (raw === true ? {} : { log: true, diff: true }),
  estimate: ({ columns: [column] }, { lags, transform, horizon, window, raw }) =>
    harRv(raw === true ? column! : realisedVariances(column!, window), {
      ...(lags && { lags }),
      ...(transform && { transform }),
      ...(horizon && { horizon }),
    }),
  summary: harRvSummary,
  conclusion: ({ forecast, horizon, persistence }) =>
    `Mean variance of the next ${horizon === 1 ? 'window' : `${horizon} windows`}: ${forecast.toPrecision(4)}; persistence ${persistence.toPrecision(3)}.`,
  fields: [
    'lags',
    'transform',
    'horizon',
    'parameterNames',
    'estimates',
    'standardErrors',
    'errors',
    'persistence',
    'residualVariance',
    'rSquared',
    'adjustedRSquared',
    'forecast',
    'observations',
    'warnings',
  ],
}

/** Sums of squares over whole windows, the last one ending with the last row; what is over at the start is left out. */
function realisedVariances(returns: Float64Array, window: number): Float64Array {
  const windows = Math.floor(returns.length / window)
  const first = returns.length - windows * window
  return Float64Array.from({ length: windows }, (_, k) =>
    returns
      .subarray(first + k * window, first + (k + 1) * window)
      .reduce((sum, value) => sum + value * value, 0),
  )
}

function lagList(text: string): number[] {
  const lags = text.split(',').map(wholeNumber(1))
  if (new Set(lags).size < lags.length) throw new InvalidArgumentError('expected each lag once.')
  return lags
}
