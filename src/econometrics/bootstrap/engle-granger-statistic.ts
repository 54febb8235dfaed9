import { engleGranger, type EngleGrangerOptions } from '../cointegration/engle-granger.ts'
import { type Trend, trendColumns } from '../trend.ts'
import { defaultMaxLags, longestLags } from '../unit-roots/lag-order.ts'
import { dickeyFullerStatistic } from './dickey-fuller-statistic.ts'

/** The size of the samples whose statistic is wanted over and over. */
export interface EngleGrangerShape {
  readonly rows: number
  /** Number of x. */
  readonly regressors: number
}

/**
 * The statistic of `engleGranger` alone, made to be called thousands of times on samples of one shape: deterministic
 * terms are made orthonormal once, the cointegrating regression goes through cross-moments, the Dickey-Fuller
 * regression through `dickeyFullerStatistic`, and nothing is allocated.
 *
 * Where moments are badly conditioned (1 - R^2 below 1e-4, collinear x, near ties of the criterion) it asks
 * `engleGranger` itself; NaN where that has no value. Null hypothesis: y and the x are not cointegrated.
 *
 * The function returned takes y and xs of `rows` values each and leaves them as they are.
 * Cost: rows (maxLags + 7) with one x and a constant. Checked against `engleGranger`.
 *
 * @example
 * const random = new Random(1)
 * const walk = () => { let level = 0; return Float64Array.from({ length: 300 }, () => (level += random.normal())) }
 * const [y, x] = [walk(), walk()]
 * const statistic = engleGrangerStatistic({ rows: 300, regressors: 1 })
 * Math.abs(statistic(y, [x]) - expectValue(engleGranger(y, [x])).statistic) < 1e-10 // => true
 */
export function engleGrangerStatistic(
  { rows, regressors }: EngleGrangerShape,
  options: EngleGrangerOptions = {},
): (y: Float64Array, xs: readonly Float64Array[]) => number {
  const careful = (y: Float64Array, xs: readonly Float64Array[]): number => {
    const outcome = engleGranger(y, xs, options)
    return outcome.kind === 'value' ? outcome.value.statistic : Number.NaN
  }
  const maxLags = options.lags ?? options.maxLags ?? defaultMaxLags(rows, 'n')
  const allowed = maxLags >= 0 && maxLags <= longestLags(rows, 'n') && rows - 2 - 2 * maxLags > 0
  if (!allowed) return careful
  const regress = residualsByMoments(rows, regressors, options.trend ?? 'c')
  const statistic = dickeyFullerStatistic({
    rows,
    maxLags,
    criterion: options.lags === undefined ? (options.criterion ?? 'aic') : 'fixed',
  })
  return (y, xs) => {
    const residuals = regress(y, xs)
    const fast = residuals === undefined ? Number.NaN : statistic(residuals)
    return Number.isNaN(fast) ? careful(y, xs) : fast
  }
}

/** 1 - R^2 from which the residual of moments has lost no more than four of their digits. */
const unexplainedShareMin = 1e-4

/** The residual of y on xs and the deterministic terms, in a buffer; undefined where moments are too coarse. */
function residualsByMoments(
  rows: number,
  regressors: number,
  trend: Trend,
): (y: Float64Array, xs: readonly Float64Array[]) => Float64Array | undefined {
  const terms = orthonormal(trendColumns(trend, rows))
  // Each x in turn less its predecessors, then y less them all: Gram-Schmidt, which for one x is the textbook slope.
  const columns = Array.from({ length: regressors + 1 }, () => new Float64Array(rows))
  const squares = new Float64Array(regressors + 1)
  return (y, xs) => {
    for (let k = 0; k <= regressors; k++) {
      const column = columns[k]!
      column.set(k < regressors ? xs[k]! : y)
      for (const term of terms) subtract(column, term, inner(column, term))
      const square = inner(column, column)
      for (let j = 0; j < k; j++) {
        subtract(column, columns[j]!, inner(column, columns[j]!) / squares[j]!)
      }
      squares[k] = k === 0 ? square : inner(column, column)
      if (!(squares[k]! > unexplainedShareMin * square && square < Infinity)) return undefined
    }
    return columns[regressors]!
  }
}

function orthonormal(columns: readonly Float64Array[]): Float64Array[] {
  const made: Float64Array[] = []
  for (const source of columns) {
    const column = source.slice()
    // Twice: once leaves rounding of the size of the column, which for t^2 is most of it.
    for (const other of [...made, ...made]) subtract(column, other, inner(column, other))
    const size = Math.sqrt(inner(column, column))
    made.push(column.map((value) => value / size))
  }
  return made
}

function inner(a: Float64Array, b: Float64Array): number {
  let [even, odd] = [0, 0]
  let t = 0
  for (; t + 1 < a.length; t += 2) {
    even += a[t]! * b[t]!
    odd += a[t + 1]! * b[t + 1]!
  }
  return t < a.length ? even + odd + a[t]! * b[t]! : even + odd
}

function subtract(column: Float64Array, other: Float64Array, weight: number): void {
  for (let t = 0; t < column.length; t++) column[t] = column[t]! - weight * other[t]!
}
