import { availableParallelism } from 'node:os'
import { performance } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import type { BarSeries } from '../../core/bars.ts'
import { concludeScreen, unorderedPairs, type ScreenFindings } from '../../research/pairs/screen.ts'
import type { PairFindings, ScreenOptions } from '../../research/pairs/screen-pair.ts'
import type { JobHooks } from './job-hooks.ts'
import { sharedBars } from './shared-bars.ts'

/** What a screen's thread is born with. */
export interface ScreenWork {
  readonly universe: readonly BarSeries[]
  readonly options: ScreenOptions
}

/** Pairs for a thread to do, and where their findings belong. */
export interface ScreenSlice {
  readonly from: number
  readonly pairs: readonly (readonly [number, number])[]
}

interface SliceFindings {
  readonly from: number
  readonly findings: readonly PairFindings[]
}

/** A screen and how long it took, reading aside. */
export type TimedScreen = ScreenFindings & { readonly elapsedMs: number }

// Small enough that a slice is a fraction of a second and progress moves, large enough that messages cost nothing.
const PAIRS_PER_SLICE = 4

/**
 * `screenPairs` over worker threads, which take slices of pairs as they become free. The result does not depend on
 * their number.
 *
 * @param hooks threads: at most the processor's cores unless told otherwise
 * @throws the signal's reason when it aborts; the threads are ended before that
 */
export async function runScreen(
  universe: readonly BarSeries[],
  options: ScreenOptions,
  hooks: JobHooks & { readonly threads?: number } = {},
): Promise<TimedScreen> {
  const started = performance.now()
  const pairs = unorderedPairs(universe.length)
  const findings = Array.from<PairFindings>({ length: pairs.length })
  const slices = slicesOf(pairs)
  const threads = Math.min(hooks.threads ?? availableParallelism(), slices.length)
  const workerData: ScreenWork = { universe: universe.map(sharedBars), options }
  let done = 0
  const queue = slices.values()
  const keep = (slice: SliceFindings): void => {
    for (const [offset, finding] of slice.findings.entries())
      findings[slice.from + offset] = finding
    done += slice.findings.length
    hooks.onProgress?.(done, pairs.length)
  }
  // One thread that fails ends the others: their findings would have nowhere to go.
  const failed = new AbortController()
  const signal =
    hooks.signal === undefined ? failed.signal : AbortSignal.any([hooks.signal, failed.signal])
  const crew = Array.from({ length: threads }, () =>
    workThrough(workerData, queue, keep, signal).catch((error: unknown) => {
      failed.abort(error)
      throw error
    }),
  )
  await Promise.all(crew)
  const elapsedMs = performance.now() - started
  return { ...concludeScreen(universe, findings, options), elapsedMs }
}

function slicesOf(pairs: readonly (readonly [number, number])[]): ScreenSlice[] {
  const slices: ScreenSlice[] = []
  for (let from = 0; from < pairs.length; from += PAIRS_PER_SLICE) {
    slices.push({ from, pairs: pairs.slice(from, from + PAIRS_PER_SLICE) })
  }
  return slices
}

/** One thread, from its birth to the end of the queue. */
async function workThrough(
  workerData: ScreenWork,
  queue: Iterator<ScreenSlice>,
  keep: (slice: SliceFindings) => void,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  const worker = new Worker(new URL('./screen-worker.js', import.meta.url), { workerData })
  try {
    await new Promise<void>((resolve, reject) => {
      const next = (): void => {
        const slice = queue.next()
        if (slice.done === true) resolve()
        else worker.postMessage(slice.value)
      }
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      worker.on('message', (slice: SliceFindings) => {
        keep(slice)
        next()
      })
      worker.on('error', reject)
      worker.on('exit', (code) => reject(new Error(`a thread of the screen ended with ${code}`)))
      next()
    })
  } finally {
    await worker.terminate()
  }
}
