import { Option } from 'commander'
import {
  phillipsPerron,
  type PhillipsPerronResult,
} from '../../../econometrics/unit-roots/phillips-perron.ts'
import { unitRootSummary } from '../../../econometrics/unit-roots/unit-root-summary.ts'
import { wholeNumber } from '../arguments.ts'
import { trendOption } from '../lag-options.ts'
import { nullFields, type StatsOptions, type StatsTest } from './run-test.ts'

interface PhillipsPerronCliOptions extends StatsOptions {
  readonly trend: 'n' | 'c' | 'ct'
  readonly lags?: number
  readonly statistic: 'tau' | 'rho'
}

/** `isobar stats pp` */
export const ppTest: StatsTest<PhillipsPerronCliOptions, PhillipsPerronResult> = {
  usage: 'pp <file>',
  description: 'Phillips-Perron: null hypothesis, the series has a unit root',
  example: 'isobar stats pp BTC-USDT-1h.csv.gz --log',
  options: [
    trendOption(['n', 'c', 'ct'], 'c'),
    new Option('--lags <n>', 'lags of the long-run variance (Schwert: 12 (n/100)^(1/4))').argParser(
      wholeNumber(0),
    ),
    new Option('--statistic <kind>', 'the t value, or n (r - 1)')
      .choices(['tau', 'rho'])
      .default('tau'),
  ],
  estimate: ({ columns }, options) => phillipsPerron(columns[0]!, options),
  summary: unitRootSummary,
  fields: [...nullFields, 'statisticKind', 'tau', 'rho'],
}
