import { type Outcome, available } from '../../math/outcome.ts'
import type { ComparisonFault, ComparisonOptions } from './resampled-losses.ts'
import { superiorPredictiveAbility } from './superior-predictive-ability.ts'

/** White's reality check. */
export interface RealityCheckResult {
  readonly test: 'reality-check'
  readonly nullHypothesis: string
  readonly statistic: number
  readonly pValue: number
  readonly criticalValues: Readonly<Record<'1%' | '5%' | '10%', number>>
  /** The model with the largest mean advantage, counted from 0. */
  readonly bestModel: number
  readonly models: number
  readonly observations: number
  readonly replications: number
}

/**
 * White's reality check for data snooping.
 *
 *   V = max_k sqrt(n) d_k,   V*_b = max_k sqrt(n) (d*_{b,k} - d_k),   p = #{b: V*_b > V} / B
 *
 * d_k: mean of (benchmark loss - loss of model k). Null hypothesis: no model has a smaller expected loss than the
 * benchmark. Poor models added to the search make it conservative; `superiorPredictiveAbility` does not mind them.
 *
 * No value: no model, fewer than 8 rows, a value that is not finite. Cost: B n k. Source: H. White (2000),
 * Econometrica 68, 1097-1126. Checked against arch 8.0.0 `RealityCheck` (its upper p-value) on the same rows.
 *
 * @example
 * const random = new Random(1)
 * const losses = () => Float64Array.from({ length: 200 }, () => random.normal() ** 2)
 * expectValue(realityCheck(losses(), [losses(), losses()], { replications: 100 })).models // => 2
 */
export function realityCheck(
  benchmark: Float64Array,
  models: readonly Float64Array[],
  options: ComparisonOptions = {},
): Outcome<RealityCheckResult, ComparisonFault> {
  const outcome = superiorPredictiveAbility(benchmark, models, { ...options, statistic: 'mean' })
  if (outcome.kind === 'unavailable') return outcome
  const { pValues, criticalValues, ...rest } = outcome.value
  return available({
    ...rest,
    test: 'reality-check',
    pValue: pValues.upper,
    criticalValues: {
      '1%': criticalValues['1%'].upper,
      '5%': criticalValues['5%'].upper,
      '10%': criticalValues['10%'].upper,
    },
  })
}
