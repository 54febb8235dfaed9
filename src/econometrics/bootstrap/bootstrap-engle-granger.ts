import { invariant } from '../../math/invariant.ts'
import { available, type Outcome, unavailable } from '../../math/outcome.ts'
import { Random } from '../../math/random.ts'
import {
  engleGranger,
  type EngleGrangerFault,
  type EngleGrangerOptions,
  type EngleGrangerResult,
} from '../cointegration/engle-granger.ts'
import type { CriticalValues } from '../critical-values/mackinnon.ts'
import { unitScale } from '../regression/unit-scale.ts'
import type { EstimateWarning } from '../warning.ts'
import { engleGrangerStatistic } from './engle-granger-statistic.ts'
import { nullUniverse, type NullUniverseOptions } from './null-universe.ts'
import type { WildLaw } from './wild-weights.ts'

export interface BootstrapEngleGrangerOptions extends EngleGrangerOptions, NullUniverseOptions {
  /** Universes drawn; default 999. The least p-value there can be is 1 / (replications + 1). */
  readonly replications?: number
  /**
   * Stop as soon as so many universes are as extreme as the data; default: never. A pair far from significance is then
   * settled in a few draws instead of all.
   */
  readonly exceedancesMax?: number
  /** Default 1. */
  readonly seed?: number
}

/** The Engle-Granger test with its asymptotic p-value and the one of the bootstrap. */
export interface BootstrapEngleGrangerResult extends Omit<EngleGrangerResult, 'test'> {
  readonly test: 'bootstrap-coint'
  readonly bootstrapPValue: number
  /**
   * A statistic below rejects at that level; null where there are too few replications for the level, or drawing
   * stopped early. `criticalValues` are MacKinnon's.
   */
  readonly bootstrapCriticalValues: { readonly [Level in keyof CriticalValues]: number | null }
  readonly scheme: 'wild' | 'sieve' | 'sieve-wild'
  /** Of the weights; null where rows are drawn. */
  readonly law: WildLaw | null
  readonly sieveOrder: number | null
  /** Universes drawn: fewer than asked for where drawing stopped early. */
  readonly replications: number
  /** Universes whose statistic could not be computed; they count against rejection. */
  readonly undefinedReplications: number
  readonly seed: number
  /** `table-edge` where no universe was as extreme: more of them would give a smaller p-value. */
  readonly warnings: readonly EstimateWarning[]
}

/**
 * The Engle-Granger test against universes without cointegration that are otherwise like the data.
 *
 *   p = (1 + #{b: stat*_b <= stat}) / (B + 1);   h / l where drawing stopped at draw l with h = exceedancesMax
 *
 * stat*_b: `engleGranger`'s statistic, lags chosen anew, of the b-th of B universes of `nullUniverse`. Null hypothesis:
 * y and the x are not cointegrated. On hourly returns of coins, whose volatility moves and clusters, MacKinnon's
 * p-value is too small, the more the further in the tail where many pairs are screened; this one holds its level there.
 *
 * Which scheme: `wild` for returns without much autocorrelation (exact under random signs), `sieve-wild` where returns
 * follow their past, `sieve` where besides volatility is steady.
 *
 * No value: as `engleGranger`, and as `fitSieve` for the sieves. Cost: B x rows x (longest lag + 10); 0.1 ms a universe
 * at 2,160 rows. Source: as `nullUniverse`; the p-value of A. C. Davison, D. V. Hinkley (1997), Bootstrap Methods and
 * Their Application, equation 4.11; for h / l, which keeps the level too, J. Besag, P. Clifford (1991), Biometrika 78,
 * 301-304. Checked against a plain twin (the same universes through `engleGranger`) and, for size and power, by
 * simulation (docs/results/size-and-power.md: 4.7 to 5.0 % at 5 %, 0.08 to 0.15 % at 0.1 %).
 *
 * @example
 * const random = new Random(1)
 * const walk = () => { let level = 0; return Float64Array.from({ length: 200 }, () => (level += random.normal())) }
 * const x = walk()
 * const y = x.map((value) => 0.5 * value + random.normal())
 * expectValue(bootstrapEngleGranger(y, [x], { replications: 99 })).bootstrapPValue // => 0.01
 */
export function bootstrapEngleGranger(
  y: Float64Array,
  xs: readonly Float64Array[],
  options: BootstrapEngleGrangerOptions = {},
): Outcome<BootstrapEngleGrangerResult, EngleGrangerFault> {
  const { scheme = 'wild', law = 'rademacher', replications = 999, seed = 1 } = options
  const exceedancesMax = options.exceedancesMax ?? Infinity
  invariant(
    Number.isInteger(replications) && replications >= 1,
    `replications are a whole number from 1, got ${replications}`,
  )
  invariant(exceedancesMax >= 1, `drawing stops at 1 exceedance or more, got ${exceedancesMax}`)
  const observed = engleGranger(y, xs, options)
  if (observed.kind === 'unavailable') return observed
  const levels = [y, ...xs].map(inUnits)
  const universe = nullUniverse(levels, options)
  if (universe.kind === 'unavailable') {
    return universe.reason === 'rank-deficient'
      ? unavailable('collinear-series', `the changes: ${universe.detail}`)
      : universe
  }
  const random = new Random(seed).fork('bootstrap')
  const drawn = levels.map((level) => new Float64Array(level.length))
  const [drawnY, ...drawnXs] = drawn as [Float64Array, ...Float64Array[]]
  const statisticOf = engleGrangerStatistic({ rows: y.length, regressors: xs.length }, options)
  const draws = drawUntil(
    () => {
      universe.value.draw(drawn, random)
      return statisticOf(drawnY, drawnXs)
    },
    { observed: observed.value.statistic, replications, exceedancesMax },
  )
  return available({
    ...observed.value,
    test: 'bootstrap-coint',
    ...judged(draws, exceedancesMax),
    scheme,
    law: scheme === 'sieve' ? null : law,
    sieveOrder: universe.value.sieveOrder,
    replications: draws.statistics.length,
    seed,
    warnings: edgeWarnings(draws),
  })
}

/** No statistic depends on the unit; squares of prices of 1e200 do. */
function inUnits(level: Float64Array): Float64Array {
  const scale = unitScale(level)
  return level.map((value) => value * scale)
}

interface Draws {
  readonly statistics: Float64Array
  /** Universes as extreme as the data; one without a statistic counts. */
  readonly exceedances: number
}

function drawUntil(
  draw: () => number,
  limit: {
    readonly observed: number
    readonly replications: number
    readonly exceedancesMax: number
  },
): Draws {
  const statistics = new Float64Array(limit.replications)
  let count = 0
  let exceedances = 0
  while (count < limit.replications && exceedances < limit.exceedancesMax) {
    const statistic = draw()
    if (!(statistic > limit.observed)) exceedances++
    statistics[count++] = statistic
  }
  return { statistics: statistics.subarray(0, count), exceedances }
}

function edgeWarnings({ exceedances, statistics }: Draws): readonly EstimateWarning[] {
  if (exceedances > 0) return []
  const detail = `none of ${statistics.length} universes is as extreme: the p-value is as small as it can be`
  return [{ kind: 'table-edge', detail }]
}

type Judgement = Pick<
  BootstrapEngleGrangerResult,
  'bootstrapPValue' | 'bootstrapCriticalValues' | 'undefinedReplications'
>

function judged({ statistics, exceedances }: Draws, exceedancesMax: number): Judgement {
  const count = statistics.length
  const defined = statistics.filter((value) => !Number.isNaN(value)).toSorted()
  const undefinedReplications = count - defined.length
  const stopped = exceedances >= exceedancesMax
  const criticalValue = (level: number): number | null => {
    // p <= level where fewer than level (B + 1) of them, the statistic counted, are as small. 1e-9: 0.01 x 100 is 1.
    const place = Math.floor(level * (count + 1) + 1e-9) - undefinedReplications
    return stopped ? null : (defined[place - 1] ?? null)
  }
  return {
    bootstrapPValue: stopped ? exceedances / count : (1 + exceedances) / (count + 1),
    bootstrapCriticalValues: {
      '1%': criticalValue(0.01),
      '5%': criticalValue(0.05),
      '10%': criticalValue(0.1),
    },
    undefinedReplications,
  }
}
