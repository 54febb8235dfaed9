import { Worker } from 'node:worker_threads'
import type { JobHooks } from './job-hooks.ts'

/** What a thread says while it works and when it is done. */
export type ThreadMessage<Answer> =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'answer'; readonly answer: Answer }

/**
 * Does a task in a thread of its own, so that this one goes on hearing whoever asks it to end.
 *
 * @param file of the thread, which posts `ThreadMessage`s
 * @throws the signal's reason when it aborts; the thread is gone then
 */
export async function inThread<Answer>(
  file: URL,
  task: unknown,
  { onProgress, signal }: JobHooks = {},
): Promise<Answer> {
  signal?.throwIfAborted()
  const worker = new Worker(file, { workerData: task })
  try {
    return await new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      worker.on('error', reject)
      worker.on('exit', (code) => reject(new Error(`the thread of a model ended with ${code}`)))
      worker.on('message', (message: ThreadMessage<Answer>) => {
        if (message.kind === 'answer') resolve(message.answer)
        else onProgress?.(message.done, message.total)
      })
    })
  } finally {
    await worker.terminate()
  }
}
