import { available } from '../../math/outcome.ts'
import { rowsOf } from '../feature-matrix.ts'
import { fitElasticNets, linearScores, type LinearModel, type Penalty } from './elastic-net.ts'
import { upOf, type Learner } from './learner.ts'
import { fitLogistic } from './logistic.ts'
import { fitStandardisation, standardise, type Standardisation } from './standardisation.ts'

/** A plane through standardised features. */
export interface StandardisedModel {
  readonly standardisation: Standardisation
  readonly plane: LinearModel
}

/**
 * Penalties from strong to light, strengths in deviations of what is learnt: seventy columns that nearly all say nothing,
 * over a few thousand minutes, cost two hundredths of R squared under a light one.
 */
export const penaltyPath: readonly Penalty[] = [
  ...[0.2, 0.1, 0.07, 0.05, 0.035, 0.025, 0.017, 0.01, 0.005].map((strength) => {
    return { strength, l1Ratio: 0.5 }
  }),
  { strength: 0.001, l1Ratio: 0 },
]

/**
 * Elastic net of returns; scores are bps. A round is a step on the path of penalties: the best on the watched rows, by
 * squared error; the last where there are none.
 *
 * @param path strengths in deviations of the returns, strong to light
 *
 * @example
 * linearLearner(penaltyPath).kind // => 'linear'
 */
export function linearLearner(path: readonly Penalty[]): Learner<StandardisedModel> {
  return {
    kind: 'linear',
    fit: ({ columns, returnsBps }, { watched, rounds = path.length }) => {
      const standardisation = fitStandardisation(columns)
      const unit = deviationOf(returnsBps)
      const penalties = path.map(({ strength, l1Ratio }) => {
        return { strength: strength * unit, l1Ratio }
      })
      const tried = watched === undefined ? penalties.slice(rounds - 1, rounds) : penalties
      const fits = fitElasticNets(standardise(standardisation, columns), returnsBps, tried)
      const seen = watched && standardise(standardisation, watched.columns)
      let best:
        | { readonly plane: LinearModel; readonly at: number; readonly error: number }
        | undefined
      for (const [at, fit] of fits.entries()) {
        if (fit.kind === 'unavailable') continue
        const error = seen === undefined ? 0 : errorOf(fit.value, seen, watched!.returnsBps)
        if (best === undefined || error < best.error) best = { plane: fit.value, at, error }
      }
      if (best === undefined) return fits[0] as Extract<(typeof fits)[0], { kind: 'unavailable' }>
      const { plane, at } = best
      return available({
        model: { standardisation, plane },
        rounds: watched === undefined ? rounds : at + 1,
      })
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

function deviationOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}

function errorOf(
  plane: LinearModel,
  columns: readonly Float64Array[],
  returnsBps: Float64Array,
): number {
  const scores = linearScores(plane, columns)
  return scores.reduce((sum, score, k) => sum + (returnsBps[k]! - score) ** 2, 0)
}

function standardisedScores(
  { standardisation, plane }: StandardisedModel,
  columns: readonly Float64Array[],
): Float64Array {
  const { means, scales } = standardisation
  const scores = new Float64Array(rowsOf(columns)).fill(plane.intercept)
  for (const [j, weight] of plane.weights.entries()) {
    const column = columns[j]!
    const mean = means[j]!
    const scale = scales[j]!
    for (let k = 0; k < scores.length; k++) scores[k]! += weight * ((column[k]! - mean) / scale)
  }
  return scores
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
