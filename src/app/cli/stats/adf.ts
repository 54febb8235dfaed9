import { adf, type AdfResult } from '../../../econometrics/unit-roots/adf.ts'
import { unitRootSummary } from '../../../econometrics/unit-roots/unit-root-summary.ts'
import { lagOptions, trendOption, type LagOptions } from '../lag-options.ts'
import { nullFields, type StatsOptions, type StatsTest } from './run-test.ts'

interface AdfCliOptions extends StatsOptions, LagOptions {
  readonly trend: 'n' | 'c' | 'ct' | 'ctt'
}

/** `isobar stats adf` */
export const adfTest: StatsTest<AdfCliOptions, AdfResult> = {
  usage: 'adf <file>',
  description: 'augmented Dickey-Fuller: null hypothesis, the series has a unit root',
  example: 'isobar stats adf BTC-USDT-1h.csv.gz --log',
  options: [trendOption(['n', 'c', 'ct', 'ctt'], 'c'), ...lagOptions()],
  estimate: ({ columns }, options) => adf(columns[0]!, options),
  summary: unitRootSummary,
  fields: [...nullFields, 'criterion'],
}
