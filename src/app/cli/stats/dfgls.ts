import { dfgls, type DfglsResult } from '../../../econometrics/unit-roots/dfgls.ts'
import { unitRootSummary } from '../../../econometrics/unit-roots/unit-root-summary.ts'
import { lagOptions, trendOption, type LagOptions } from '../lag-options.ts'
import { nullFields, type StatsOptions, type StatsTest } from './run-test.ts'

interface DfglsCliOptions extends StatsOptions, LagOptions {
  readonly trend: 'c' | 'ct'
}

/** `isobar stats dfgls` */
export const dfglsTest: StatsTest<DfglsCliOptions, DfglsResult> = {
  usage: 'dfgls <file>',
  description:
    'Dickey-Fuller after GLS detrending, the most powerful of its kind: null hypothesis, the series has a unit root',
  example: 'isobar stats dfgls BTC-USDT-1h.csv.gz --log',
  options: [trendOption(['c', 'ct'], 'c'), ...lagOptions()],
  estimate: ({ columns }, options) => dfgls(columns[0]!, options),
  summary: unitRootSummary,
  fields: [...nullFields, 'criterion'],
}
