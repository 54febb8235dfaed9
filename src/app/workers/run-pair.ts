import { Worker } from 'node:worker_threads'
import type { PairFound } from '../../protocol/desk.ts'
import type { BacktestInput, BacktestOptions } from '../../research/pairs/backtest-options.ts'
import type { JobHooks } from './job-hooks.ts'

/** What the pair's thread is born with. */
export interface PairWork {
  readonly input: BacktestInput
  readonly alpha: number
  readonly backtest: BacktestOptions
}

/** What it says while it works and when it is done. */
export type PairMessage =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'answer'; readonly answer: PairFound }

/**
 * Tests and backtests one pair in a thread of its own, so that the desk goes on answering.
 *
 * @throws the signal's reason when it aborts
 */
export async function runPair(
  work: PairWork,
  { onProgress, signal }: JobHooks = {},
): Promise<PairFound> {
  signal?.throwIfAborted()
  const worker = new Worker(new URL('./pair-worker.js', import.meta.url), { workerData: work })
  try {
    return await new Promise<PairFound>((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      worker.on('error', reject)
      worker.on('exit', (code) => reject(new Error(`the thread of a pair ended with ${code}`)))
      worker.on('message', (message: PairMessage) => {
        if (message.kind === 'answer') resolve(message.answer)
        else onProgress?.(message.done, message.total)
      })
    })
  } finally {
    await worker.terminate()
  }
}
