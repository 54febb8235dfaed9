import { available } from '../../math/outcome.ts'
import {
  boostedScore,
  boostedScores,
  boostedUsual,
  fitBoosted,
  type BoostedModel,
  type BoostedOptions,
} from './boosted-trees.ts'
import { upOf, type Learner } from './learner.ts'

/** Small trees of many rows, slowly: a minute's forecast is nearly all noise. */
export const boostedForFlow: BoostedOptions = {
  ...boostedUsual,
  rounds: 150,
  learningRate: 0.05,
  leavesMost: 12,
  rowsLeast: 200,
  l2: 1,
  binsMost: 64,
}

/** Rounds without gain on the watched rows before a boosting ends. */
const patience = 15

/**
 * Boosted trees of up or not; scores are logits. It stops on the watched rows where there are some.
 *
 * @example
 * boostedLearner(boostedForFlow).kind // => 'boosted'
 */
export function boostedLearner(options: BoostedOptions): Learner<BoostedModel> {
  return {
    kind: 'boosted',
    fit: ({ columns, returnsBps }, { watched, rounds = options.rounds }) => {
      const watching = watched && {
        columns: watched.columns,
        y: upOf(watched.returnsBps),
        patience,
      }
      const fit = fitBoosted(columns, upOf(returnsBps), { ...options, rounds }, watching)
      if (fit.kind === 'unavailable') return fit
      return available({ model: fit.value, rounds: fit.value.trees.length })
    },
    scores: boostedScores,
    score: boostedScore,
  }
}
