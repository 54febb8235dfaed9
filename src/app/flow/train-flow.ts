import { available, type Outcome } from '../../math/outcome.ts'
import type { ForecastModel } from '../../forecast/model/forecast-model.ts'
import {
  evaluateFlow,
  fitOn,
  type EvaluatedFlow,
  type EvaluateOptions,
} from '../../research/flow/evaluate-flow.ts'
import type { FlowSamples } from '../../research/flow/flow-samples.ts'

/** A model and what it is worth within its training range. */
export interface TrainedFlow {
  readonly model: ForecastModel
  readonly scorecard: EvaluatedFlow['result']
}

/**
 * Trains a model on samples but for the last of them, and has a walk-forward within that range say what it is worth.
 * Yields the share that is done.
 *
 * @param holdout share of the span, at its end, that is not looked at
 */
export function* trainFlow(
  samples: FlowSamples,
  settings: EvaluateOptions,
  holdout: number,
): Generator<number, Outcome<TrainedFlow, string>> {
  const { times } = samples.matrix
  const first = times[0] ?? 0
  const to = first + ((times.at(-1) ?? 0) - first) * (1 - holdout)
  const fit = fitOn(samples, to, settings)
  if (fit.kind === 'unavailable') return fit
  const { result } = yield* evaluateFlow(cutAt(samples, to), settings)
  return available({ model: fit.value, scorecard: result })
}

/** Samples up to an instant, and no price after it: labels that reach beyond it are not known then. */
function cutAt(samples: FlowSamples, to: number): FlowSamples {
  const { matrix, path } = samples
  const rows = matrix.times.findIndex((time) => time > to)
  const prices = path.times.findIndex((time) => time > to)
  const row = rows < 0 ? matrix.times.length : rows
  const price = prices < 0 ? path.times.length : prices
  return {
    ...samples,
    matrix: {
      ...matrix,
      times: matrix.times.subarray(0, row),
      columns: matrix.columns.map((column) => column.subarray(0, row)),
    },
    path: { times: path.times.subarray(0, price), prices: path.prices.subarray(0, price) },
    signedVolume: samples.signedVolume.subarray(0, price),
    volume: samples.volume.subarray(0, price),
  }
}
