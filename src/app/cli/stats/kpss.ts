import { InvalidArgumentError, Option } from 'commander'
import { kpss, type KpssResult } from '../../../econometrics/unit-roots/kpss.ts'
import { unitRootSummary } from '../../../econometrics/unit-roots/unit-root-summary.ts'
import { wholeNumber } from '../arguments.ts'
import { trendOption } from '../lag-options.ts'
import { nullFields, type StatsOptions, type StatsTest } from './run-test.ts'

interface KpssCliOptions extends StatsOptions {
  readonly trend: 'c' | 'ct'
  readonly lags: 'auto' | 'legacy' | number
}

/** `isobar stats kpss` */
export const kpssTest: StatsTest<KpssCliOptions, KpssResult> = {
  usage: 'kpss <file>',
  description: 'KPSS: null hypothesis, the series is stationary around a level or a trend',
  example: 'isobar stats kpss BTC-USDT-1h.csv.gz --log --trend ct',
  options: [
    trendOption(['c', 'ct'], 'c'),
    new Option('--lags <n|auto|legacy>', 'lags of the long-run variance')
      .argParser(kpssLags)
      .default('auto'),
  ],
  estimate: ({ columns }, options) => kpss(columns[0]!, options),
  summary: unitRootSummary,
  fields: [...nullFields, 'pValueAtTableEdge'],
}

function kpssLags(text: string): KpssCliOptions['lags'] {
  if (text === 'auto' || text === 'legacy') return text
  if (!/^\d+$/.test(text))
    throw new InvalidArgumentError('expected a whole number, auto or legacy.')
  return wholeNumber(0)(text)
}
