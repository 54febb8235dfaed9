import { cellsOf } from '../../research/pairs/sweep/sweep-grid.ts'
import { withTrials } from '../../research/pairs/sweep/sweep-outcome.ts'
import type { SweepResult } from '../../research/pairs/sweep-result.ts'
import { verdictOf } from '../../research/pairs/verdict/verdict.ts'
import type { VerdictResult } from '../../research/pairs/verdict-result.ts'
import { sweepEntries } from '../../protocol/sweep-parameters.ts'
import { verdictEntries } from '../../protocol/verdict-parameters.ts'
import { pairDecided } from '../decided.ts'
import { listedCross } from '../listed-cross.ts'
import { seriesName } from '../series-name.ts'
import type { SweepQuestion, VerdictQuestion } from './api-query.ts'
import { countTried } from './count-trials.ts'
import type { DeskData } from './desk-data.ts'
import type { DeskJobs } from './desk-jobs.ts'
import { longJobs, type Keeping, type LongJobs } from './long-jobs.ts'
import { legsKey } from './pair-answers.ts'
import { universeKey, type DeskBars } from './universe-bars.ts'

// Work that the trials made so far have a say in: what it tries is entered first, as the commands do.

interface Parts {
  readonly bars: DeskBars
  readonly data: DeskData
  readonly jobs: DeskJobs
}

/** A grid over a pair: every cell is a trial. */
export function sweepJobs({ bars, data, jobs }: Parts, keeping: Keeping): LongJobs<SweepQuestion> {
  return longJobs<SweepQuestion, SweepResult>({
    name: 'sweep',
    keyOf: ({ parameters, ...legs }) =>
      [legsKey(legs), ...sweepEntries(parameters).flat()].join(' '),
    work: async ({ parameters, grid, ...pair }, hooks) => {
      const { input, notes } = await bars.pair(pair)
      const outcome = await jobs.sweep(input, { parameters, grid }, hooks)
      if (outcome.kind === 'unavailable') return outcome
      const swept = outcome.value
      const legs = [input.y, input.x]
      const { cells } = cellsOf(grid, swept.parameters)
      const trials = await countTried(data, input, {
        kind: swept.kind,
        instruments: legs.map(seriesName),
        period: { from: swept.from, to: swept.to },
        tried: cells.map((cell, place) => ({
          decided: pairDecided({ ...swept.parameters, ...cell.options }, legs),
          sharpe: swept.cells[place]!.metrics.sharpe,
        })),
      })
      return { kind: 'value', value: withTrials(swept, trials), sealed: notes }
    },
    ...keeping,
  })
}

/** One card on a pair. */
export function verdictJobs(
  { bars, data, jobs }: Parts,
  keeping: Keeping,
): LongJobs<VerdictQuestion> {
  return longJobs<VerdictQuestion, VerdictResult>({
    name: 'verdict',
    keyOf: ({ parameters, ...legs }) =>
      [legsKey(legs), ...verdictEntries(parameters).flat()].join(' '),
    work: async ({ parameters, ...pair }, hooks) => {
      const { input, notes } = await bars.pair(pair)
      const legs = [input.y, input.x]
      const { series: others } = await bars.universe(pair.universe)
      const folder = universeKey(pair.universe)
      const outcome = await jobs.verdict(input, { parameters, others, folder }, hooks)
      if (outcome.kind === 'unavailable') return outcome
      const { backtest } = outcome.value
      const { parameters: used, folds, metrics } = backtest
      const trials = await countTried(data, input, {
        kind: 'pairs-verdict',
        instruments: legs.map(seriesName),
        period: { from: folds[0]!.trainFrom, to: folds.at(-1)!.testTo },
        tried: [{ decided: pairDecided({ ...used, delayBars: 0 }, legs), sharpe: metrics.sharpe }],
      })
      const cross = listedCross(input, data.listed())
      const evidence = { ...outcome.value, bootstrap: undefined, cross, notes: [] }
      return { kind: 'value', value: verdictOf(evidence, trials), sealed: notes }
    },
    ...keeping,
  })
}
