import type { ForecastModel } from '../../forecast/model/forecast-model.ts'
import type { Outcome } from '../../math/outcome.ts'
import {
  evaluateFlow,
  evaluateModel,
  type EvaluatedFlow,
  type EvaluateOptions,
} from '../../research/flow/evaluate-flow.ts'
import type { FlowSamples } from '../../research/flow/flow-samples.ts'
import { trainFlow, type TrainedFlow } from './train-flow.ts'

/** Work over samples that takes a while: plain data, for a thread of its own. */
export type FlowWork = {
  readonly samples: FlowSamples
  readonly settings: EvaluateOptions
} & (
  | { readonly kind: 'walk-forward' }
  | { readonly kind: 'judge'; readonly model: ForecastModel }
  | { readonly kind: 'train'; readonly holdout: number }
)

/** What comes of it. */
export type FlowWorkAnswer =
  | { readonly kind: 'evaluated'; readonly evaluated: EvaluatedFlow }
  | { readonly kind: 'trained'; readonly trained: Outcome<TrainedFlow, string> }

/** @param progress is told the share that is done */
export function doFlowWork(work: FlowWork, progress: (share: number) => void): FlowWorkAnswer {
  const { samples, settings } = work
  switch (work.kind) {
    case 'walk-forward':
      return { kind: 'evaluated', evaluated: ended(evaluateFlow(samples, settings), progress) }
    case 'judge':
      return { kind: 'evaluated', evaluated: evaluateModel(samples, work.model, settings) }
    case 'train':
      return {
        kind: 'trained',
        trained: ended(trainFlow(samples, settings, work.holdout), progress),
      }
  }
}

function ended<T>(job: Generator<number, T>, progress: (share: number) => void): T {
  let next = job.next()
  for (; next.done !== true; next = job.next()) progress(next.value)
  return next.value
}
