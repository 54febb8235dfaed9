import { invariant } from '../../math/invariant.ts'
import { type Outcome, available } from '../../math/outcome.ts'
import { interpolatedQuantile } from '../bootstrap/interpolated-quantile.ts'
import type { ComparisonFault } from './resampled-losses.ts'
import {
  type Centre,
  differentialUniverse,
  simulatedMaxima,
  type SuperiorAbilityOptions,
} from './superior-predictive-ability.ts'

export interface StepMOptions extends SuperiorAbilityOptions {
  /** Chance of even one model wrongly called superior; default 0.05. */
  readonly alpha?: number
  /** How the bootstrap is centred; default `consistent`. Romano and Wolf's own is `upper`. */
  readonly centre?: Centre
}

/** Romano and Wolf's stepwise search for every model that beats the benchmark. */
export interface StepMResult {
  readonly test: 'step-m'
  readonly nullHypothesis: string
  /** Models found superior, counted from 0, ascending. */
  readonly superior: readonly number[]
  /** What a statistic had to exceed in each step. */
  readonly criticalValues: readonly number[]
  readonly statistics: readonly number[]
  readonly alpha: number
  readonly models: number
  readonly observations: number
  readonly replications: number
}

/**
 * StepM: which of many models are better than the benchmark, not only whether one is.
 *
 * Statistics and bootstrap maxima as in `superiorPredictiveAbility`. In each step the models whose statistic exceeds
 * the (1 - alpha) quantile of the maximum over the models still in play are called superior and leave; it ends when
 * none does. Null hypotheses: model k is not better than the benchmark; the chance of one or more false rejections is
 * at most alpha.
 *
 * No value: as `superiorPredictiveAbility`. Cost: that, and B k a step, at most k steps. Source: J. P. Romano, M. Wolf
 * (2005), Econometrica 73, 1237-1282. Checked against arch 8.0.0 `StepM` on the same rows (statistic `mean`).
 *
 * @example
 * const random = new Random(1)
 * const losses = (mean) => Float64Array.from({ length: 200 }, () => (mean + random.normal()) ** 2)
 * const models = [losses(1), losses(0), losses(2), losses(0.1)]
 * expectValue(stepM(losses(1), models, { replications: 200 })).superior // => [1, 3]
 */
export function stepM(
  benchmark: Float64Array,
  models: readonly Float64Array[],
  options: StepMOptions = {},
): Outcome<StepMResult, ComparisonFault> {
  const { alpha = 0.05, centre = 'consistent' } = options
  invariant(alpha > 0 && alpha < 1, `alpha lies between 0 and 1, got ${alpha}`)
  const made = differentialUniverse(benchmark, models, options)
  if (made.kind === 'unavailable') return made
  const universe = made.value
  const superior: number[] = []
  const criticalValues: number[] = []
  let left = Array.from(models.keys())
  // Every step but the last takes at least one model away.
  while (left.length > 0) {
    const sorted = simulatedMaxima(universe, centre, left).toSorted()
    const critical = interpolatedQuantile(sorted, 1 - alpha)
    criticalValues.push(critical)
    const found = left.filter((k) => universe.statistics[k]! > critical)
    if (found.length === 0) break
    superior.push(...found)
    left = left.filter((k) => !found.includes(k))
  }
  return available({
    test: 'step-m',
    nullHypothesis: 'of each model: it is not better than the benchmark',
    superior: superior.toSorted((a, b) => a - b),
    criticalValues,
    statistics: Array.from(universe.statistics),
    alpha,
    models: models.length,
    observations: benchmark.length,
    replications: universe.replications.length,
  })
}
