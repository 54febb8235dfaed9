import { performance } from 'node:perf_hooks'
import type { FundingSeries } from '../../core/funding.ts'
import type { Outcome } from '../../math/outcome.ts'
import type { PairNullAnswer } from '../../protocol/desk.ts'
import type { FlowTrained } from '../../protocol/flow.ts'
import { flowTrainEntries } from '../../protocol/flow-parameters.ts'
import { parameterEntries } from '../../protocol/parameter-fields.ts'
import { radarHistoryFields } from '../../protocol/radar-parameters.ts'
import { walkForwardEntries } from '../../protocol/walk-forward-parameters.ts'
import type { ScreenResult } from '../../research/pairs/screen-result.ts'
import type { RadarHistoryResult } from '../../research/radar/radar-history-result.ts'
import type { WalkForwardResult } from '../../research/pairs/walk-forward-result.ts'
import type { DeskFlow } from '../flow/desk-flow.ts'
import { tradable } from '../tradable.ts'
import type {
  FlowTrainQuestion,
  PairNullQuestion,
  RadarHistoryQuestion,
  ScreenNullQuestion,
  SweepQuestion,
  VerdictQuestion,
  WalkForwardQuestion,
} from './api-query.ts'
import type { DeskData } from './desk-data.ts'
import type { DeskJobs } from './desk-jobs.ts'
import { jobQueue } from './job-queue.ts'
import { sweepJobs, verdictJobs } from './judged-work.ts'
import { serverLimits } from './limits.ts'
import { longJobs, type Keeping, type LongJobs, type LongOutcome } from './long-jobs.ts'
import { pairKey } from './pair-answers.ts'
import { universeKey, type DeskBars } from './universe-bars.ts'

/** All the work of the desk that a reader starts, waits for and may cancel. */
export interface LongWork {
  readonly walkForward: LongJobs<WalkForwardQuestion>
  readonly pairNull: LongJobs<PairNullQuestion>
  readonly sweep: LongJobs<SweepQuestion>
  readonly verdict: LongJobs<VerdictQuestion>
  readonly screenNull: LongJobs<ScreenNullQuestion>
  readonly radarHistory: LongJobs<RadarHistoryQuestion>
  readonly flowTrain: LongJobs<FlowTrainQuestion>
  close(): void
}

/** One thing at a time: each takes every core there is. */
export function longWork(parts: {
  readonly bars: DeskBars
  readonly data: DeskData
  readonly jobs: DeskJobs
  readonly flow: DeskFlow
}): LongWork {
  const { bars } = parts
  const queue = jobQueue('long work', {
    atOnce: serverLimits.longJobsAtOnceMax,
    waiting: serverLimits.longJobsWaitingMax,
  })
  const keeping = {
    queue,
    keptMax: serverLimits.longAnswersKeptMax,
    stamp: () => bars.sealsStamp(),
  }
  const all = {
    ...universeJobs(parts, keeping),
    sweep: sweepJobs(parts, keeping),
    verdict: verdictJobs(parts, keeping),
    flowTrain: flowTrainJobs(parts, { queue, keptMax: keeping.keptMax }),
  }
  return {
    ...all,
    close() {
      queue.close()
      for (const work of Object.values(all)) work.close()
    },
  }
}

/** What rests on no bars: seals do not concern it. */
function flowTrainJobs(
  { jobs, flow }: { readonly jobs: DeskJobs; readonly flow: DeskFlow },
  keeping: Keeping,
): LongJobs<FlowTrainQuestion> {
  return longJobs<FlowTrainQuestion, FlowTrained>({
    name: 'a model of flow',
    keyOf: ({ parameters }) => flowTrainEntries(parameters).flat().join(' '),
    work: async ({ parameters }, hooks) => {
      const task = flow.taskOf(parameters.instrument)
      if (task === undefined) {
        const detail = `there is nothing here to train a model of ${parameters.instrument} on`
        return { kind: 'unavailable', detail }
      }
      return withSealed(await jobs.flowTrain({ ...task, parameters, now: Date.now() }, hooks))
    },
    ...keeping,
  })
}

function universeJobs(
  { jobs, bars: barsOf }: { readonly bars: DeskBars; readonly jobs: DeskJobs },
  keeping: Keeping,
) {
  const walkForward = longJobs<WalkForwardQuestion, WalkForwardResult>({
    name: 'walk-forward',
    keyOf: ({ universe, parameters }) =>
      [universeKey(universe), ...walkForwardEntries(parameters).flat()].join(' '),
    work: async ({ universe, parameters }, hooks) => {
      const { series, skipped, notes } = tradable(await barsOf.universe(universe))
      const funding = new Map<string, FundingSeries>()
      for (const bars of series) {
        const found = await barsOf.funding(bars)
        if (found !== undefined) funding.set(bars.instrument.name, found)
      }
      const outcome = await jobs.walkForward({ universe: series, funding }, parameters, hooks)
      if (outcome.kind === 'unavailable') return outcome
      return withSealed({ ...outcome, value: { ...outcome.value, skipped } }, notes)
    },
    ...keeping,
  })

  const pairNull = longJobs<PairNullQuestion, PairNullAnswer>({
    name: 'drawn pairs',
    keyOf: ({ draws, ...pair }) => `${pairKey(pair)} ${draws.nullRuns} ${draws.seed}`,
    work: async ({ draws, ...pair }, hooks) => {
      const { input, notes } = await barsOf.pair(pair)
      const asked = { ...pair.parameters, ...draws }
      return withSealed(await jobs.pairNull(input, asked, hooks), notes)
    },
    ...keeping,
  })

  const screenNull = longJobs<ScreenNullQuestion, ScreenResult>({
    name: 'drawn universes',
    keyOf: ({ universe, universes, seed }) => `${universeKey(universe)} ${universes} ${seed}`,
    work: async ({ universe, universes, seed }, hooks) => {
      const started = performance.now()
      const { series, skipped, notes } = await barsOf.universe(universe)
      const readMs = performance.now() - started
      const found = await jobs.screen(series, hooks, { universes, seed })
      const value = { ...found, skipped: [...skipped, ...found.skipped], readMs }
      return withSealed({ kind: 'value', value }, notes)
    },
    ...keeping,
  })

  const radarHistory = longJobs<RadarHistoryQuestion, RadarHistoryResult>({
    name: 'radar over time',
    keyOf: ({ universe, parameters }) =>
      [universeKey(universe), ...parameterEntries(radarHistoryFields, parameters).flat()].join(' '),
    work: async ({ universe, parameters }, hooks) => {
      const { series, notes } = await barsOf.universe(universe)
      return withSealed(await jobs.radarHistory(series, parameters, hooks), notes)
    },
    ...keeping,
  })

  return { walkForward, pairNull, screenNull, radarHistory }
}

function withSealed<Result>(
  outcome: Outcome<Result, string>,
  notes: readonly string[] = [],
): LongOutcome<Result> {
  return outcome.kind === 'unavailable' ? outcome : { ...outcome, sealed: notes }
}
