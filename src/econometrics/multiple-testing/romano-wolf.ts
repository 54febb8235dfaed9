import { invariant } from '../../math/invariant.ts'

export interface RomanoWolfOptions {
  /** Which statistics speak against their null: large ones (default), small ones, or those far from zero. */
  readonly rejects?: 'large' | 'small' | 'both'
}

/** The step-down test of Romano and Wolf. Lists are in the order the statistics were given. */
export interface RomanoWolfResult {
  readonly test: 'romano-wolf'
  readonly nullHypothesis: string
  /** p-value of each test by itself: (1 + #{stat* as extreme}) / (B + 1); NaN where it has no statistic. */
  readonly pValues: readonly number[]
  /** Reject those at or below alpha: the chance of even one false rejection is then at most alpha. */
  readonly adjustedPValues: readonly number[]
  readonly tests: number
  readonly replications: number
}

/**
 * Romano and Wolf's step-down adjusted p-values: the family-wise error of many tests, with their dependence as the
 * bootstrap shows it.
 *
 *   t_(1) >= t_(2) >= ... >= t_(m),   M*_{b,j} = max over i >= j of t*_{b,(i)}
 *   p'_(j) = max over i <= j of  (1 + #{b: M*_{b,i} >= t_(i)}) / (B + 1)
 *
 * t_i: statistic of test i; t*_{b,i} the same in bootstrap sample b drawn under the null, all of one b from one joint
 * sample. `small` takes -t, `both` takes |t|. Null hypotheses: those of the m single tests. Statistics should be on
 * one scale (t values, standardised means): the maximum belongs to whoever is widest.
 *
 * @param statistics          one a test; a NaN is a test that could not be made: it stays NaN and is not counted
 * @param bootstrapStatistics B replications, each one value a test; a NaN there counts against rejection
 *
 * Edges: no tests give empty lists; no replications p = 1. Cost: B m + m log m.
 * Source: J. P. Romano, M. Wolf (2005), Journal of the American Statistical Association 100, 94-108, algorithm 4.1;
 * (2016), Statistics & Probability Letters 113, 38-40, algorithm 4.2 and its p-values with 1 added. Checked against
 * that algorithm written out in numpy.
 *
 * @example
 * const replications = Array.from({ length: 99 }, (_, b) => Float64Array.of(b / 99, 1 - b / 99))
 * romanoWolf(Float64Array.of(3, 0.5), replications).adjustedPValues // => [0.01, 0.51]
 */
export function romanoWolf(
  statistics: Float64Array,
  bootstrapStatistics: readonly Float64Array[],
  options: RomanoWolfOptions = {},
): RomanoWolfResult {
  const extremity = extremities[options.rejects ?? 'large']
  const count = statistics.length
  const replications = bootstrapStatistics.length
  for (const drawn of bootstrapStatistics) {
    invariant(drawn.length === count, `${count} statistics, a replication has ${drawn.length}`)
  }
  const made = Array.from(statistics.keys()).filter((test) => !Number.isNaN(statistics[test]))
  const observed = statistics.map(extremity)
  const ascending = made.toSorted((a, b) => observed[a]! - observed[b]!)
  const single = new Float64Array(count)
  const stepwise = new Float64Array(count)
  for (const drawn of bootstrapStatistics) {
    let largest = -Infinity
    // From the least significant up, so that the maximum over those behind grows by one a step.
    for (const test of ascending) {
      const value = Number.isNaN(drawn[test]) ? Infinity : extremity(drawn[test]!)
      largest = Math.max(largest, value)
      if (value >= observed[test]!) single[test]!++
      if (largest >= observed[test]!) stepwise[test]!++
    }
  }
  const adjusted = new Float64Array(count).fill(Number.NaN)
  const pValues = new Float64Array(count).fill(Number.NaN)
  let least = 0
  for (const test of ascending.toReversed()) {
    pValues[test] = (1 + single[test]!) / (replications + 1)
    least = Math.max(least, (1 + stepwise[test]!) / (replications + 1))
    adjusted[test] = least
  }
  return {
    test: 'romano-wolf',
    nullHypothesis: 'each test has its own null hypothesis',
    pValues: Array.from(pValues),
    adjustedPValues: Array.from(adjusted),
    tests: made.length,
    replications,
  }
}

const extremities = {
  large: (value: number): number => value,
  small: (value: number): number => -value,
  both: (value: number): number => Math.abs(value),
} as const
