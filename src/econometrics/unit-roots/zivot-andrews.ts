import { invariant } from '../../math/invariant.ts'
import { columnOf, dot, matrixFromColumns } from '../../math/matrix.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { dependentColumn, factorQr } from '../../math/qr.ts'
import type { CriticalValues } from '../critical-values/mackinnon.ts'
import { zivotAndrewsQuantiles } from '../critical-values/zivot-andrews-quantiles.ts'
import { interpolated } from '../critical-values/interpolated.ts'
import { orthonormalColumns } from '../regression/orthonormal-columns.ts'
import { regressionColumns } from '../regression/regression-columns.ts'
import { scaledBy, unitScale } from '../regression/unit-scale.ts'
import { seriesFault } from '../series-fault.ts'
import { trendColumns } from '../trend.ts'
import type { EstimateWarning } from '../warning.ts'
import { adf, type AdfFault, type LagOptions } from './adf.ts'
import type { LagCriterion } from './lag-order.ts'

export interface ZivotAndrewsOptions extends LagOptions {
  /** What breaks: the level (`c`), the slope (`t`) or both (`ct`); default `c`. */
  readonly trend?: 'c' | 't' | 'ct'
  /** Share of rows at either end where no break is looked for, 0 to 1/3; default 0.15. */
  readonly trim?: number
}

/** The Zivot-Andrews test. */
export interface ZivotAndrewsResult {
  readonly test: 'zivot-andrews'
  readonly statistic: number
  readonly pValue: number
  readonly lags: number
  /** Rows of each regression. */
  readonly observations: number
  readonly criticalValues: CriticalValues
  readonly nullHypothesis: string
  readonly trend: 'c' | 't' | 'ct'
  readonly criterion: LagCriterion | 'fixed'
  /** The last row before the break that makes the statistic smallest, counted from 0. */
  readonly breakRow: number
  readonly warnings: readonly EstimateWarning[]
}

export type ZivotAndrewsFault = AdfFault

/**
 * The Zivot-Andrews test for a unit root against stationarity about a trend that breaks once, at a row the data choose.
 *
 *   dx_t = a + b t + g x_{t-1} + [u 1(t > B)] + [v max(0, t - B)] + sum_{i=1..lags} d_i dx_{t-i} + e_t
 *   statistic = min over B of the t value of g
 *
 * u for `c` and `ct`, v for `t` and `ct`; B runs over the rows that `trim` leaves. Null hypothesis: the series has a
 * unit root (and no break). Small values reject. The lag order is chosen once, without breaks (Baum 2004), as
 * `statsmodels.tsa.stattools.zivot_andrews` does. p-values are interpolated in a simulated table; beyond it they are
 * its edge and a warning says so.
 *
 * No value: as `adf`, or too few rows for the lags before the first break. Cost: rows x (lags + 3)^2: what the breaks
 * have in common is taken out once, and each break costs only sums from its row to the end.
 * Source: E. Zivot, D. W. K. Andrews (1992), Journal of Business & Economic Statistics 10, 251-270, equations 1' to 3'.
 * Checked against statsmodels 0.15.0, and against one regression a break.
 *
 * @example
 * const random = new Random(1)
 * let level = 0
 * const walk = Float64Array.from({ length: 300 }, () => (level += random.normal()))
 * const result = expectValue(zivotAndrews(walk))
 * result.statistic // => -2.68759
 * result.breakRow // => 144
 */
export function zivotAndrews(
  series: Float64Array,
  options: ZivotAndrewsOptions = {},
): Outcome<ZivotAndrewsResult, ZivotAndrewsFault> {
  const { trend = 'c', trim = 0.15 } = options
  invariant(trim >= 0 && trim <= 1 / 3, `trim must lie between 0 and 1/3, got ${trim}`)
  const fault = seriesFault(series, 8)
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  // Breaks are of the trend, so the lags are chosen beside one.
  const base = adf(series, { ...options, trend: 'ct' })
  if (base.kind === 'unavailable') return base
  const { lags, criterion } = base.value
  const trimmed = Math.trunc(series.length * trim)
  if (trimmed <= lags) {
    return unavailable(
      'too-few-rows',
      `${series.length} rows leave none before the first break with ${lags} lags and a trim of ${trim}`,
    )
  }
  const common = withoutCommon(scaledBy(series, unitScale(series)), lags)
  if (common === undefined) {
    return unavailable('rank-deficient', 'the lagged changes and the trend depend linearly')
  }
  const breaks = { first: trimmed + 1, last: series.length - trimmed }
  const { statistic, row } = smallest(common, { ...breaks, trend, lags })
  const quantiles = zivotAndrewsQuantiles[trend]
  const pValue = interpolated(quantiles, statistic, 1) / 100
  const isAtEdge = statistic < quantiles[0]![1] || statistic > quantiles.at(-1)![1]
  return available({
    test: 'zivot-andrews',
    statistic,
    pValue,
    lags,
    observations: common.change.length,
    criticalValues: {
      '1%': interpolated(quantiles, 1, 0),
      '5%': interpolated(quantiles, 5, 0),
      '10%': interpolated(quantiles, 10, 0),
    },
    nullHypothesis: 'the series has a unit root, without a break',
    trend,
    criterion,
    breakRow: row - 1,
    warnings: isAtEdge
      ? [{ kind: 'table-edge', detail: `the p-value is beyond the table, whose edge is ${pValue}` }]
      : [],
  })
}

/** Change and level after constant, trend and lags are taken out, and what was taken. */
interface Common {
  readonly change: Float64Array
  readonly level: Float64Array
  /** Orthonormal: constant, trend, lags. */
  readonly basis: readonly Float64Array[]
}

function withoutCommon(series: Float64Array, lags: number): Common | undefined {
  const { change, level, laggedChanges } = regressionColumns(series, lags)
  const factor = factorQr(
    matrixFromColumns([...trendColumns('ct', change.length), ...laggedChanges]),
  )
  if (dependentColumn(factor) !== undefined) return undefined
  const q = orthonormalColumns(factor)
  const basis = Array.from({ length: q.columns }, (_, k) => columnOf(q, k))
  const rest = (column: Float64Array): Float64Array => {
    const left = column.slice()
    for (const axis of basis) {
      const along = dot(axis, column)
      for (let t = 0; t < left.length; t++) left[t]! -= along * axis[t]!
    }
    return left
  }
  return { change: rest(change), level: rest(level), basis }
}

interface Search {
  readonly first: number
  readonly last: number
  readonly trend: 'c' | 't' | 'ct'
  readonly lags: number
}

/** The smallest t value of the level over all breaks; the first of equals. */
function smallest(
  common: Common,
  { first, last, trend, lags }: Search,
): { readonly statistic: number; readonly row: number } {
  const { change, level, basis } = common
  const rows = change.length
  const jumps = trend === 't' ? [] : [0]
  const slopes = trend === 'c' ? [] : [1]
  const orders = [...jumps, ...slopes]
  // Sums from each row to the end, and sums of those: products with a step and with a ramp that begin there.
  const tails = [change, level, ...basis].map((column) => [
    tailSums(column),
    tailSums(tailSums(column)),
  ])
  const own = { change: dot(change, change), level: dot(level, level), both: dot(change, level) }
  const freedom = rows - basis.length - 1 - orders.length
  let best = { statistic: Infinity, row: first }
  for (let row = first; row <= last; row++) {
    // The first row of the regression in which the break shows: a slope alone breaks a row earlier.
    const start = row - (lags + 1) - (trend === 't' ? 1 : 0)
    const columns = orders.map((order) => tails.map((sums) => sums[order]![start]!))
    const statistic = levelTValue(columns, { own, freedom, count: rows - start, orders })
    if (statistic < best.statistic) best = { statistic, row }
  }
  return best
}

function tailSums(column: Float64Array): Float64Array {
  const sums = new Float64Array(column.length)
  let sum = 0
  for (let t = column.length - 1; t >= 0; t--) sums[t] = sum += column[t]!
  return sums
}

/**
 * The t value of the level once the break's columns are taken out of it too.
 *
 * @param products per column of the break, its products with change, level and the basis
 */
function levelTValue(
  products: readonly (readonly number[])[],
  given: {
    readonly own: { readonly change: number; readonly level: number; readonly both: number }
    readonly freedom: number
    readonly count: number
    readonly orders: readonly number[]
  },
): number {
  const { own, freedom, count, orders } = given
  let { change, level, both } = own
  const taken: { readonly products: readonly number[]; readonly square: number }[] = []
  for (const [k, order] of orders.entries()) {
    const along = products[k]!.slice()
    let square = plainProduct(order, order, count) - basisProduct(along, along)
    // Gram-Schmidt against the break's column before this one.
    for (const [before, other] of taken.entries()) {
      const shared =
        plainProduct(order, orders[before]!, count) - basisProduct(products[k]!, products[before]!)
      const share = shared / other.square
      for (let j = 0; j < 2; j++) along[j]! -= share * other.products[j]!
      square -= share * shared
    }
    change -= along[0]! ** 2 / square
    level -= along[1]! ** 2 / square
    both -= (along[0]! * along[1]!) / square
    taken.push({ products: along, square })
  }
  const slope = both / level
  const residual = change - slope * both
  return (slope * Math.sqrt(level)) / Math.sqrt(residual / freedom)
}

/** Sum over the rows of the break of step or ramp with step or ramp: 1, i and i^2 for i = 1 .. count. */
function plainProduct(a: number, b: number, count: number): number {
  const power = a + b
  if (power === 0) return count
  if (power === 1) return (count * (count + 1)) / 2
  return (count * (count + 1) * (2 * count + 1)) / 6
}

/** Of what two columns have along the basis; the first two products are with change and level. */
function basisProduct(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (let k = 2; k < a.length; k++) sum += a[k]! * b[k]!
  return sum
}
