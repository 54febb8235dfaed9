import { InvalidArgumentError, Option } from 'commander'
import { kpss, type KpssResult } from '../../../econometrics/unit-roots/kpss.ts'
import { unitRootSummary } from '../../../econometrics/unit-roots/unit-root-summary.ts'
import { wholeNumber } from '../arguments.ts'
import { probability } from '../format.ts'
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
  conclusion: concluded,
  fields: [...nullFields, 'pValueAtTableEdge'],
}

/** At an edge of the table the p-value is only known to lie beyond it. */
function concluded({ pValue, pValueAtTableEdge, nullHypothesis }: KpssResult): string {
  const rejected = pValue < 0.05
  const relation = pValueAtTableEdge ? (rejected ? '<' : '>') : '='
  const p = `p ${relation} ${pValueAtTableEdge ? pValue : probability(pValue)}`
  return rejected
    ? `Rejected at 5 %, ${p}: the data speak against it.`
    : `Not rejected at 5 %, ${p}: the data allow that ${nullHypothesis}.`
}

function kpssLags(text: string): KpssCliOptions['lags'] {
  if (text === 'auto' || text === 'legacy') return text
  if (!/^\d+$/.test(text))
    throw new InvalidArgumentError('expected a whole number, auto or legacy.')
  return wholeNumber(0)(text)
}
