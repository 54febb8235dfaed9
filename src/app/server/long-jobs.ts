import { IsobarError } from '../../core/errors.ts'
import type { LongAnswer } from '../../protocol/desk.ts'
import type { JobHooks } from '../workers/job-hooks.ts'
import { describeFailure } from './failure.ts'
import type { JobQueue } from './job-queue.ts'
import { recentCache } from './recent-cache.ts'

/** What long work ends in: a result, or in words why these data have none. */
export type LongOutcome<Result> =
  | {
      readonly kind: 'value'
      readonly value: Result
      /** What is sealed of the bars, or was. */
      readonly sealed: readonly string[]
    }
  | { readonly kind: 'unavailable'; readonly detail: string }

/** Work that is started, looked at and cancelled; each question is worked out once and its answer kept for a while. */
export interface LongJobs<Question> {
  /** A `LongAnswer` as JSON text: how far it is. Starts nothing. */
  look(question: Question): string
  /** The same after starting what was not started yet, or failed. */
  start(question: Question): string
  /** The same after ending what runs; what is done stays done. */
  cancel(question: Question): string
  close(): void
}

/** How work waits for its turn and how long its answers are kept. */
export interface Keeping {
  readonly queue: JobQueue
  readonly keptMax: number
  /** What the answers rest on: once it is another, they are forgotten. */
  readonly stamp?: () => string
}

type Entry =
  | { readonly state: 'running'; done: number; total: number; readonly ending: AbortController }
  | { readonly state: 'done' | 'refused' | 'failed'; readonly text: string }

export function longJobs<Question, Result>(
  parts: Keeping & {
    /** What is being done, for who is told that it failed. */
    readonly name: string
    readonly keyOf: (question: Question) => string
    readonly work: (question: Question, hooks: JobHooks) => Promise<LongOutcome<Result>>
  },
): LongJobs<Question> {
  const { name, keyOf, work, queue } = parts
  const entries = recentCache<Entry>(parts.keptMax, parts.stamp)
  const open = new Set<AbortController>()

  const run = async (question: Question, entry: Entry & { state: 'running' }): Promise<void> => {
    const key = keyOf(question)
    const { signal } = entry.ending
    const onProgress = (done: number, total: number): void => {
      entry.done = done
      entry.total = total
    }
    const settle = (
      answer: LongAnswer<Result> & { state: 'done' | 'refused' | 'failed' },
    ): void => {
      if (entries.get(key) !== entry) return
      entries.set(key, { state: answer.state, text: JSON.stringify(answer) })
    }
    try {
      const outcome = await queue.run(() => {
        signal.throwIfAborted()
        return work(question, { onProgress, signal })
      })
      settle(
        outcome.kind === 'value'
          ? { state: 'done', result: outcome.value, sealed: outcome.sealed }
          : { state: 'refused', message: outcome.detail },
      )
    } catch (error) {
      // Whoever cancelled knows; the entry went with it.
      if (!signal.aborted) {
        settle({ state: 'failed', message: describeFailure(error, `${name} of ${key}`) })
      }
    } finally {
      open.delete(entry.ending)
    }
  }

  return {
    look: (question) => textOf(entries.get(keyOf(question))),
    start(question) {
      const key = keyOf(question)
      const known = entries.get(key)
      if (known !== undefined && known.state !== 'failed') return textOf(known)
      const ending = new AbortController()
      const entry: Entry = { state: 'running', done: 0, total: 0, ending }
      open.add(ending)
      entries.set(key, entry)
      void run(question, entry)
      return textOf(entry)
    },
    cancel(question) {
      const key = keyOf(question)
      const known = entries.get(key)
      if (known?.state !== 'running') return textOf(known)
      entries.delete(key)
      known.ending.abort(new IsobarError('refused', `${name}: cancelled`))
      return textOf(undefined)
    },
    close() {
      for (const ending of open) ending.abort(new IsobarError('refused', 'the desk is closing'))
    },
  }
}

function textOf(entry: Entry | undefined): string {
  if (entry === undefined) return JSON.stringify({ state: 'absent' } satisfies LongAnswer<never>)
  if (entry.state !== 'running') return entry.text
  const { state, done, total } = entry
  return JSON.stringify({ state, done, total } satisfies LongAnswer<never>)
}
