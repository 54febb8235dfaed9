import { performance } from 'node:perf_hooks'
import { IsobarError } from '../../core/errors.ts'
import type { DeskFrame, ScreenAnswer, Universe } from '../../protocol/desk.ts'
import type { DeskJobs } from './desk-jobs.ts'
import { describeFailure } from './failure.ts'
import { jobQueue } from './job-queue.ts'
import { serverLimits } from './limits.ts'
import { recentCache } from './recent-cache.ts'
import { universeKey, type DeskBars } from './universe-bars.ts'

/** The screens of this server's life: each universe is screened once, and told about while it runs. */
export interface Screens {
  /** Starts the universe's screen where there is none. A failed one is told once, then tried again. */
  ask(universe: Universe): ScreenAnswer
  /** The answer as JSON text; a finished screen's is written once, for it is megabytes. */
  askText(universe: Universe): string
  close(): void
}

type DoneScreen = ScreenAnswer & { readonly state: 'done' }

type Entry =
  | { readonly state: 'running'; done: number; total: number }
  | { readonly state: 'done'; readonly answer: DoneScreen; readonly text: string }
  | { readonly state: 'failed'; readonly message: string }

export function screens(parts: {
  readonly jobs: DeskJobs
  readonly bars: DeskBars
  /** Hears of progress and of the end, for the sockets. */
  readonly tell: (frame: DeskFrame) => void
}): Screens {
  const { jobs, bars, tell } = parts
  const entries = recentCache<Entry>(serverLimits.screensKeptMax, () => bars.sealsStamp())
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
    // Whoever sealed something meanwhile has made another question of it.
    const settle = (settled: Entry): void => {
      if (entries.get(key) === entry) entries.set(key, settled)
    }
    try {
      const answer = await queue.run(async (): Promise<DoneScreen> => {
        const started = performance.now()
        const { series, skipped, notes = [] } = await bars.universe(universe)
        const readMs = performance.now() - started
        const found = await jobs.screen(series, { onProgress, signal: ending.signal })
        const result = { ...found, skipped: [...skipped, ...found.skipped], notes: [], readMs }
        return { state: 'done', result, sealed: notes }
      })
      settle({ state: 'done', answer, text: JSON.stringify(answer) })
    } catch (error) {
      settle({ state: 'failed', message: describeFailure(error, `screen of ${key}`) })
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
      return entry.state === 'done' ? entry.answer : { ...entry }
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
