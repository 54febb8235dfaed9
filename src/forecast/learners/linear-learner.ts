import { available } from '../../math/outcome.ts'
import { fitElasticNet, linearScores, type LinearModel, type Penalty } from './elastic-net.ts'
import { upOf, type Learner } from './learner.ts'
import { fitLogistic } from './logistic.ts'
import { fitStandardisation, standardise, type Standardisation } from './standardisation.ts'

/** A plane through standardised features. */
export interface StandardisedModel {
  readonly standardisation: Standardisation
  readonly plane: LinearModel
}

/** Light: what a column of unit variance loses of its coefficient is a hundredth. */
export const penaltyUsual: Penalty = { strength: 0.01, l1Ratio: 0 }

/**
 * Elastic net of returns; scores are bps.
 *
 * @example
 * linearLearner(penaltyUsual).kind // => 'linear'
 */
export function linearLearner(penalty: Penalty): Learner<StandardisedModel> {
  return {
    kind: 'linear',
    fit: ({ columns, returnsBps }) => {
      const standardisation = fitStandardisation(columns)
      const fit = fitElasticNet(standardise(standardisation, columns), returnsBps, penalty)
      if (fit.kind === 'unavailable') return fit
      return available({ model: { standardisation, plane: fit.value }, rounds: Number.NaN })
    },
    scores: standardisedScores,
    score: standardisedScore,
  }
}

/**
 * Logistic regression of up or not; scores are logits.
 *
 * @example
 * logisticLearner({ strength: 0.001, l1Ratio: 0 }).kind // => 'logistic'
 */
export function logisticLearner(penalty: Penalty): Learner<StandardisedModel> {
  return {
    kind: 'logistic',
    fit: ({ columns, returnsBps }) => {
      const standardisation = fitStandardisation(columns)
      const fit = fitLogistic(standardise(standardisation, columns), upOf(returnsBps), penalty)
      if (fit.kind === 'unavailable') return fit
      return available({ model: { standardisation, plane: fit.value }, rounds: Number.NaN })
    },
    scores: standardisedScores,
    score: standardisedScore,
  }
}

function standardisedScores(
  { standardisation, plane }: StandardisedModel,
  columns: readonly Float64Array[],
): Float64Array {
  return linearScores(plane, standardise(standardisation, columns))
}

function standardisedScore(
  { standardisation: { means, scales }, plane }: StandardisedModel,
  row: Float64Array,
): number {
  let score = plane.intercept
  for (let j = 0; j < means.length; j++) {
    score += plane.weights[j]! * ((row[j]! - means[j]!) / scales[j]!)
  }
  return score
}
