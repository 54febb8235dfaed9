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
import { engleGrangerStatistic } from './engle-granger-statistic.ts'
import { nullUniverse, type NullUniverseOptions } from './null-universe.ts'
import type { WildLaw } from './wild-weights.ts'

export interface BootstrapEngleGrangerOptions extends EngleGrangerOptions, NullUniverseOptions {
  /** Universes drawn; default 999. The least p-value there can be is 1 / (replications + 1). */
  readonly replications?: number
  /** Default 1. */
  readonly seed?: number
}

/** The Engle-Granger test with its asymptotic p-value and the one of the bootstrap. */
export interface BootstrapEngleGrangerResult extends Omit<EngleGrangerResult, 'test'> {
  readonly test: 'bootstrap-coint'
  readonly bootstrapPValue: number
  /**
   * A statistic below rejects at that level; null where there are too few replications for the level. `criticalValues`
   * are MacKinnon's.
   */
  readonly bootstrapCriticalValues: { readonly [Level in keyof CriticalValues]: number | null }
  readonly scheme: 'wild' | 'sieve' | 'sieve-wild'
  /** Of the weights; null where rows are drawn. */
  readonly law: WildLaw | null
  readonly sieveOrder: number | null
  readonly replications: number
  /** Universes whose statistic could not be computed; they count against rejection. */
  readonly undefinedReplications: number
  readonly seed: number
}

/**
 * The Engle-Granger test against universes without cointegration that are otherwise like the data.
 *
 *   p = (1 + #{b: stat*_b <= stat}) / (B + 1)
 *
 * stat*_b: `engleGranger`'s statistic, lags chosen anew, of the b-th of B universes of `nullUniverse`. Null hypothesis:
 * y and the x are not cointegrated. On hourly returns of coins, whose volatility moves and clusters, MacKinnon's
 * p-value is far too small in the tail where many pairs are screened; this one holds its level there.
 *
 * Which scheme: `wild` for returns without much autocorrelation (exact under random signs), `sieve-wild` where returns
 * follow their past, `sieve` where besides volatility is steady.
 *
 * No value: as `engleGranger`, and as `fitSieve` for the sieves. Cost: B x rows x (longest lag + 10); 80 us a universe
 * at 2,160 rows. Source: as `nullUniverse`; the p-value of A. C. Davison, D. V. Hinkley (1997), Bootstrap Methods and
 * Their Application, equation 4.11. Checked against a plain twin (the same universes through `engleGranger`) and, for
 * size and power, by simulation.
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
  invariant(
    Number.isInteger(replications) && replications >= 1,
    `replications are a whole number from 1, got ${replications}`,
  )
  const observed = engleGranger(y, xs, options)
  if (observed.kind === 'unavailable') return observed
  const levels = [y, ...xs].map(inUnits)
  const universe = nullUniverse(levels, options)
  if (universe.kind === 'unavailable') {
    return universe.reason === 'rank-deficient'
      ? unavailable('collinear-series', `the changes: ${universe.detail}`)
      : universe
  }
  const random = new Random(seed)
  const drawn = levels.map((level) => new Float64Array(level.length))
  const [drawnY, ...drawnXs] = drawn as [Float64Array, ...Float64Array[]]
  const statisticOf = engleGrangerStatistic({ rows: y.length, regressors: xs.length }, options)
  const statistics = Float64Array.from({ length: replications }, () => {
    universe.value.draw(drawn, random)
    return statisticOf(drawnY, drawnXs)
  })
  return available({
    ...observed.value,
    test: 'bootstrap-coint',
    ...judged(observed.value.statistic, statistics),
    scheme,
    law: scheme === 'sieve' ? null : law,
    sieveOrder: universe.value.sieveOrder,
    replications,
    seed,
  })
}

/** No statistic depends on the unit; squares of prices of 1e200 do. */
function inUnits(level: Float64Array): Float64Array {
  const scale = unitScale(level)
  return level.map((value) => value * scale)
}

type Judgement = Pick<
  BootstrapEngleGrangerResult,
  'bootstrapPValue' | 'bootstrapCriticalValues' | 'undefinedReplications'
>

function judged(statistic: number, replicated: Float64Array): Judgement {
  const defined = replicated.filter((value) => !Number.isNaN(value)).toSorted()
  const undefinedReplications = replicated.length - defined.length
  const asExtreme = defined.filter((value) => value <= statistic).length + undefinedReplications
  const criticalValue = (level: number): number | null => {
    // p <= level where fewer than level (B + 1) of them, the statistic counted, are as small. 1e-9: 0.01 x 100 is 1.
    const place = Math.floor(level * (replicated.length + 1) + 1e-9) - undefinedReplications
    return defined[place - 1] ?? null
  }
  return {
    bootstrapPValue: (1 + asExtreme) / (replicated.length + 1),
    bootstrapCriticalValues: {
      '1%': criticalValue(0.01),
      '5%': criticalValue(0.05),
      '10%': criticalValue(0.1),
    },
    undefinedReplications,
  }
}
