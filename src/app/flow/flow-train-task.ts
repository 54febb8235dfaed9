import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Instrument } from '../../core/instrument.ts'
import type { Instant } from '../../core/time.ts'
import { servedPlan } from '../../exchanges/world/synthetic-source.ts'
import { available, unavailable, type Outcome } from '../../math/outcome.ts'
import type { FlowTrained } from '../../protocol/flow.ts'
import type { FlowTrainParameters } from '../../protocol/flow-parameters.ts'
import { synthesize } from '../synthesize.ts'
import type { FlowRequest } from './flow-request.ts'
import { writeModelFile } from './model-file.ts'
import { openFlow } from './open-flow.ts'
import { trainFlow } from './train-flow.ts'

/** A model to be trained: plain data, for a thread of its own. */
export interface FlowTrainTask {
  readonly source:
    | { readonly kind: 'made-up'; readonly seed: number; readonly class: Instrument['class'] }
    | { readonly kind: 'recording'; readonly path: string }
  /** `venue:BASE-QUOTE`. */
  readonly instrument: string
  readonly parameters: Pick<FlowTrainParameters, 'horizonSeconds' | 'model'>
  /** Where models are kept. */
  readonly folder: string
  /** For the name of the file: epoch milliseconds. */
  readonly now: number
}

/** Looked at every second: horizons begin at five. */
const every = 1_000_000
/** Of a made-up market as many horizons, and at least so many seconds: labels that do not overlap are what counts. */
const madeUpHorizons = 400
const madeUpSecondsLeast = 3_600
/** The market of the desk is another one of the same kind: its own future must not be trained on. */
const otherSeed = 1_000_003
/** When it is made up to be; only its hours of the day could matter: 2024-01-01, midnight. */
const madeUpFrom = 1_704_067_200_000_000 as Instant
const shares = { first: 0.4, holdout: 0 }
const folds = 4

/** Trains a model and writes it. No value: too few data, or a learner that found nothing. */
export async function trainFlowTask(
  task: FlowTrainTask,
  progress: (done: number, total: number) => void,
): Promise<Outcome<FlowTrained, string>> {
  const { source } = task
  if (source.kind === 'recording') return trainOn(source.path, task, progress)
  const aside = await mkdtemp(join(tmpdir(), 'isobar-flow-desk-'))
  try {
    const out = join(aside, 'market')
    const seconds = Math.max(madeUpSecondsLeast, madeUpHorizons * task.parameters.horizonSeconds)
    // Half of the work.
    const onProgress = (done: number, total: number): void =>
      progress(Math.floor((50 * done) / total), 100)
    await synthesize(planOf(task.instrument, source), seconds, { out, onProgress })
    return await trainOn(out, task, progress)
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}

/** The instrument, and bitcoin at its venue, of the market that is served. */
function planOf(
  instrument: string,
  { seed, class: kind }: Extract<FlowTrainTask['source'], { kind: 'made-up' }>,
): ReturnType<typeof servedPlan> {
  const [venue, name = ''] = instrument.split(':') as [string, string?]
  const [base] = name.split('-')
  const plan = servedPlan({ seed: seed + otherSeed, venues: [venue], start: madeUpFrom })
  return {
    ...plan,
    listings: plan.listings.filter(
      (each) => each.class === kind && (each.base === base || each.base === 'BTC'),
    ),
  }
}

async function trainOn(
  path: string,
  task: FlowTrainTask,
  progress: (done: number, total: number) => void,
): Promise<Outcome<FlowTrained, string>> {
  const { instrument, parameters, folder, now } = task
  const horizon = parameters.horizonSeconds * 1e6
  const clock = { kind: 'time', every } as const
  const request: FlowRequest = {
    instrument,
    clock,
    firstShare: shares.first,
  }
  const { samples } = await openFlow(path, request)
  // A walk-forward is as long as reading what it is over.
  progress(60, 100)
  if (samples.features === null) {
    return unavailable('too-few-rows', 'bars have no book: a recording of ticks is needed')
  }
  const settings = {
    kind: parameters.model,
    calibration: 'platt' as const,
    horizon,
    embargo: horizon,
    folds,
    firstShare: shares.first,
    gapMost: 30e6,
    draws: 500,
    seed: 1,
    withImportance: false,
  }
  const job = trainFlow(samples, settings, shares.holdout)
  let next = job.next()
  for (; next.done !== true; next = job.next()) progress(Math.round(60 + 40 * next.value), 100)
  const outcome = next.value
  if (outcome.kind === 'unavailable') return outcome
  const stamp = new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')
  const plain = samples.instrument.replaceAll(/[^A-Za-z0-9]+/g, '-')
  const file = `${plain}-${parameters.horizonSeconds}s-${parameters.model}-${stamp}.json`
  await mkdir(folder, { recursive: true })
  await writeModelFile(join(folder, file), {
    instrument: samples.instrument,
    source: 'ticks',
    ...outcome.value,
    plan: samples.features.plan,
    clock,
  })
  return available({ name: file, verdict: outcome.value.scorecard.verdict })
}
