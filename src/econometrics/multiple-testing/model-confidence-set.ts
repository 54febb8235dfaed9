import { invariant } from '../../math/invariant.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import {
  type ComparisonFault,
  type ComparisonOptions,
  type ResampledLosses,
  resampledLosses,
} from './resampled-losses.ts'

export interface ModelConfidenceOptions extends ComparisonOptions {
  /**
   * `range` (default): the largest t value between two models decides, and the worse of them goes. `max`: the largest t
   * value between a model and the average of those left.
   */
  readonly method?: 'range' | 'max'
  /** The set misses the best model with at most this chance; default 0.05. */
  readonly alpha?: number
}

/** Hansen, Lunde and Nason's model confidence set. Models are counted from 0. */
export interface ModelConfidenceResult {
  readonly test: 'model-confidence-set'
  readonly nullHypothesis: string
  /** Models with a p-value above alpha, ascending. */
  readonly included: readonly number[]
  /** Of each model, in the order given. */
  readonly pValues: readonly number[]
  /** Worst first; the last one stays. */
  readonly eliminationOrder: readonly number[]
  readonly meanLosses: readonly number[]
  readonly method: 'range' | 'max'
  readonly alpha: number
  readonly models: number
  readonly observations: number
  readonly replications: number
}

/**
 * The model confidence set: those models that the data cannot tell from the best one.
 *
 *   range: T = max_{i,j} (m_i - m_j) / s_ij,   s_ij^2 = mean over b of (m*_{b,i} - m*_{b,j} - (m_i - m_j))^2
 *   max:   T = max_i (m_i - m) / s_i,   s_i^2 = mean over b of (m*_{b,i} - m*_b - (m_i - m))^2
 *   p = #{b: T*_b > T} / B, T* the same of the centred replications
 *
 * m_i: mean loss of model i; m: of those left. The model T points to is taken away until one is left; the p-value of a
 * model is the largest p up to its removal. Null hypothesis in each step: all models left have the same expected loss.
 *
 * Models whose losses are the same in every row cannot be told apart: they stay together with p = 1, where arch
 * divides by zero.
 *
 * No value: fewer than two models or 8 rows, a value that is not finite. Cost: B n k, then B k^3 / 3 (`range`) or
 * B k^2 / 2 (`max`). Source: P. R. Hansen, A. Lunde, J. M. Nason (2011), Econometrica 79, 453-497. Checked against
 * arch 8.0.0 `MCS`, methods R and max, on the same rows.
 *
 * @example
 * const random = new Random(1)
 * const losses = (mean) => Float64Array.from({ length: 300 }, () => (mean + random.normal()) ** 2)
 * const set = expectValue(modelConfidenceSet([losses(1), losses(0), losses(0.05), losses(2)]))
 * set.included // => [1, 2]
 */
export function modelConfidenceSet(
  losses: readonly Float64Array[],
  options: ModelConfidenceOptions = {},
): Outcome<ModelConfidenceResult, ComparisonFault> {
  const { method = 'range', alpha = 0.05 } = options
  invariant(alpha > 0 && alpha < 1, `alpha lies between 0 and 1, got ${alpha}`)
  if (losses.length < 2) {
    return unavailable('too-few-models', `a set needs two models, got ${losses.length}`)
  }
  const resampled = resampledLosses(losses, options)
  if (resampled.kind === 'unavailable') return resampled
  const step = method === 'range' ? rangeStep(resampled.value) : maxStep(resampled.value)
  const pValues = new Float64Array(losses.length)
  const eliminationOrder: number[] = []
  let largest = 0
  let left = Array.from(losses.keys())
  while (left.length > 1) {
    const { pValue, worst } = step(left)
    largest = Math.max(largest, pValue)
    const gone = worst.length === 0 ? left : worst
    for (const k of gone) pValues[k] = worst.length === 0 ? 1 : largest
    eliminationOrder.push(...gone)
    left = left.filter((k) => !gone.includes(k))
  }
  for (const k of left) pValues[k] = 1
  eliminationOrder.push(...left)
  return available({
    test: 'model-confidence-set',
    nullHypothesis: 'the models of the set have the same expected loss',
    included: Array.from(losses.keys()).filter((k) => pValues[k]! > alpha),
    pValues: Array.from(pValues),
    eliminationOrder,
    meanLosses: Array.from(resampled.value.means),
    method,
    alpha,
    models: losses.length,
    observations: resampled.value.rows,
    replications: resampled.value.replications.length,
  })
}

/** One test of the models left; `worst` is empty where nothing tells them apart. */
type Step = (left: readonly number[]) => {
  readonly pValue: number
  readonly worst: readonly number[]
}

function rangeStep({ means, replications }: ResampledLosses): Step {
  const count = means.length
  const deviations = new Float64Array(count * count)
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      let sum = 0
      for (const drawn of replications)
        sum += (drawn[i]! - drawn[j]! - (means[i]! - means[j]!)) ** 2
      deviations[i * count + j] = Math.sqrt(sum / replications.length)
    }
  }
  const over = (difference: number, i: number, j: number): number => {
    const deviation = deviations[i * count + j]!
    return deviation > 0 ? difference / deviation : 0
  }
  return (left) => {
    let statistic = 0
    let worst = left[0]!
    for (const i of left) {
      for (const j of left) {
        const value = over(means[i]! - means[j]!, i, j)
        if (value > statistic) {
          statistic = value
          worst = i
        }
      }
    }
    if (statistic === 0) return { pValue: 1, worst: [] }
    let beyond = 0
    for (const drawn of replications) {
      if (largestGap(left, drawn, means, over) > statistic) beyond++
    }
    return { pValue: beyond / replications.length, worst: [worst] }
  }
}

function largestGap(
  left: readonly number[],
  drawn: Float64Array,
  means: Float64Array,
  over: (difference: number, i: number, j: number) => number,
): number {
  let largest = 0
  for (const i of left) {
    const own = drawn[i]! - means[i]!
    for (const j of left) largest = Math.max(largest, over(own - (drawn[j]! - means[j]!), i, j))
  }
  return largest
}

function maxStep({ means, replications }: ResampledLosses): Step {
  const centred = replications.map((drawn) => drawn.map((value, k) => value - means[k]!))
  return (left) => {
    const averages = centred.map((drawn) => averageOf(drawn, left))
    const overall = averageOf(means, left)
    const deviations = left.map((k) => {
      let sum = 0
      for (const [b, drawn] of centred.entries()) sum += (drawn[k]! - averages[b]!) ** 2
      return Math.sqrt(sum / centred.length)
    })
    if (deviations.every((deviation) => deviation === 0)) return { pValue: 1, worst: [] }
    const tValues = left.map((k, at) => (means[k]! - overall) / deviations[at]!)
    const statistic = Math.max(...tValues)
    let beyond = 0
    for (const [b, drawn] of centred.entries()) {
      let largest = -Infinity
      for (const [at, k] of left.entries()) {
        largest = Math.max(largest, (drawn[k]! - averages[b]!) / deviations[at]!)
      }
      if (statistic < largest) beyond++
    }
    return {
      pValue: beyond / centred.length,
      worst: left.filter((_, at) => tValues[at] === statistic),
    }
  }
}

function averageOf(values: Float64Array, left: readonly number[]): number {
  let sum = 0
  for (const k of left) sum += values[k]!
  return sum / left.length
}
