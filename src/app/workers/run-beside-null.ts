import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { BarSeries } from '../../core/bars.ts'
import { invariant } from '../../math/invariant.ts'
import type { Outcome } from '../../math/outcome.ts'
import type { BacktestDetail } from '../../research/pairs/backtest.ts'
import type {
  BacktestInput,
  BacktestOptions,
  BacktestRefusal,
} from '../../research/pairs/backtest-options.ts'
import type { BacktestResult } from '../../research/pairs/backtest-result.ts'
import type { RunFigures } from '../../research/pairs/null-comparison.ts'
import type {
  WalkForwardInput,
  WalkForwardOptions,
  WalkForwardRefusal,
} from '../../research/pairs/walk-forward/options.ts'
import type { WalkForwardDetail } from '../../research/pairs/walk-forward/walk-forward.ts'
import type { WalkForwardResult } from '../../research/pairs/walk-forward-result.ts'
import type { JobHooks } from './job-hooks.ts'
import { sharedBars } from './shared-bars.ts'

/** A backtest of one pair. */
export interface PairTask {
  readonly kind: 'pair'
  readonly input: BacktestInput
  readonly options: BacktestOptions
  readonly detail: BacktestDetail
}

/** A walk-forward over a universe. */
export interface UniverseTask {
  readonly kind: 'universe'
  readonly input: WalkForwardInput
  readonly options: WalkForwardOptions
  readonly detail: WalkForwardDetail
}

/** What a thread is born with. */
export interface BesideNullWork {
  readonly task: PairTask | UniverseTask
  readonly seed: number
}

/** What it says: how far a run is, the outcome of run 0 (the data themselves), the figures of the others. */
export type BesideNullMessage =
  | {
      readonly kind: 'progress'
      readonly run: number
      readonly done: number
      readonly total: number
    }
  | { readonly kind: 'outcome'; readonly outcome: Outcome<unknown, string> }
  | { readonly kind: 'figures'; readonly run: number; readonly figures: RunFigures | undefined }

/** A run, and what the same rules came to on data without cointegration. */
export interface BesideNull<Result, Refusal extends string> {
  readonly outcome: Outcome<Result, Refusal>
  readonly figures: readonly RunFigures[]
}

/** How many such data are drawn, from which seed. */
export interface NullDraws {
  readonly nullRuns: number
  readonly seed: number
}

/** A backtest of one pair, and the same on pairs without cointegration beside it. As `runUniverse`. */
export function runPairBesideNull(
  task: PairTask,
  draws: NullDraws,
  hooks?: Hooks,
): Promise<BesideNull<BacktestResult, BacktestRefusal>> {
  const { input } = task
  const shared = { ...task, input: { ...input, y: sharedBars(input.y), x: sharedBars(input.x) } }
  return runAll(shared, draws, hooks)
}

/**
 * A walk-forward, and the same on universes without cointegration beside it, over worker threads that take one run
 * after another. The result does not depend on their number.
 *
 * @throws the signal's reason when it aborts; the threads are ended before that
 */
export function runUniverseBesideNull(
  task: UniverseTask,
  draws: NullDraws,
  hooks?: Hooks,
): Promise<BesideNull<WalkForwardResult, WalkForwardRefusal>> {
  const universe: BarSeries[] = task.input.universe.map(sharedBars)
  return runAll({ ...task, input: { ...task.input, universe } }, draws, hooks)
}

/** A run that is done: the outcome of run 0, or the figures of another. */
export type FinishedRun = Exclude<BesideNullMessage, { readonly kind: 'progress' }>

interface Hooks extends JobHooks {
  readonly threads?: number
  /** Runs that were done before, and who keeps those that are done now. */
  readonly checkpoint?: {
    readonly found: ReadonlyMap<number, FinishedRun>
    readonly keep: (run: number, found: FinishedRun) => void
  }
}

async function runAll<Result, Refusal extends string>(
  task: PairTask | UniverseTask,
  { nullRuns, seed }: NullDraws,
  hooks: Hooks = {},
): Promise<BesideNull<Result, Refusal>> {
  const before = hooks.checkpoint?.found ?? new Map<number, FinishedRun>()
  const all = Array.from({ length: 1 + nullRuns }, (_, run) => run)
  const runs = all.filter((run) => !before.has(run))
  const figures: (RunFigures | undefined)[] = []
  const parts = new Map<number, number>()
  let outcome: Outcome<unknown, string> | undefined
  const ended = new AbortController()
  const hear = (message: BesideNullMessage): void => {
    switch (message.kind) {
      case 'progress': {
        parts.set(message.run, message.done)
        const done = [...parts.values()].reduce((sum, steps) => sum + steps, 0)
        const earlier = (all.length - runs.length) * message.total
        hooks.onProgress?.(earlier + done, message.total * all.length)
        return
      }
      case 'figures':
        figures[message.run - 1] = message.figures
        return
      case 'outcome':
        outcome = message.outcome
        // Without a result there is nothing to hold other data against.
        if (outcome.kind === 'unavailable') ended.abort(refused)
    }
  }
  for (const run of all) {
    const found = before.get(run)
    if (found !== undefined) hear(found)
  }
  const signal =
    hooks.signal === undefined ? ended.signal : AbortSignal.any([hooks.signal, ended.signal])
  const hearAndKeep = (message: BesideNullMessage): void => {
    hear(message)
    if (message.kind === 'progress') return
    hooks.checkpoint?.keep(message.kind === 'outcome' ? 0 : message.run, message)
  }
  const queue = runs.values()
  const workerData: BesideNullWork = { task, seed }
  const threads = Math.min(hooks.threads ?? availableParallelism(), runs.length)
  const crew = Array.from({ length: threads }, () =>
    workThrough(workerData, queue, hearAndKeep, signal).catch((error: unknown) => {
      // One thread that fails ends the others: what they find would have nowhere to go.
      ended.abort(error)
      if (error !== refused) throw error
    }),
  )
  await allEnded(crew)
  invariant(outcome !== undefined, 'run 0 has an outcome')
  return {
    outcome: outcome as Outcome<Result, Refusal>,
    figures: figures.filter((each) => each !== undefined),
  }
}

/** Waits for every thread to be ended. @throws what the first of them failed with */
async function allEnded(crew: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(crew)).find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
}

const refused = new Error('the data themselves have no result')

/** One thread, from its birth to the end of the queue. */
async function workThrough(
  workerData: BesideNullWork,
  queue: Iterator<number>,
  hear: (message: BesideNullMessage) => void,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  const worker = new Worker(new URL('./beside-null-worker.js', import.meta.url), { workerData })
  try {
    await new Promise<void>((resolve, reject) => {
      const next = (): void => {
        const run = queue.next()
        if (run.done === true) resolve()
        else worker.postMessage(run.value)
      }
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      worker.on('message', (message: BesideNullMessage) => {
        try {
          hear(message)
          if (message.kind !== 'progress') next()
        } catch (error) {
          // What is found can be kept no longer.
          reject(error)
        }
      })
      worker.on('error', reject)
      worker.on('exit', (code) => reject(new Error(`a thread of the runs ended with ${code}`)))
      next()
    })
  } finally {
    await worker.terminate()
  }
}
