import { OnlineLogistic } from '../learners/online-logistic.ts'
import { OnlineRidge } from '../learners/online-ridge.ts'
import type { ForecastModel, LearntModel } from '../model/forecast-model.ts'
import type { RowScorer } from './model-speaker.ts'

/** What scores rows and learns from what came of them. */
export interface OnlineScorer extends RowScorer {
  /** @param row one that was scored before @param returnBps what the price then did */
  learn(row: Float64Array, returnBps: number): void
  /** The model as it is by now. */
  learnt(): LearntModel
}

/**
 * A model that goes on learning, row by row, as outcomes become known: a ridge of returns or a logistic regression of up or
 * not, in the standardised features of training, that begins at the weights of training and holds them as dear as the rows
 * they came from.
 *
 *   linear:   P_0 = 1 / n         logistic:   P_0 = 1 / (n b (1 - b))       n training rows, b their base rate
 *
 * what n rows of uncorrelated standardised features leave open. Nothing is forgotten: after another n rows training is
 * half of what is known. Rows that overlap count as they did in training, each as one. Calibration, the line to returns,
 * guard and centre stay those of training. Trees do not learn so: undefined of a boosted model.
 *
 * Cost: p^2 a row that is learnt from.
 *
 * @example
 * onlineScorer({ learnt: { kind: 'boosted', model: { base: 0, trees: [] } } }) // => undefined
 */
export function onlineScorer({ learnt, training }: ForecastModel): OnlineScorer | undefined {
  if (learnt.kind === 'boosted') return undefined
  const { standardisation, plane } = learnt.model
  const { means, scales } = standardisation
  const features = means.length
  const start = Float64Array.of(...plane.weights, plane.intercept)
  const { rows, baseRate } = training
  const learner =
    learnt.kind === 'linear'
      ? ridge(features, rows, start)
      : logistic(features, rows * baseRate * (1 - baseRate), start)
  const z = new Float64Array(features)
  const standardised = (row: Float64Array): Float64Array => {
    for (let j = 0; j < features; j++) z[j] = (row[j]! - means[j]!) / scales[j]!
    return z
  }
  return {
    score: (row) => learner.score(standardised(row)),
    learn: (row, returnBps) => learner.learn(standardised(row), returnBps),
    learnt: () => {
      const weights = Array.from(learner.weights())
      const intercept = weights.pop()!
      return { kind: learnt.kind, model: { standardisation, plane: { weights, intercept } } }
    },
  }
}

interface Online {
  score(z: Float64Array): number
  learn(z: Float64Array, returnBps: number): void
  weights(): Float64Array
}

function ridge(features: number, penalty: number, start: Float64Array): Online {
  return new OnlineRidge(features, { penalty, forgetting: 1, start })
}

/** Scores are logits. */
function logistic(features: number, precision: number, start: Float64Array): Online {
  const online = new OnlineLogistic(features, { prior: 1 / precision, forgetting: 1, start })
  return {
    score: (z) => online.logit(z),
    learn: (z, returnBps) => online.learn(z, returnBps > 0 ? 1 : 0),
    weights: () => online.weights(),
  }
}
