import { available, unavailable, type Outcome } from '../../math/outcome.ts'
import { rowsOf } from '../feature-matrix.ts'
import { solvePenalised } from './quadratic-penalty.ts'

/** A plane through features. */
export interface LinearModel {
  readonly intercept: number
  readonly weights: readonly number[]
}

/** Strength and kind of a penalty. */
export interface Penalty {
  /** lambda, 0 or more. */
  readonly strength: number
  /** rho: 0 is ridge, 1 the lasso. */
  readonly l1Ratio: number
}

/**
 * Elastic net regression with an intercept that is not penalised.
 *
 *   min  1/(2n) sum_i (y_i - a - x_i'w)^2 + lambda (rho |w|_1 + (1 - rho)/2 |w|_2^2)
 *
 * Ridge is rho = 0 (scikit-learn's Ridge has alpha = n lambda), the lasso rho = 1. The features are taken as they are:
 * standardise them first, or the penalty means another thing for each.
 *
 * No value: fewer than 2 rows, or a descent that did not converge. NaN in, NaN out. Cost: n p^2 / 2, then p^2 a sweep.
 * Source: H. Zou, T. Hastie (2005), Journal of the Royal Statistical Society B 67, 301-320.
 * Checked against scikit-learn's ElasticNet, Lasso and Ridge (coefficients to 1e-6).
 *
 * @example
 * const model = expectValue(fitElasticNet([Float64Array.of(0, 1, 2)], Float64Array.of(1, 3, 5), { strength: 0, l1Ratio: 0 }))
 * model.weights[0] // => 2
 */
export function fitElasticNet(
  columns: readonly Float64Array[],
  y: Float64Array,
  penalty: Penalty,
): Outcome<LinearModel, 'too-few-rows' | 'not-converged'> {
  return fitElasticNets(columns, y, [penalty])[0]!
}

/**
 * The same under several penalties, in their order: the moments of the features, which cost most, are made once.
 *
 * @example
 * const none = { strength: 0, l1Ratio: 0 }
 * fitElasticNets([Float64Array.of(0, 1, 2)], Float64Array.of(1, 3, 5), [none, none]).length // => 2
 */
export function fitElasticNets(
  columns: readonly Float64Array[],
  y: Float64Array,
  penalties: readonly Penalty[],
): Outcome<LinearModel, 'too-few-rows' | 'not-converged'>[] {
  const rows = rowsOf(columns)
  if (rows < 2) {
    return penalties.map(() => unavailable('too-few-rows', `${rows}, at least 2 are needed`))
  }
  const means = columns.map(meanOf)
  const mean = meanOf(y)
  const centred = columns.map((column, j) => less(column, means[j]!))
  const count = columns.length
  const a = centred.map((left, j) => {
    const row = new Float64Array(count)
    for (let k = 0; k < count; k++) row[k] = k < j ? 0 : productOf(left, centred[k]!) / rows
    return row
  })
  mirror(a)
  const target = less(y, mean)
  const b = Float64Array.from(centred, (column) => productOf(column, target) / rows)
  let start = new Float64Array(count)
  return penalties.map(({ strength, l1Ratio }) => {
    const l1 = new Float64Array(count).fill(strength * l1Ratio)
    const l2 = new Float64Array(count).fill(strength * (1 - l1Ratio))
    const { weights, isConverged } = solvePenalised({ a, b, l1, l2 }, start)
    if (!isConverged) return unavailable('not-converged', 'coordinate descent has not settled')
    start = Float64Array.from(weights)
    let intercept = mean
    for (let j = 0; j < count; j++) intercept -= weights[j]! * means[j]!
    return available({ intercept, weights: Array.from(weights) })
  })
}

/**
 * a + x'w of each row.
 *
 * @example
 * linearScores({ intercept: 1, weights: [2] }, [Float64Array.of(3)])[0] // => 7
 */
export function linearScores(
  { intercept, weights }: LinearModel,
  columns: readonly Float64Array[],
): Float64Array {
  const scores = new Float64Array(rowsOf(columns)).fill(intercept)
  for (const [j, weight] of weights.entries()) {
    const column = columns[j]!
    for (let k = 0; k < scores.length; k++) scores[k]! += weight * column[k]!
  }
  return scores
}

/** Fills the lower triangle from the upper one. */
export function mirror(a: readonly Float64Array[]): void {
  for (let j = 0; j < a.length; j++) for (let k = 0; k < j; k++) a[j]![k] = a[k]![j]!
}

function less(column: Float64Array, mean: number): Float64Array {
  const centred = new Float64Array(column.length)
  for (let k = 0; k < column.length; k++) centred[k] = column[k]! - mean
  return centred
}

function meanOf(column: Float64Array): number {
  let sum = 0
  for (let k = 0; k < column.length; k++) sum += column[k]!
  return sum / column.length
}

function productOf(left: Float64Array, right: Float64Array): number {
  let sum = 0
  for (let k = 0; k < left.length; k++) sum += left[k]! * right[k]!
  return sum
}
