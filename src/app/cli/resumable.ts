import type { BarSeries } from '../../core/bars.ts'
import type { Outcome } from '../../math/outcome.ts'
import { openCheckpoint, type Checkpoint } from '../checkpoint.ts'
import { claimSealed } from '../sealed-bars.ts'
import type { FinishedRun } from '../workers/run-beside-null.ts'
import { interruptible } from './interruption.ts'
import { say } from './output.ts'
import { runKey, type RunOptions } from './run-options.ts'

/** What a run of many runs may be told, and hears when it is to end. */
export interface ResumableHooks {
  readonly signal: AbortSignal
  readonly checkpoint?: Checkpoint<FinishedRun>
}

/** Work of many runs, and what it looks at. */
interface ResumableJob {
  readonly command: string
  readonly files: readonly string[]
  /** As they are looked at, cut to spans and seals. */
  readonly series: readonly BarSeries[]
  readonly runs: number
}

/**
 * Does work of many runs that Ctrl-C ends and that goes on where it was when it is called again: with `--save` each
 * run is kept there as soon as it is done. Afterwards the caller saves the result and takes the checkpoint away.
 *
 * With `--open-seal` the seals of its series are opened before anything is run; one that goes on has opened them.
 */
export async function resumable<T>(
  job: ResumableJob,
  options: RunOptions & { readonly openSeal?: true },
  work: (hooks: ResumableHooks) => Promise<T>,
): Promise<{ readonly value: T; readonly finish: () => Promise<void> }> {
  const { command, files, series, runs } = job
  const { save, openSeal } = options
  const run = await runKey(job, options)
  const claim = async (goesOn: boolean): Promise<void> => {
    if (openSeal === true) await claimSealed(series, { command, run, goesOn })
  }
  // One run alone has nothing to go on from.
  if (save === undefined || runs < 2) {
    await claim(false)
    const value = await interruptible((signal) => work({ signal }))
    return { value, finish: () => Promise.resolve() }
  }
  const checkpoint = await openCheckpoint<FinishedRun>(save, { key: run, files })
  await claim(checkpoint.goesOn).catch(async (error: unknown) => {
    // What was refused must not look begun.
    await checkpoint.done()
    throw error
  })
  const before = checkpoint.found.size
  if (before > 0) say(`goes on from ${before} of ${runs} runs kept in ${save}`, options)
  let kept = before
  const counted: Checkpoint<FinishedRun> = {
    ...checkpoint,
    keep(number, found) {
      checkpoint.keep(number, found)
      kept++
    },
  }
  const value = await interruptible(
    (signal) => work({ signal, checkpoint: counted }),
    () => `${kept} of ${runs} runs are kept in ${save}; the same command goes on from there`,
  )
  return { value, finish: () => checkpoint.done() }
}

/**
 * The refusal a program ends with at its first step, before it has traded anything: what is refused for its data opens
 * no seal. Undefined where none is to be opened.
 */
export function refusedAtOnce<Result, Refusal extends string>(
  program: Generator<unknown, Outcome<Result, Refusal>>,
  { openSeal }: { readonly openSeal?: true },
): Extract<Outcome<Result, Refusal>, { readonly kind: 'unavailable' }> | undefined {
  if (openSeal === undefined) return undefined
  const step = program.next()
  return step.done === true && step.value.kind === 'unavailable' ? step.value : undefined
}
