import { performance } from 'node:perf_hooks'
import { IsobarError } from '../../core/errors.ts'
import type { DeskFrame, ScreenAnswer, Universe } from '../../protocol/desk.ts'
import type { ScreenResult } from '../../research/pairs/screen-result.ts'
import type { UsableBars } from '../usable-bars.ts'
import type { DeskJobs } from './desk-jobs.ts'
import { describeFailure } from './failure.ts'
import { jobQueue } from './job-queue.ts'
import { serverLimits } from './limits.ts'
import { recentCache } from './recent-cache.ts'
import { universeKey } from './universe-bars.ts'

/** The screens of this server's life: each universe is screened once, and told about while it runs. */
export interface Screens {
  /** Starts the universe's screen where there is none. A failed one is told once, then tried again. */
  ask(universe: Universe): ScreenAnswer
  /** The answer as JSON text; a finished screen's is written once, for it is megabytes. */
  askText(universe: Universe): string
  close(): void
}

type Entry =
  | { readonly state: 'running'; done: number; total: number }
  | { readonly state: 'done'; readonly result: ScreenResult; readonly text: string }
  | { readonly state: 'failed'; readonly message: string }

export function screens(parts: {
  readonly jobs: DeskJobs
  readonly barsOf: (universe: Universe) => Promise<UsableBars>
  /** Hears of progress and of the end, for the sockets. */
  readonly tell: (frame: DeskFrame) => void
}): Screens {
  const { jobs, barsOf, tell } = parts
  const entries = recentCache<Entry>(serverLimits.screensKeptMax)
  const queue = jobQueue('screen', {
    atOnce: serverLimits.screensAtOnceMax,
    waiting: serverLimits.screensWaitingMax,
  })
  const ending = new AbortController()

  const work = async (universe: Universe, entry: Entry & { state: 'running' }): Promise<void> => {
    const { venue, timeframe } = universe
    const key = universeKey(universe)
    let told = -Infinity
    const onProgress = (done: number, total: number): void => {
      entry.done = done
      entry.total = total
      const now = performance.now()
      if (now - told < serverLimits.progressMsMin) return
      told = now
      tell({ type: 'screen-progress', venue, timeframe, done, total })
    }
    try {
      const result = await queue.run(async (): Promise<ScreenResult> => {
        const started = performance.now()
        const { series, skipped, notes = [] } = await barsOf(universe)
        const readMs = performance.now() - started
        const found = await jobs.screen(series, { onProgress, signal: ending.signal })
        return { ...found, skipped: [...skipped, ...found.skipped], notes, readMs }
      })
      entries.set(key, { state: 'done', result, text: JSON.stringify({ state: 'done', result }) })
    } catch (error) {
      entries.set(key, { state: 'failed', message: describeFailure(error, `screen of ${key}`) })
    }
    tell({ type: 'screen-done', venue, timeframe })
  }

  const find = (universe: Universe): Entry => {
    const key = universeKey(universe)
    const known = entries.get(key)
    if (known !== undefined) {
      if (known.state === 'failed') entries.delete(key)
      return known
    }
    const count = universe.series.length
    const entry: Entry = { state: 'running', done: 0, total: (count * (count - 1)) / 2 }
    entries.set(key, entry)
    void work(universe, entry)
    return entry
  }

  return {
    ask(universe) {
      const entry = find(universe)
      return entry.state === 'done' ? { state: 'done', result: entry.result } : { ...entry }
    },
    askText(universe) {
      const entry = find(universe)
      return entry.state === 'done' ? entry.text : JSON.stringify(entry)
    },
    close() {
      queue.close()
      ending.abort(new IsobarError('refused', 'the desk is closing'))
    },
  }
}
