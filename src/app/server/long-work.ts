import type { FundingSeries } from '../../core/funding.ts'
import type { PairNullAnswer } from '../../protocol/desk.ts'
import { walkForwardEntries } from '../../protocol/walk-forward-parameters.ts'
import type { WalkForwardResult } from '../../research/pairs/walk-forward-result.ts'
import { tradable } from '../tradable.ts'
import type { PairNullQuestion, WalkForwardQuestion } from './api-query.ts'
import type { DeskJobs } from './desk-jobs.ts'
import { jobQueue } from './job-queue.ts'
import { serverLimits } from './limits.ts'
import { longJobs, type LongJobs } from './long-jobs.ts'
import { pairInput, pairKey, type DeskReading } from './pair-answers.ts'
import { universeKey } from './universe-bars.ts'

/** All the work of the desk that a reader starts, waits for and may cancel. */
export interface LongWork {
  readonly walkForward: LongJobs<WalkForwardQuestion>
  readonly pairNull: LongJobs<PairNullQuestion>
  close(): void
}

/** One thing at a time: each takes every core there is. */
export function longWork(parts: DeskReading & { readonly jobs: DeskJobs }): LongWork {
  const { jobs, barsOf, fundingOf } = parts
  const queue = jobQueue('long work', {
    atOnce: serverLimits.longJobsAtOnceMax,
    waiting: serverLimits.longJobsWaitingMax,
  })
  const keptMax = serverLimits.longAnswersKeptMax

  const walkForward = longJobs<WalkForwardQuestion, WalkForwardResult>({
    name: 'walk-forward',
    keyOf: ({ universe, parameters }) =>
      [universeKey(universe), ...walkForwardEntries(parameters).flat()].join(' '),
    work: async ({ universe, parameters }, hooks) => {
      const { series, skipped } = tradable(await barsOf(universe))
      const funding = new Map<string, FundingSeries>()
      for (const bars of series) {
        const found = await fundingOf(bars)
        if (found !== undefined) funding.set(bars.instrument.name, found)
      }
      const outcome = await jobs.walkForward({ universe: series, funding }, parameters, hooks)
      if (outcome.kind === 'unavailable') return outcome
      return { kind: 'value', value: { ...outcome.value, skipped } }
    },
    queue,
    keptMax,
  })

  const pairNull = longJobs<PairNullQuestion, PairNullAnswer>({
    name: 'drawn pairs',
    keyOf: ({ draws, ...pair }) => `${pairKey(pair)} ${draws.nullRuns} ${draws.seed}`,
    work: async ({ draws, ...pair }, hooks) => {
      const input = await pairInput(pair, parts)
      return jobs.pairNull(input, { ...pair.parameters, ...draws }, hooks)
    },
    queue,
    keptMax,
  })

  return {
    walkForward,
    pairNull,
    close() {
      queue.close()
      walkForward.close()
      pairNull.close()
    },
  }
}
