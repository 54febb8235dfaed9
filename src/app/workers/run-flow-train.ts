import { Worker } from 'node:worker_threads'
import type { Outcome } from '../../math/outcome.ts'
import type { FlowTrained } from '../../protocol/flow.ts'
import type { FlowTrainTask } from '../flow/flow-train-task.ts'
import type { JobHooks } from './job-hooks.ts'

/** What the thread says while it works and when it is done. */
export type FlowTrainMessage =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'answer'; readonly outcome: Outcome<FlowTrained, string> }

/**
 * Trains a model in a thread of its own, so that the desk goes on answering.
 *
 * @throws the signal's reason when it aborts
 */
export async function runFlowTrain(
  task: FlowTrainTask,
  { onProgress, signal }: JobHooks = {},
): Promise<Outcome<FlowTrained, string>> {
  signal?.throwIfAborted()
  const worker = new Worker(new URL('./flow-train-worker.js', import.meta.url), {
    workerData: task,
  })
  try {
    return await new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      worker.on('error', reject)
      worker.on('exit', (code) => reject(new Error(`the thread of a model ended with ${code}`)))
      worker.on('message', (message: FlowTrainMessage) => {
        if (message.kind === 'answer') resolve(message.outcome)
        else onProgress?.(message.done, message.total)
      })
    })
  } finally {
    await worker.terminate()
  }
}
