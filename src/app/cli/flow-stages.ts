import type { FlowRequest } from '../flow/flow-request.ts'
import type { JobHooks } from '../workers/job-hooks.ts'
import { interruptible } from './interruption.ts'
import { say, type CommonOptions } from './output.ts'
import { progressBar, type ProgressBar } from './progress.ts'

/** What a stage of a longer work is told by. */
type StageHooks = Required<JobHooks>

/** A work of several stages, one at a time. */
export interface Stages {
  readonly signal: AbortSignal
  begin(stage: string): StageHooks
}

/**
 * Does a work in stages that Ctrl-C and SIGTERM end: what was stopped, how far it had come and what of it was not written
 * is what is said then.
 *
 * @throws Interrupted
 */
export async function inStages<T>(
  options: CommonOptions,
  unwritten: string,
  work: (stages: Stages) => Promise<T>,
): Promise<T> {
  let now: { readonly stage: string; percent: number; readonly bar: ProgressBar } | undefined
  const stopped = (): string => {
    if (now === undefined) return unwritten
    const at = now.percent > 0 ? ` at ${now.percent} %` : ''
    return `${now.stage} was stopped${at}; ${unwritten}`
  }
  try {
    return await interruptible(
      (signal) =>
        work({
          signal,
          begin: (stage) => {
            now?.bar.end()
            say(stage, options)
            const begun = { stage, percent: 0, bar: progressBar(stage, options, ' %') }
            now = begun
            const onProgress = (done: number, total: number): void => {
              begun.percent = Math.floor((100 * done) / Math.max(1, total))
              begun.bar.update(begun.percent, 100)
            }
            return { signal, onProgress }
          },
        }),
      stopped,
    )
  } finally {
    now?.bar.end()
  }
}

/** A request whose reading is a stage. */
export function readInStage(request: FlowRequest, stages: Stages): FlowRequest {
  const { signal, onProgress } = stages.begin('reading')
  return { ...request, signal, onReading: onProgress }
}
