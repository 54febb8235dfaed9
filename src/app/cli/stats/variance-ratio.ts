import { Option } from 'commander'
import { unitRootSummary } from '../../../econometrics/unit-roots/unit-root-summary.ts'
import {
  varianceRatio,
  type VarianceRatioOptions,
  type VarianceRatioResult,
} from '../../../econometrics/unit-roots/variance-ratio.ts'
import { wholeNumber } from '../arguments.ts'
import { trendOption } from '../lag-options.ts'
import { nullFields, type StatsOptions, type StatsTest } from './run-test.ts'

/** `isobar stats variance-ratio` */
export const varianceRatioTest: StatsTest<
  StatsOptions & VarianceRatioOptions,
  VarianceRatioResult
> = {
  usage: 'variance-ratio <file>',
  description: 'Lo-MacKinlay: null hypothesis, the increments are uncorrelated (a random walk)',
  example: 'isobar stats variance-ratio BTC-USDT-1h.csv.gz --log --lags 24',
  options: [
    new Option('--lags <n>', 'rows of the long horizon').argParser(wholeNumber(2)).default(2),
    trendOption(['n', 'c'], 'c'),
    new Option('--errors <kind>', 'allow for changing variance, or suppose one')
      .choices(['robust', 'iid'])
      .default('robust'),
    new Option('--windows <kind>', 'long horizons at every row, or side by side')
      .choices(['overlapping', 'disjoint'])
      .default('overlapping'),
    new Option('--bias <kind>', 'variances without bias, or plain means')
      .choices(['debiased', 'plain'])
      .default('debiased'),
  ],
  estimate: ({ columns }, options) => varianceRatio(columns[0]!, options),
  summary: unitRootSummary,
  fields: [...nullFields, 'varianceRatio'],
}
