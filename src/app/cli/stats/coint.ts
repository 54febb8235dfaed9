import { Option } from 'commander'
import {
  engleGranger,
  type EngleGrangerResult,
} from '../../../econometrics/cointegration/engle-granger.ts'
import { engleGrangerSummary } from '../../../econometrics/cointegration/engle-granger-summary.ts'
import { lagOptions, trendOption, type LagOptions } from '../lag-options.ts'
import { nullFields, type StatsOptions, type StatsTest } from './run-test.ts'

interface CointOptions extends StatsOptions, LagOptions {
  readonly trend: 'n' | 'c' | 'ct' | 'ctt'
  readonly compat?: 'statsmodels'
}

/** `isobar stats coint` */
export const cointTest: StatsTest<CointOptions, EngleGrangerResult> = {
  usage: 'coint <y> <x...>',
  description: 'Engle-Granger: null hypothesis, y and the x are not cointegrated',
  example: 'isobar stats coint ETH-USDT-1h.csv.gz BTC-USDT-1h.csv.gz --log',
  options: [
    trendOption(['n', 'c', 'ct', 'ctt'], 'c'),
    ...lagOptions(),
    compatOption("that package's numbers where it is known to differ"),
  ],
  estimate: ({ columns }, options) => engleGranger(columns[0]!, columns.slice(1), options),
  summary: (result, [, ...names]) => engleGrangerSummary(result, { names }),
  fields: [
    ...nullFields,
    'criterion',
    'hedgeRatio',
    'intercept',
    'halfLifeBars',
    'halfLifeBarsCorrected',
    'rSquared',
  ],
}

/** `--compat statsmodels` */
export function compatOption(meaning: string): Option {
  return new Option('--compat <package>', meaning).choices(['statsmodels'])
}
