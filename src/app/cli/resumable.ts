import { openCheckpoint, type Checkpoint } from '../checkpoint.ts'
import type { FinishedRun } from '../workers/run-beside-null.ts'
import { interruptible } from './interruption.ts'
import { say } from './output.ts'
import { runKey, type RunOptions } from './run-options.ts'

/** What a run of many runs may be told, and hears when it is to end. */
export interface ResumableHooks {
  readonly signal: AbortSignal
  readonly checkpoint?: Checkpoint<FinishedRun>
}

/**
 * Does work of many runs that Ctrl-C ends and that goes on where it was when it is called again: with `--save` each
 * run is kept there as soon as it is done. Afterwards the caller saves the result and takes the checkpoint away.
 */
export async function resumable<T>(
  job: { readonly command: string; readonly files: readonly string[]; readonly runs: number },
  options: RunOptions,
  work: (hooks: ResumableHooks) => Promise<T>,
): Promise<{ readonly value: T; readonly finish: () => Promise<void> }> {
  const { command, files, runs } = job
  const { save } = options
  // One run alone has nothing to go on from.
  if (save === undefined || runs < 2) {
    const value = await interruptible((signal) => work({ signal }))
    return { value, finish: () => Promise.resolve() }
  }
  const key = await runKey(command, files, options)
  const checkpoint = await openCheckpoint<FinishedRun>(save, { key, files })
  const before = checkpoint.found.size
  if (before > 0) say(`goes on from ${before} of ${runs} runs kept in ${save}`, options)
  let kept = before
  const counted: Checkpoint<FinishedRun> = {
    ...checkpoint,
    keep(run, found) {
      checkpoint.keep(run, found)
      kept++
    },
  }
  const value = await interruptible(
    (signal) => work({ signal, checkpoint: counted }),
    () => `${kept} of ${runs} runs are kept in ${save}; the same command goes on from there`,
  )
  return { value, finish: () => checkpoint.done() }
}
