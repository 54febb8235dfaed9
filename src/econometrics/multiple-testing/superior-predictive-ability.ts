import { invariant } from '../../math/invariant.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { interpolatedQuantile } from '../bootstrap/interpolated-quantile.ts'
import {
  type ComparisonFault,
  type ComparisonOptions,
  resampledLosses,
  stationaryMeanVariance,
} from './resampled-losses.ts'

export interface SuperiorAbilityOptions extends ComparisonOptions {
  /** `studentised` (Hansen, default) divides each mean by its standard error; `mean` (White, arch) does not. */
  readonly statistic?: 'studentised' | 'mean'
}

/** One number for each of the three ways to centre the bootstrap. */
export interface ThreeCentres {
  /** Models worse than the benchmark count as equal to their own losses: too small, liberal. */
  readonly lower: number
  /** Models worse than the benchmark by a clear margin do not count. */
  readonly consistent: number
  /** All models count as if equal to the benchmark: conservative. */
  readonly upper: number
}

/** Hansen's test of superior predictive ability. */
export interface SuperiorAbilityResult {
  readonly test: 'superior-predictive-ability'
  readonly nullHypothesis: string
  readonly statistic: number
  readonly pValues: ThreeCentres
  readonly criticalValues: Readonly<Record<'1%' | '5%' | '10%', ThreeCentres>>
  /** The model with the largest statistic, counted from 0. */
  readonly bestModel: number
  readonly models: number
  readonly observations: number
  readonly replications: number
}

/**
 * Hansen's test of superior predictive ability: is the best of many models better than the benchmark, or the best by
 * search alone?
 *
 *   d_k = mean of (benchmark loss - loss of model k),   T = max(0, max_k sqrt(n) d_k / w_k)
 *   T*_b = max(0, max_k sqrt(n) (d*_{b,k} - g_k) / w_k),   p = #{b: T*_b > T} / B
 *   g_k = max(0, d_k) (lower), d_k where sqrt(n) d_k >= -w_k sqrt(2 ln ln n), else 0 (consistent), d_k (upper)
 *
 * w_k^2: variance of sqrt(n) d_k, by the stationary bootstrap's kernel. With `mean`, w_k = 1 and no 0 in the maxima
 * (w_k still decides who counts as consistent): that is what arch computes, with its `studentize` or without. Null
 * hypothesis: no model has a smaller expected loss than the benchmark. Losses in any unit, one for all.
 *
 * No value: no model, fewer than 8 rows, a value that is not finite, a model with the losses of the benchmark up to a
 * constant (`studentised`). Cost: B n k + n^2 k / 2. Source: P. R. Hansen (2005), Journal of Business & Economic
 * Statistics 23, 365-380. Checked against arch 8.0.0 `SPA` on the same rows (`mean`), and against the formulas above
 * in numpy (`studentised`).
 *
 * @example
 * const random = new Random(1)
 * const losses = (mean) => Float64Array.from({ length: 200 }, () => (mean + random.normal()) ** 2)
 * const result = expectValue(superiorPredictiveAbility(losses(1), [losses(1), losses(0)], { replications: 200 }))
 * result.bestModel // => 1
 * result.pValues.consistent < 0.01 // => true
 */
export function superiorPredictiveAbility(
  benchmark: Float64Array,
  models: readonly Float64Array[],
  options: SuperiorAbilityOptions = {},
): Outcome<SuperiorAbilityResult, ComparisonFault> {
  const made = differentialUniverse(benchmark, models, options)
  if (made.kind === 'unavailable') return made
  const universe = made.value
  const all = Array.from(models.keys())
  const statistic = largestOf(universe.statistics, all, universe.floor)
  const sorted = centreNames.map((centre) => simulatedMaxima(universe, centre, all).toSorted())
  const of = (pick: (maxima: Float64Array) => number): ThreeCentres => ({
    lower: pick(sorted[0]!),
    consistent: pick(sorted[1]!),
    upper: pick(sorted[2]!),
  })
  return available({
    test: 'superior-predictive-ability',
    nullHypothesis: 'no model is better than the benchmark',
    statistic,
    pValues: of((maxima) => maxima.filter((value) => value > statistic).length / maxima.length),
    criticalValues: {
      '1%': of((maxima) => interpolatedQuantile(maxima, 0.99)),
      '5%': of((maxima) => interpolatedQuantile(maxima, 0.95)),
      '10%': of((maxima) => interpolatedQuantile(maxima, 0.9)),
    },
    bestModel: universe.statistics.indexOf(Math.max(...universe.statistics)),
    models: models.length,
    observations: benchmark.length,
    replications: universe.replications.length,
  })
}

export type Centre = keyof ThreeCentres

const centreNames = ['lower', 'consistent', 'upper'] as const

/** The loss differentials of all models and of all their replications, on the scale of the statistic. */
export interface DifferentialUniverse {
  /** sqrt(n) d_k / w_k. */
  readonly statistics: Float64Array
  /** sqrt(n) d*_{b,k} / w_k. */
  readonly replications: readonly Float64Array[]
  /** g_k on the same scale. */
  readonly centres: Readonly<Record<Centre, Float64Array>>
  /** What no maximum falls below: 0, or minus infinity. */
  readonly floor: number
}

export function differentialUniverse(
  benchmark: Float64Array,
  models: readonly Float64Array[],
  options: SuperiorAbilityOptions,
): Outcome<DifferentialUniverse, ComparisonFault> {
  if (models.length === 0) return unavailable('too-few-models', 'there is no model to compare')
  for (const model of models) {
    invariant(
      model.length === benchmark.length,
      `the benchmark has ${benchmark.length} losses, a model ${model.length}`,
    )
  }
  const differentials = models.map((model) => benchmark.map((loss, t) => loss - model[t]!))
  const resampled = resampledLosses(differentials, options)
  if (resampled.kind === 'unavailable') return resampled
  const { rows, means, replications, meanBlockLength } = resampled.value
  const deviations = Float64Array.from(differentials, (column) =>
    Math.sqrt(stationaryMeanVariance(column, meanBlockLength)),
  )
  const studentised = (options.statistic ?? 'studentised') === 'studentised'
  const flat = deviations.findIndex((deviation) => !(deviation > 0))
  if (studentised && flat >= 0) {
    return unavailable(
      'identical-losses',
      `model ${flat + 1} differs from the benchmark by a constant`,
    )
  }
  const root = Math.sqrt(rows)
  const scaled = (values: Float64Array): Float64Array =>
    values.map((value, k) => (root * value) / (studentised ? deviations[k]! : 1))
  const margin = -Math.sqrt(2 * Math.log(Math.log(rows)))
  const consistent = means.map((mean, k) => (root * mean >= margin * deviations[k]! ? mean : 0))
  return available({
    statistics: scaled(means),
    replications: replications.map(scaled),
    centres: {
      lower: scaled(means.map((mean) => Math.max(0, mean))),
      consistent: scaled(consistent),
      upper: scaled(means),
    },
    floor: studentised ? 0 : -Infinity,
  })
}

/** The largest centred statistic of the models given, one a replication. */
export function simulatedMaxima(
  { replications, centres, floor }: DifferentialUniverse,
  centre: Centre,
  models: readonly number[],
): Float64Array {
  const centred = centres[centre]
  return Float64Array.from(replications, (drawn) => {
    let largest = floor
    for (const k of models) largest = Math.max(largest, drawn[k]! - centred[k]!)
    return largest
  })
}

function largestOf(statistics: Float64Array, models: readonly number[], floor: number): number {
  return models.reduce((largest, k) => Math.max(largest, statistics[k]!), floor)
}
