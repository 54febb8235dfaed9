import { available, type Outcome } from '../../math/outcome.ts'
import { fitLogistic, logisticOf } from '../learners/logistic.ts'

/** A map from scores to probabilities. */
export type Calibration =
  | { readonly kind: 'platt'; readonly intercept: number; readonly slope: number }
  | {
      readonly kind: 'isotonic'
      readonly scores: readonly number[]
      readonly probabilities: readonly number[]
    }

/**
 * Platt's calibration: a logistic curve through scores.
 *
 *   P(up | s) = 1 / (1 + exp(-(a + b s)))
 *
 * Scores must not be those of rows their model was trained on. A slope below zero is 0: scores that rank the wrong way
 * are not turned round, they tell nothing.
 *
 * No value: as `fitLogistic`. Source: J. Platt (1999), without his prior on the targets, which is for few rows.
 * Checked against scikit-learn's LogisticRegression on one column.
 *
 * @example
 * const scores = Float64Array.of(-1, 1, -1, 1, 1)
 * const y = Float64Array.of(0, 0, 1, 1, 1)
 * expectValue(fitPlatt(scores, y)).slope // => 0.34657
 */
export function fitPlatt(
  scores: Float64Array,
  y: Float64Array,
): Outcome<
  Extract<Calibration, { kind: 'platt' }>,
  'too-few-rows' | 'one-class' | 'not-converged'
> {
  const fit = fitLogistic([scores], y, { strength: 0, l1Ratio: 0 })
  if (fit.kind === 'unavailable') return fit
  const slope = fit.value.weights[0]!
  if (slope > 0) return available({ kind: 'platt', intercept: fit.value.intercept, slope })
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length
  return available({ kind: 'platt', intercept: Math.log(mean / (1 - mean)), slope: 0 })
}

/**
 * The probability a calibration gives a score; between the steps of an isotonic one on a straight line.
 *
 * @example
 * calibrated({ kind: 'isotonic', scores: [0, 2], probabilities: [0.2, 0.6] }, 1) // => 0.4
 */
export function calibrated(calibration: Calibration, score: number): number {
  if (calibration.kind === 'platt') {
    return logisticOf(calibration.intercept + calibration.slope * score)
  }
  const { scores, probabilities } = calibration
  let low = 0
  let high = scores.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (scores[middle]! < score) low = middle + 1
    else high = middle
  }
  if (low === 0) return probabilities[0]!
  if (low === scores.length) return probabilities.at(-1)!
  const share = (score - scores[low - 1]!) / (scores[low]! - scores[low - 1]!)
  return probabilities[low - 1]! + share * (probabilities[low]! - probabilities[low - 1]!)
}
