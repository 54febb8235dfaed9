import { available, unavailable, type Outcome } from '../../math/outcome.ts'
import { rowsOf } from '../feature-matrix.ts'
import { linearScores, mirror, type LinearModel, type Penalty } from './elastic-net.ts'
import { solvePenalised } from './quadratic-penalty.ts'

const stepsMost = 100
const halvingsMost = 40
/** Relative to the objective: a step that gains less gains nothing that a sum of many rows can show. */
const gainLeast = 1e-14

/**
 * Logistic regression with an elastic net penalty; the intercept is not penalised.
 *
 *   min  1/n sum_i log(1 + exp(-s_i (a + x_i'w))) + lambda (rho |w|_1 + (1 - rho)/2 |w|_2^2),   s_i = +1 where y_i is 1, else -1
 *
 * scikit-learn's C is 1 / (n lambda). Newton steps on the penalised quadratic approximation, each solved exactly and
 * shortened until the objective falls.
 *
 * @param y 1 and 0
 * No value: fewer than 2 rows, one class alone, or no convergence (separable data without a penalty). Cost: n p^2 / 2 a
 * step, some eight steps. Source: Friedman, Hastie, Tibshirani (2010), section 3.
 * Checked against scikit-learn's LogisticRegression, without, with L2, L1 and elastic net (coefficients to 1e-6).
 *
 * @example
 * const x = Float64Array.of(-1, 1, -1, 1, 1)
 * const y = Float64Array.of(0, 0, 1, 1, 1)
 * expectValue(fitLogistic([x], y, { strength: 0, l1Ratio: 0 })).weights[0] // => 0.34657
 */
export function fitLogistic(
  columns: readonly Float64Array[],
  y: Float64Array,
  penalty: Penalty,
): Outcome<LinearModel, 'too-few-rows' | 'one-class' | 'not-converged'> {
  const rows = rowsOf(columns)
  if (rows < 2) return unavailable('too-few-rows', `${rows}, at least 2 are needed`)
  let ones = 0
  for (let k = 0; k < rows; k++) ones += y[k]!
  if (ones === 0 || ones === rows) return unavailable('one-class', `${ones} of ${rows} are 1`)
  const design = [...columns, new Float64Array(rows).fill(1)]
  const count = design.length
  const l1 = new Float64Array(count).fill(penalty.strength * penalty.l1Ratio)
  const l2 = new Float64Array(count).fill(penalty.strength * (1 - penalty.l1Ratio))
  l1[count - 1] = 0
  l2[count - 1] = 0
  let weights = new Float64Array(count)
  weights[count - 1] = Math.log(ones / (rows - ones))
  let scores = scoresOf(design, weights)
  let value = objective(scores, y, { weights, l1, l2 })
  for (let step = 0; step < stepsMost; step++) {
    const { a, b } = approximation(design, y, { scores, weights })
    const solved = solvePenalised({ a, b, l1, l2 }, weights)
    if (!solved.isConverged) break
    const next = shortened(weights, solved.weights, (tried) => {
      const triedScores = scoresOf(design, tried)
      const at = objective(triedScores, y, { weights: tried, l1, l2 })
      // As low as a double can tell: settled, and no half of the step is any better.
      return { at, scores: triedScores, isBetter: at - value <= gainLeast * Math.abs(value) }
    })
    const gain = next === undefined ? 0 : value - next.at
    if (next !== undefined) ({ weights, scores, at: value } = next)
    if (gain <= gainLeast * Math.abs(value)) {
      return available({
        intercept: weights[count - 1]!,
        weights: Array.from(weights.subarray(0, count - 1)),
      })
    }
  }
  return unavailable('not-converged', `${stepsMost} steps, the objective still falls`)
}

/**
 * 1 / (1 + exp(-x)), without overflow.
 *
 * @example
 * logisticOf(0) // => 0.5
 */
export function logisticOf(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const e = Math.exp(x)
  return e / (1 + e)
}

interface Tried {
  readonly at: number
  readonly scores: Float64Array<ArrayBuffer>
  readonly isBetter: boolean
}

/** The full step, halved until the objective is lower; undefined where no part of it is. */
function shortened(
  from: Float64Array,
  to: Float64Array,
  look: (weights: Float64Array<ArrayBuffer>) => Tried,
): (Omit<Tried, 'isBetter'> & { readonly weights: Float64Array<ArrayBuffer> }) | undefined {
  for (let halving = 0, part = 1; halving < halvingsMost; halving++, part /= 2) {
    const weights = Float64Array.from(from, (value, j) => value + part * (to[j]! - value))
    const { at, scores, isBetter } = look(weights)
    if (isBetter) return { at, scores, weights }
  }
  return undefined
}

/** The quadratic through value, slope and curvature of the loss at the weights. */
function approximation(
  design: readonly Float64Array[],
  y: Float64Array,
  { scores, weights }: { readonly scores: Float64Array; readonly weights: Float64Array },
): { readonly a: readonly Float64Array[]; readonly b: Float64Array } {
  const rows = y.length
  const count = design.length
  const curvature = new Float64Array(rows)
  const slope = new Float64Array(rows)
  for (let i = 0; i < rows; i++) {
    const p = logisticOf(scores[i]!)
    curvature[i] = (p * (1 - p)) / rows
    slope[i] = (y[i]! - p) / rows
  }
  const a = design.map(() => new Float64Array(count))
  const b = new Float64Array(count)
  const weighted = new Float64Array(rows)
  for (let j = 0; j < count; j++) {
    const column = design[j]!
    for (let i = 0; i < rows; i++) weighted[i] = column[i]! * curvature[i]!
    addProducts(a[j]!, weighted, design, j)
    for (let i = 0; i < rows; i++) b[j]! += column[i]! * slope[i]!
  }
  mirror(a)
  for (let j = 0; j < count; j++) for (let k = 0; k < count; k++) b[j]! += a[j]![k]! * weights[k]!
  return { a, b }
}

/** Products of one column with the ones from its own on: four in one pass, which are then in step. */
function addProducts(
  products: Float64Array,
  weighted: Float64Array,
  design: readonly Float64Array[],
  from: number,
): void {
  for (let k = from; k < design.length; k += 4) {
    const first = design[k]!
    const second = design[k + 1] ?? first
    const third = design[k + 2] ?? first
    const fourth = design[k + 3] ?? first
    let [one, two, three, four] = [0, 0, 0, 0]
    for (let i = 0; i < weighted.length; i++) {
      const weight = weighted[i]!
      one += weight * first[i]!
      two += weight * second[i]!
      three += weight * third[i]!
      four += weight * fourth[i]!
    }
    // Past the end nothing is kept.
    products[k] = one
    products[k + 1] = two
    products[k + 2] = three
    products[k + 3] = four
  }
}

function objective(
  scores: Float64Array,
  y: Float64Array,
  penalised: {
    readonly weights: Float64Array
    readonly l1: Float64Array
    readonly l2: Float64Array
  },
): number {
  let loss = 0
  for (let i = 0; i < y.length; i++) {
    const margin = y[i] === 1 ? scores[i]! : -scores[i]!
    loss += margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin
  }
  let cost = loss / y.length
  for (const [j, weight] of penalised.weights.entries()) {
    cost += penalised.l1[j]! * Math.abs(weight) + (penalised.l2[j]! / 2) * weight ** 2
  }
  return cost
}

function scoresOf(
  design: readonly Float64Array[],
  weights: Float64Array,
): Float64Array<ArrayBuffer> {
  return linearScores(
    { intercept: 0, weights: Array.from(weights) },
    design,
  ) as Float64Array<ArrayBuffer>
}
