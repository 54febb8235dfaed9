import { columnOf, dot, matrixFromColumns } from '../../math/matrix.ts'
import { available, type Outcome } from '../../math/outcome.ts'
import { dependentColumn, factorQr } from '../../math/qr.ts'
import { orthonormalColumns } from '../regression/orthonormal-columns.ts'
import { regressionColumns } from '../regression/regression-columns.ts'
import { trendColumns } from '../trend.ts'
import { breakOrders, breakRegression, breakStart, type BreakTrend } from './break-regression.ts'
import { dependentLags, type DickeyFullerFault } from './dickey-fuller.ts'

/** Which breaks are tried: at rows `first` to `last`, both included. */
export interface BreakSearch {
  readonly trend: BreakTrend
  readonly lags: number
  readonly first: number
  readonly last: number
}

/** The break at which the Dickey-Fuller statistic is smallest. */
export interface ChosenBreak {
  readonly statistic: number
  /** As in `BreakRegression`. */
  readonly row: number
  /** Rows of each regression. */
  readonly observations: number
}

/**
 * The smallest Dickey-Fuller t value over all breaks, the first of equals.
 *
 * Constant, trend and lags are taken out once. A break then needs only the sums of what is left from its row to the
 * end, and sums of those: rows x (lags + 3)^2 in all, as much as a single regression. Where that subtraction would cost
 * digits (a break close to an end, a nearly perfect fit) the break has its regression by QR instead.
 */
export function breakSearch(
  series: Float64Array,
  search: BreakSearch,
): Outcome<ChosenBreak, DickeyFullerFault> {
  const { trend, lags, first, last } = search
  const common = withoutCommon(series, lags)
  if (common === undefined) return dependentLags(lags)
  const tValueAt = fastTValues(common, trend)
  let statistic = Infinity
  let best = first
  for (let row = first; row <= last; row++) {
    let here = tValueAt(breakStart({ trend, lags, row }))
    if (here === undefined) {
      const careful = breakRegression(series, { trend, lags, row })
      if (careful.kind === 'unavailable') return careful
      here = careful.value.statistic
    }
    if (here < statistic) {
      statistic = here
      best = row
    }
  }
  return available({ statistic, row: best, observations: common.change.length })
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
  // Twice: of a level of 1e6 with a noise of 1 the first pass leaves rounding along the basis.
  const rest = (column: Float64Array): Float64Array => without(without(column, basis), basis)
  return { change: rest(change), level: rest(level), basis }
}

function without(column: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const left = column.slice()
  for (const axis of basis) {
    const along = dot(axis, column)
    for (let t = 0; t < left.length; t++) left[t]! -= along * axis[t]!
  }
  return left
}

/** What must be left of a square after a subtraction: eleven digits then remain of the t value. */
const leftoverMin = 1e-5

/** The t value of the level with a break from row `start` of the regression; undefined where digits would be lost. */
function fastTValues(common: Common, trend: BreakTrend): (start: number) => number | undefined {
  const { change, level, basis } = common
  const orders = breakOrders(trend)
  const tails = [change, level, ...basis].map((column) => {
    const sums = tailSums(column)
    return [sums, tailSums(sums)] as const
  })
  const own = { change: dot(change, change), level: dot(level, level), both: dot(change, level) }
  const freedom = change.length - basis.length - 1 - orders.length
  return (start) => {
    const count = change.length - start
    const broken = breakColumns(tails, { orders, start, count })
    if (broken === undefined) return undefined
    let { change: changeLeft, level: levelLeft, both } = own
    for (const { products, square } of broken) {
      changeLeft -= products[0]! ** 2 / square
      levelLeft -= products[1]! ** 2 / square
      both -= (products[0]! * products[1]!) / square
    }
    const residual = changeLeft - both ** 2 / levelLeft
    // Negated, so that NaN (a change or level without anything of its own) is for the QR too.
    if (!(levelLeft > leftoverMin * own.level && residual > leftoverMin * own.change)) {
      return undefined
    }
    return both / Math.sqrt(levelLeft * (residual / freedom))
  }
}

/** Entry t: the sum of the values from t to the end. */
function tailSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length)
  let sum = 0
  for (let t = values.length - 1; t >= 0; t--) sums[t] = sum += values[t]!
  return sums
}

/** A column of the break once the basis and the break's column before it are taken out. */
interface BreakColumn {
  /** With change, level and the basis. */
  readonly products: readonly number[]
  readonly square: number
}

interface BreakPlace {
  readonly orders: readonly (0 | 1)[]
  readonly start: number
  readonly count: number
}

/** The step, the ramp or both: no column is formed, only its products; undefined where little is left of one. */
function breakColumns(
  tails: readonly (readonly [Float64Array, Float64Array])[],
  { orders, start, count }: BreakPlace,
): readonly BreakColumn[] | undefined {
  const columns: BreakColumn[] = []
  const raw = orders.map((order) => tails.map((sums) => sums[order][start]!))
  for (const [k, order] of orders.entries()) {
    const own = plainProduct(order + order, count)
    let square = own - basisProduct(raw[k]!, raw[k]!)
    const products = raw[k]!.slice()
    for (const [j, before] of columns.entries()) {
      const shared = plainProduct(order + orders[j]!, count) - basisProduct(raw[k]!, raw[j]!)
      const share = shared / before.square
      products[0]! -= share * before.products[0]!
      products[1]! -= share * before.products[1]!
      square -= share * shared
    }
    if (!(square > leftoverMin * own)) return undefined
    columns.push({ products, square })
  }
  return columns
}

/** Sum over i = 1 .. count of i^power: products of steps and ramps that begin in the same row. */
function plainProduct(power: number, count: number): number {
  if (power === 0) return count
  const sum = (count * (count + 1)) / 2
  return power === 1 ? sum : (sum * (2 * count + 1)) / 3
}

/** Of what two columns have along the basis; the first two products are with change and level. */
function basisProduct(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (let k = 2; k < a.length; k++) sum += a[k]! * b[k]!
  return sum
}
