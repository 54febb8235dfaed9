import { performance } from 'node:perf_hooks'
import type { FundingSeries } from '../../core/funding.ts'
import type { PairNullAnswer } from '../../protocol/desk.ts'
import { parameterEntries } from '../../protocol/parameter-fields.ts'
import { radarHistoryFields } from '../../protocol/radar-parameters.ts'
import { walkForwardEntries } from '../../protocol/walk-forward-parameters.ts'
import type { ScreenResult } from '../../research/pairs/screen-result.ts'
import type { RadarHistoryResult } from '../../research/radar/radar-history-result.ts'
import type { WalkForwardResult } from '../../research/pairs/walk-forward-result.ts'
import { tradable } from '../tradable.ts'
import type {
  PairNullQuestion,
  RadarHistoryQuestion,
  ScreenNullQuestion,
  WalkForwardQuestion,
} from './api-query.ts'
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
  readonly screenNull: LongJobs<ScreenNullQuestion>
  readonly radarHistory: LongJobs<RadarHistoryQuestion>
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

  const screenNull = longJobs<ScreenNullQuestion, ScreenResult>({
    name: 'drawn universes',
    keyOf: ({ universe, universes, seed }) => `${universeKey(universe)} ${universes} ${seed}`,
    work: async ({ universe, universes, seed }, hooks) => {
      const started = performance.now()
      const { series, skipped, notes = [] } = await barsOf(universe)
      const readMs = performance.now() - started
      const found = await jobs.screen(series, hooks, { universes, seed })
      const all = [...skipped, ...found.skipped]
      return { kind: 'value', value: { ...found, skipped: all, notes, readMs } }
    },
    queue,
    keptMax,
  })

  const radarHistory = longJobs<RadarHistoryQuestion, RadarHistoryResult>({
    name: 'radar over time',
    keyOf: ({ universe, parameters }) =>
      [universeKey(universe), ...parameterEntries(radarHistoryFields, parameters).flat()].join(' '),
    work: async ({ universe, parameters }, hooks) => {
      const { series } = await barsOf(universe)
      return jobs.radarHistory(series, parameters, hooks)
    },
    queue,
    keptMax,
  })

  const all = { walkForward, pairNull, screenNull, radarHistory }
  return {
    ...all,
    close() {
      queue.close()
      for (const work of Object.values(all)) work.close()
    },
  }
}
