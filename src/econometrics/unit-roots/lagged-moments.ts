import { columnOf, dot, type Matrix, zeroMatrix } from '../../math/matrix.ts'
import { regressionColumns } from '../regression/regression-columns.ts'
import { type Trend, trendColumns } from '../trend.ts'

/**
 * Lower triangle of the cross-moments of a Dickey-Fuller regression: deterministic terms, level, lags, and dx_t last.
 *
 * A lagged change is the change itself shifted by a row, so the moments of the lags follow from one row of them by
 * adding and dropping the rows at the ends:
 *
 *   sum d_{t-i-1} d_{t-j-1} = sum d_{t-i} d_{t-j} + (row before the first) - (last row)
 */
export function laggedMoments(series: Float64Array, trend: Trend, maxLags: number): Matrix {
  const { change, level, laggedChanges } = regressionColumns(series, maxLags)
  const leading = [...trendColumns(trend, change.length), level]
  const first = leading.length
  const size = first + maxLags + 1
  const moments = zeroMatrix(size, size)
  for (const [j, column] of leading.entries()) {
    const target = columnOf(moments, j)
    for (let i = j; i < first; i++) target[i] = dot(leading[i]!, column)
    for (let k = 0; k < maxLags; k++) target[first + k] = dot(laggedChanges[k]!, column)
    target[size - 1] = dot(change, column)
  }
  const lags = lagMoments(series, [change, ...laggedChanges])
  for (let j = 1; j <= maxLags; j++) {
    const target = columnOf(moments, first + j - 1)
    for (let i = j; i <= maxLags; i++) target[first + i - 1] = columnOf(lags, j)[i]!
    target[size - 1] = columnOf(lags, 0)[j]!
  }
  moments.data[size * size - 1] = lags.data[0]!
  return moments
}

/** Lower triangle of the moments of the change and its lags, each diagonal from its first entry. */
function lagMoments(series: Float64Array, columns: readonly Float64Array[]): Matrix {
  const size = columns.length
  const moments = zeroMatrix(size, size)
  const last = series.length - 1
  const changeAt = (t: number): number => series[t + 1]! - series[t]!
  for (let k = 0; k < size; k++) moments.data[k] = dot(columns[0]!, columns[k]!)
  for (let j = 1; j < size; j++) {
    const before = columnOf(moments, j - 1)
    const target = columnOf(moments, j)
    for (let i = j; i < size; i++) {
      target[i] =
        before[i - 1]! +
        changeAt(size - 1 - j) * changeAt(size - 1 - i) -
        changeAt(last - j) * changeAt(last - i)
    }
  }
  return moments
}

/** Whether each column keeps at least this share of its square after those before it are taken out of it. */
export function leavesEnough(factor: Matrix, moments: Matrix, shareMin: number): boolean {
  for (let k = 0; k < factor.rows; k++) {
    const diagonal = k * factor.rows + k
    if (factor.data[diagonal]! ** 2 < shareMin * moments.data[diagonal]!) return false
  }
  return true
}

/** The same moments with column `from` moved to place `to` behind it. */
export function movedBack(moments: Matrix, from: number, to: number): Matrix {
  const size = moments.rows
  const order = Array.from({ length: size }, (_, k) => k)
  order.splice(to, 0, ...order.splice(from, 1))
  const moved = zeroMatrix(size, size)
  for (let j = 0; j < size; j++) {
    for (let i = j; i < size; i++) {
      const [low, high] = order[i]! < order[j]! ? [order[i]!, order[j]!] : [order[j]!, order[i]!]
      moved.data[j * size + i] = moments.data[low * size + high]!
    }
  }
  return moved
}
