import { invariant } from '../../math/invariant.ts'
import { zeroMatrix } from '../../math/matrix.ts'
import { available, type Outcome, unavailable } from '../../math/outcome.ts'
import { symmetricEigen } from '../../math/symmetric-eigen.ts'

/** How much each level counts in the integrated flow, and what that was learned from. */
export interface IntegratedFlowWeights {
  /** Absolute values add up to 1; the sum is positive. */
  readonly weights: readonly number[]
  /** Share of the variance of all levels that this one combination carries. */
  readonly explainedShare: number
  /** Rows of the training sample. */
  readonly observations: number
}

/**
 * Weights that integrate the order flow of several levels into one number: the first principal component of a training
 * sample, with its absolute weights scaled to add up to 1.
 *
 *   ofi_I = w' ofi / |w|_1,   Sigma w = lambda_1 w,   Sigma the covariance of the levels' flows
 *
 * @param flows one column a level: flow over equal intervals, normalised by depth as in `depthNormalised`
 *
 * Give training rows and nothing else: the weights are then constants of a model, written down with it, and what comes
 * later cannot change them. Levels with a larger variance weigh more, as in the source; scale first where that is not
 * wanted. Rows with a value that is not finite are left out. No value: fewer rows than levels + 1, no variance at all.
 * Source: Cont, Cucuringu and Zhang (2023), Quantitative Finance 23, 1373-1393, equation 4. Checked against numpy.
 *
 * @example
 * const deep = Float64Array.of(1, -2, 3, 0)
 * const best = Float64Array.of(2, -4, 6, 0)
 * expectValue(integratedFlowWeights([best, deep])).weights[0] // => 0.666667
 */
export function integratedFlowWeights(
  flows: readonly Float64Array[],
): Outcome<IntegratedFlowWeights, 'too-few-rows' | 'constant-series'> {
  const levels = flows.length
  const rows = flows[0]?.length ?? 0
  invariant(levels > 0, 'flow of no level')
  invariant(
    flows.every((flow) => flow.length === rows),
    'one flow a level and row',
  )
  const used = Array.from({ length: rows }, (_, row) => row).filter((row) =>
    flows.every((flow) => Number.isFinite(flow[row]!)),
  )
  if (used.length < levels + 1) {
    return unavailable('too-few-rows', `${used.length} rows for ${levels} levels`)
  }
  const centred = flows.map((flow) => {
    const mean = used.reduce((sum, row) => sum + flow[row]!, 0) / used.length
    return Float64Array.from(used, (row) => flow[row]! - mean)
  })
  const covariance = zeroMatrix(levels, levels)
  for (const [i, left] of centred.entries()) {
    for (const [j, right] of centred.entries()) {
      const sum = left.reduce((total, value, row) => total + value * right[row]!, 0)
      covariance.data[j * levels + i] = sum / (used.length - 1)
    }
  }
  const { values, vectors } = symmetricEigen(covariance)
  const total = values.reduce((sum, value) => sum + value, 0)
  if (!(total > 0)) return unavailable('constant-series', 'the flow of no level varies')
  const first = vectors.data.subarray(0, levels)
  const sum = first.reduce((all, weight) => all + weight, 0)
  const size = first.reduce((all, weight) => all + Math.abs(weight), 0) * (sum < 0 ? -1 : 1)
  return available({
    weights: Array.from(first, (weight) => weight / size),
    explainedShare: values[0]! / total,
    observations: used.length,
  })
}

/**
 * The integrated flow of one row.
 *
 * @param flows as many values as there are weights; NaN where one of them is
 *
 * @example
 * integratedFlow({ weights: [0.75, 0.25] }, Float64Array.of(4, 8)) // => 5
 */
export function integratedFlow(
  { weights }: Pick<IntegratedFlowWeights, 'weights'>,
  flows: Float64Array,
): number {
  let sum = 0
  for (let m = 0; m < weights.length; m++) sum += weights[m]! * flows[m]!
  return sum
}
