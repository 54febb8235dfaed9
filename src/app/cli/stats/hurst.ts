import { InvalidArgumentError, Option } from 'commander'
import { hurstSummary } from '../../../econometrics/mean-reversion/hurst-summary.ts'
import {
  hurst,
  type HurstOptions,
  type HurstResult,
} from '../../../econometrics/mean-reversion/hurst.ts'
import { residualOrSeries } from './residual.ts'
import type { StatsOptions, StatsTest } from './run-test.ts'

type HurstCliOptions = StatsOptions & Pick<HurstOptions, 'method' | 'correction' | 'order'>

/** `isobar stats hurst` */
export const hurstTest: StatsTest<HurstCliOptions, HurstResult> = {
  usage: 'hurst <file...>',
  description:
    'Hurst exponent of the increments of levels, or with --diff of what is there (of several: the first on the others)',
  example: 'isobar stats hurst BTC-USDT-1h.csv.gz --log --method dfa',
  options: [
    new Option('--method <name>', 'rescaled range, or detrended fluctuation analysis')
      .choices(['rs', 'dfa'])
      .default('rs'),
    new Option('--correction <law>', 'what R/S is held against (rs)')
      .choices(['anis-lloyd', 'peters', 'none'])
      .default('anis-lloyd'),
    new Option('--order <n>', 'polynomial taken off in each window (dfa): 1 or 2')
      .argParser(lineOrParabola)
      .default(1),
  ],
  estimate: ({ columns }, options) => {
    const series = residualOrSeries(columns)
    if (series.kind === 'unavailable') return series
    return hurst(options.diff === true ? series.value : differences(series.value), options)
  },
  summary: hurstSummary,
  fields: [
    'method',
    'exponent',
    'standardError',
    'interval',
    'correction',
    'order',
    'windows',
    'statistics',
    'observations',
  ],
}

function differences(levels: Float64Array): Float64Array {
  return levels.subarray(1).map((level, row) => level - levels[row]!)
}

function lineOrParabola(text: string): 1 | 2 {
  if (text === '1') return 1
  if (text === '2') return 2
  throw new InvalidArgumentError('expected 1 or 2.')
}
