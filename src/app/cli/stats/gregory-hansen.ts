import { Option } from 'commander'
import {
  gregoryHansenSearch,
  type BreakStatistic,
  type GregoryHansenResult,
} from '../../../econometrics/cointegration/gregory-hansen.ts'
import { gregoryHansenSummary } from '../../../econometrics/cointegration/gregory-hansen-summary.ts'
import { available } from '../../../math/outcome.ts'
import { numberWithin } from '../arguments.ts'
import { minuteOf } from '../format.ts'
import { lagOptions, type LagOptions } from '../lag-options.ts'
import { progressBar } from '../progress.ts'
import { breakTime } from './break-time.ts'
import { kernelOptions, type KernelCliOptions } from './kernel-options.ts'
import type { StatsOptions, StatsTest } from './run-test.ts'

interface GregoryHansenCliOptions extends StatsOptions, LagOptions, KernelCliOptions {
  readonly model: GregoryHansenResult['model']
  readonly trim: number
}

interface DatedBreak extends BreakStatistic {
  /** Epoch milliseconds of the row `breakIndex`; null without timestamps. */
  readonly breakTime: number | null
}

type DatedResult = Omit<GregoryHansenResult, 'adf' | 'zt' | 'za'> & {
  readonly adf: DatedBreak & { readonly lags: number }
  readonly zt: DatedBreak
  readonly za: DatedBreak
}

/** `isobar stats gregory-hansen` */
export const gregoryHansenTest: StatsTest<GregoryHansenCliOptions, DatedResult> = {
  usage: 'gregory-hansen <y> <x...>',
  description:
    'Gregory-Hansen: null hypothesis, y and the x are not cointegrated, not even with one break',
  example: 'isobar stats gregory-hansen ETH-USDT-1d.csv.gz BTC-USDT-1d.csv.gz --log --model regime',
  options: [
    new Option('--model <what>', 'what breaks: the level, the level beside a trend, or everything')
      .choices(['level', 'trend', 'regime'])
      .default('level'),
    new Option('--trim <share>', 'of the rows at either end, where no break is looked for')
      .argParser(numberWithin(0.01, 0.49))
      .default(0.15),
    ...lagOptions(),
    ...kernelOptions(),
  ],
  estimate: (series, options) => {
    const [y, ...xs] = series.columns
    const bar = progressBar('looking for breaks', options)
    const search = gregoryHansenSearch(y!, xs, options)
    let step = search.next()
    for (; step.done !== true; step = search.next()) bar.update(step.value.done, step.value.total)
    bar.end()
    if (step.value.kind === 'unavailable') return step.value
    const { adf, zt, za, ...rest } = step.value.value
    const dated = <Break extends BreakStatistic>(found: Break): Break & DatedBreak => ({
      ...found,
      breakTime: breakTime(series, found.breakIndex),
    })
    return available({ ...rest, adf: dated(adf), zt: dated(zt), za: dated(za) })
  },
  summary: (result) => gregoryHansenSummary(result),
  conclusion: ({ zt, nullHypothesis }) => {
    const from = zt.breakTime === null ? '' : `, with a break at ${minuteOf(zt.breakTime)} UTC`
    return zt.statistic < zt.criticalValues['5%']
      ? `Rejected at 5 % by Zt*${from}: the data speak against it.`
      : `Not rejected at 5 % by Zt*: the data allow that ${nullHypothesis}.`
  },
  fields: ['model', 'adf', 'zt', 'za', 'breaks', 'trim', 'observations', 'nullHypothesis'],
}
