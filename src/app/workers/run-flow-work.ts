import type { Outcome } from '../../math/outcome.ts'
import type { EvaluatedFlow } from '../../research/flow/evaluate-flow.ts'
import { invariant } from '../../math/invariant.ts'
import type { FlowWork, FlowWorkAnswer } from '../flow/flow-work.ts'
import type { TrainedFlow } from '../flow/train-flow.ts'
import { inThread } from './in-thread.ts'
import type { JobHooks } from './job-hooks.ts'

/** Evaluates in a thread of its own. @throws the signal's reason when it aborts */
export async function runFlowEvaluation(
  work: Exclude<FlowWork, { kind: 'train' }>,
  hooks: JobHooks,
): Promise<EvaluatedFlow> {
  const answer = await answerOf(work, hooks)
  invariant(answer.kind === 'evaluated', 'an evaluation was asked for')
  return answer.evaluated
}

/** Trains in a thread of its own. @throws the signal's reason when it aborts */
export async function runFlowTraining(
  work: Extract<FlowWork, { kind: 'train' }>,
  hooks: JobHooks,
): Promise<Outcome<TrainedFlow, string>> {
  const answer = await answerOf(work, hooks)
  invariant(answer.kind === 'trained', 'a training was asked for')
  return answer.trained
}

function answerOf(work: FlowWork, hooks: JobHooks): Promise<FlowWorkAnswer> {
  return inThread(new URL('./flow-work-worker.js', import.meta.url), work, hooks)
}
