import { mackinnonPValue } from '../../../econometrics/critical-values/mackinnon.ts'
import { romanoWolf } from '../../../econometrics/multiple-testing/romano-wolf.ts'
import type { Trend } from '../../../econometrics/trend.ts'
import { momentsOf } from '../../../math/moments.ts'

/** Statistics of all pairs, seen and drawn. */
export interface NullStatistics {
  /** The smaller t value of each pair; NaN where it could not be tested. */
  readonly observed: Float64Array
  /** Universe by universe, a number a pair. NaN counts against rejection. */
  readonly drawn: Float64Array
  readonly universes: number
}

/** p-values of pairs against drawn universes; NaN where there is no statistic. */
export interface NullJudgement {
  readonly bootstrapPValues: Float64Array
  readonly stepdownPValues: Float64Array
}

/**
 * p-values of the pairs of a universe against universes drawn without any relation.
 *
 *   z_{b,k} = (T_{b,k} - m_k) / s_k,   b = 0 the universe seen, b = 1 .. B those drawn; m_k, s_k over all B + 1
 *   p_k = #{b, j: z_{b,j} <= z_{0,k}} / ((B + 1) m)
 *
 * T: the smaller t value of a pair's two directions. Each pair is held against its own distribution in place and width;
 * the shape of the tail comes from all m pairs together, for B draws of one pair end at 1 / (B + 1), where a false
 * discovery rate among thousands of pairs has not begun. That the universe seen is among those that m, s and the count
 * are made of makes the expected number of pairs with p <= a at most a m, exactly, where the universe seen is one more
 * draw of the null, however alike or unlike the pairs are.
 *
 * The step-down p-values are Romano and Wolf's on the same z: the chance of even one false rejection, at least
 * 1 / (B + 1).
 *
 * Null hypothesis of each: the pair is not cointegrated. Cost: a sort of B m numbers.
 */
export function judgeNull({ observed, drawn, universes }: NullStatistics): NullJudgement {
  const pairs = observed.length
  const scaledObserved = observed.slice()
  const scaled = drawn.slice(0, universes * pairs)
  const column = new Float64Array(universes + 1)
  const all: Float64Array[] = []
  for (let pair = 0; pair < pairs; pair++) {
    if (Number.isNaN(observed[pair])) continue
    column[0] = observed[pair]!
    for (let b = 0; b < universes; b++) column[b + 1] = drawn[b * pairs + pair]!
    const finite = column.filter(Number.isFinite)
    const { mean, square, count } = momentsOf(finite)
    const deviation = Math.sqrt(square / count)
    // One value has no width: it is as extreme as itself.
    const scale = (value: number): number => (deviation > 0 ? (value - mean) / deviation : 0)
    scaledObserved[pair] = scale(observed[pair]!)
    for (let b = 0; b < universes; b++) {
      const value = drawn[b * pairs + pair]!
      scaled[b * pairs + pair] = Number.isNaN(value) ? -Infinity : scale(value)
    }
    all.push(column.map((value) => (Number.isNaN(value) ? -Infinity : scale(value))))
  }
  const stepdown = romanoWolf(
    scaledObserved,
    Array.from({ length: universes }, (_, b) => scaled.subarray(b * pairs, (b + 1) * pairs)),
    { rejects: 'small' },
  )
  return {
    bootstrapPValues: pooledPValues(scaledObserved, all),
    stepdownPValues: Float64Array.from(stepdown.adjustedPValues),
  }
}

function pooledPValues(observed: Float64Array, all: readonly Float64Array[]): Float64Array {
  const pool = new Float64Array(all.reduce((count, column) => count + column.length, 0))
  let place = 0
  for (const column of all) {
    pool.set(column, place)
    place += column.length
  }
  pool.sort()
  return observed.map((value) =>
    Number.isNaN(value) ? Number.NaN : countAtMost(pool, value) / pool.length,
  )
}

/** How many of ascending numbers are at most `value`. */
function countAtMost(ascending: Float64Array, value: number): number {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ascending[middle]! <= value) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * The share of drawn universes, all without a relation, in which Benjamini and Hochberg's rule at `alpha` on asymptotic
 * p-values finds one: how far those p-values can be believed on these returns. At most alpha where they can.
 */
export function falseDiscoveryShare(
  { observed, drawn, universes }: NullStatistics,
  alpha: number,
  trend: Trend,
): number {
  const made = Array.from(observed.keys()).filter((pair) => !Number.isNaN(observed[pair]))
  let found = 0
  for (let b = 0; b < universes; b++) {
    const ascending = Float64Array.from(
      made,
      (pair) => drawn[b * observed.length + pair]!,
    ).toSorted()
    if (isDiscovered(ascending, alpha, trend)) found++
  }
  return found / universes
}

/** Whether any rank r has p_(r) <= r alpha / m; a pair's p-value is twice that of its smaller t value. */
function isDiscovered(ascending: Float64Array, alpha: number, trend: Trend): boolean {
  for (let rank = 1; rank <= ascending.length; rank++) {
    const pValue = 2 * mackinnonPValue(ascending[rank - 1]!, trend, 2)
    if (pValue <= (rank * alpha) / ascending.length) return true
    // They only grow from here.
    if (!(pValue <= alpha)) return false
  }
  return false
}
