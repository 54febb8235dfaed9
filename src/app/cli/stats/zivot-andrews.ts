import { Option } from 'commander'
import { unitRootSummary } from '../../../econometrics/unit-roots/unit-root-summary.ts'
import {
  zivotAndrews,
  type ZivotAndrewsResult,
} from '../../../econometrics/unit-roots/zivot-andrews.ts'
import { available } from '../../../math/outcome.ts'
import { numberWithin } from '../arguments.ts'
import { lagOptions, type LagOptions } from '../lag-options.ts'
import { breakTime, withBreakTime } from './break-time.ts'
import { nullFields, type StatsOptions, type StatsTest } from './run-test.ts'

interface ZivotAndrewsCliOptions extends StatsOptions, LagOptions {
  readonly trend: 'c' | 't' | 'ct'
  readonly trim: number
}

interface DatedBreak extends ZivotAndrewsResult {
  /** Epoch milliseconds of the row `breakRow`; null without timestamps. */
  readonly breakTime: number | null
}

/** `isobar stats zivot-andrews` */
export const zivotAndrewsTest: StatsTest<ZivotAndrewsCliOptions, DatedBreak> = {
  usage: 'zivot-andrews <file>',
  description: 'Zivot-Andrews: null hypothesis, the series has a unit root and no break',
  example: 'isobar stats zivot-andrews BTC-USDT-1d.csv.gz --log --trend ct',
  options: [
    new Option('--trend <what>', 'what breaks: c the level, t the slope, ct both')
      .choices(['c', 't', 'ct'])
      .default('c'),
    new Option('--trim <share>', 'of the rows at either end, where no break is looked for')
      .argParser(numberWithin(0, 0.33))
      .default(0.15),
    ...lagOptions(),
  ],
  estimate: (series, options) => {
    const outcome = zivotAndrews(series.columns[0]!, options)
    if (outcome.kind === 'unavailable') return outcome
    return available({ ...outcome.value, breakTime: breakTime(series, outcome.value.breakRow) })
  },
  summary: (result) => withBreakTime(unitRootSummary(result), result.breakTime),
  fields: [...nullFields, 'criterion', 'breakRow', 'breakTime', 'warnings'],
}
