import type { Outcome } from '../../math/outcome.ts'
import type { FlowTrained } from '../../protocol/flow.ts'
import type { FlowTrainTask } from '../flow/flow-train-task.ts'
import { inThread } from './in-thread.ts'
import type { JobHooks } from './job-hooks.ts'

/**
 * Trains a model in a thread of its own, so that the desk goes on answering.
 *
 * @throws the signal's reason when it aborts
 */
export async function runFlowTrain(
  task: FlowTrainTask,
  hooks: JobHooks = {},
): Promise<Outcome<FlowTrained, string>> {
  return inThread(new URL('./flow-train-worker.js', import.meta.url), task, hooks)
}
