import { factorCholesky } from '../../math/cholesky.ts'
import { dot, type Matrix, transpose, zeroMatrix } from '../../math/matrix.ts'
import type { DeterministicCase } from '../critical-values/johansen-cases.ts'
import { unitScale } from '../regression/unit-scale.ts'
import { leavesEnough } from '../unit-roots/lagged-moments.ts'
import { deterministicTerms, powerOfTime } from './deterministic-terms.ts'
import type { ErrorCorrectionTriangle } from './error-correction-triangle.ts'

/**
 * The share of a column's square that the columns before it must leave: at 1e-5 the moments still give a trace
 * statistic of 0.01 to nine digits. Logs of two coins leave 1e-2 to 1; spot and perpetual of one leave 1e-6, and go to
 * the QR.
 */
const leftoverMin = 1e-5

/**
 * The triangle R of the columns (concentrated, levels, changes) from cross-moments, R'R = X'X; undefined where a column
 * is so nearly made up by others that digits would be lost.
 *
 * For p series and k lags it takes about p^2 (k + 2) sums over the rows, where the QR takes 2 (p (k + 2))^2: what is
 * lagged follows from what is not by the rows that enter and leave at the ends.
 */
export function momentTriangle(
  series: readonly Float64Array[],
  deterministic: DeterministicCase,
  lagDifferences: number,
): ErrorCorrectionTriangle | undefined {
  const { inside, outside } = deterministicTerms[deterministic]
  const rows = series[0]!.length - 1 - lagDifferences
  // Where a constant is concentrated out the levels may start at zero, which saves the digits of a high price.
  const prepared = series.map((values) => prepare(values, outside.length > 0 ? values[0]! : 0))
  const layout: Layout = {
    rows,
    lags: lagDifferences,
    path: prepared.map(({ levels }) => levels),
    levels: prepared.map(({ levels }) => levels.subarray(lagDifferences, lagDifferences + rows)),
    changes: prepared.map(({ changes }) => changes),
    inside: inside.map((exponent) => powerOfTime(exponent, rows)),
    outside: outside.map((exponent) => powerOfTime(exponent, rows)),
  }
  const moments = momentsOf(layout)
  const factored = factorCholesky(moments)
  if (factored.kind === 'unavailable') return undefined
  if (!leavesEnough(factored.value, moments, leftoverMin)) return undefined
  return {
    triangle: transpose(factored.value),
    seriesCount: series.length,
    levelCount: series.length + inside.length,
    rows,
    levelScales: [
      ...prepared.map(({ scale }) => scale),
      ...inside.map((exponent) => rows ** -exponent),
    ],
  }
}

interface Prepared {
  readonly levels: Float64Array
  readonly changes: Float64Array
  readonly scale: number
}

/** Levels less `origin`, brought near 1, and their changes, in one pass. */
function prepare(values: Float64Array, origin: number): Prepared {
  const scale = unitScale(values)
  const levels = new Float64Array(values.length)
  const changes = new Float64Array(values.length - 1)
  let before = (values[0]! - origin) * scale
  levels[0] = before
  for (let t = 1; t < values.length; t++) {
    const level = (values[t]! - origin) * scale
    levels[t] = level
    changes[t - 1] = level - before
    before = level
  }
  return { levels, changes, scale }
}

/** The columns: outside terms, changes by lag and series, levels, inside terms, changes of this row. */
interface Layout {
  readonly rows: number
  readonly lags: number
  /** Every level there is. */
  readonly path: readonly Float64Array[]
  /** y_{t-1} on the rows. */
  readonly levels: readonly Float64Array[]
  /** All changes; lag i of the first row is entry lags - i. */
  readonly changes: readonly Float64Array[]
  readonly inside: readonly Float64Array[]
  readonly outside: readonly Float64Array[]
}

const firstLevelOf = ({ outside, changes, lags }: Layout): number =>
  outside.length + lags * changes.length

const sizeOf = (layout: Layout): number =>
  firstLevelOf(layout) + 2 * layout.changes.length + layout.inside.length

/** The column of the change of a series, so many rows back. */
function changeColumn(layout: Layout, series: number, lag: number): number {
  const count = layout.changes.length
  return lag === 0
    ? sizeOf(layout) - count + series
    : layout.outside.length + (lag - 1) * count + series
}

function laggedChange({ changes, lags, rows }: Layout, series: number, lag: number): Float64Array {
  return changes[series]!.subarray(lags - lag, lags - lag + rows)
}

/** Lower triangle of all cross-moments. */
function momentsOf(layout: Layout): Matrix {
  const size = sizeOf(layout)
  const moments = zeroMatrix(size, size)
  changeMoments(moments, layout)
  levelMoments(moments, layout)
  deterministicMoments(moments, layout)
  return moments
}

function put(moments: Matrix, i: number, j: number, value: number): void {
  moments.data[Math.min(i, j) * moments.rows + Math.max(i, j)] = value
}

function momentOf(moments: Matrix, i: number, j: number): number {
  return moments.data[Math.min(i, j) * moments.rows + Math.max(i, j)]!
}

/**
 * Changes with changes. A lagged change is the change shifted by a row, so with d, e those of two series
 *
 *   sum d_i e_j = sum d_{i-1} e_{j-1} + (first row of d_i e_j) - (last row of d_{i-1} e_{j-1})
 */
function changeMoments(moments: Matrix, layout: Layout): void {
  const { changes, lags, rows } = layout
  for (const [a, d] of changes.entries()) {
    for (const [b, e] of changes.slice(0, a + 1).entries()) {
      for (let i = 0; i <= lags; i++) {
        const mostLags = a === b ? i : lags
        for (let j = 0; j <= mostLags; j++) {
          const value =
            i === 0 || j === 0
              ? dot(laggedChange(layout, a, i), laggedChange(layout, b, j))
              : momentOf(moments, changeColumn(layout, a, i - 1), changeColumn(layout, b, j - 1)) +
                d[lags - i]! * e[lags - j]! -
                d[lags - i + rows]! * e[lags - j + rows]!
          put(moments, changeColumn(layout, a, i), changeColumn(layout, b, j), value)
        }
      }
    }
  }
}

/**
 * Levels with levels and with changes. A level is the one before and the change between them; so with y, z two levels
 * before the row, d, e their changes, and y', z' the levels after the last row,
 *
 *   sum y e_0 + sum z d_0 + sum d_0 e_0 = y' z' - (y z of the first row)
 *   sum y e_j = sum y e_{j-1} + ((y - d_1) e_j of the first row) - (y e_{j-1} of the last) + sum d_1 e_j
 */
function levelMoments(moments: Matrix, layout: Layout): void {
  const { levels, changes, lags, rows } = layout
  const first = firstLevelOf(layout)
  const change = (series: number, lag: number, row: number): number =>
    changes[series]![lags - lag + row]!
  for (const [a, y] of levels.entries()) {
    for (const [b, z] of levels.slice(0, a + 1).entries()) {
      put(moments, first + a, first + b, dot(y, z))
      const together = momentOf(moments, changeColumn(layout, a, 0), changeColumn(layout, b, 0))
      const last = rows - 1
      const grown =
        (y[last]! + change(a, 0, last)) * (z[last]! + change(b, 0, last)) - y[0]! * z[0]! - together
      const forward = a === b ? grown / 2 : dot(y, laggedChange(layout, b, 0))
      put(moments, first + a, changeColumn(layout, b, 0), forward)
      if (a !== b) put(moments, first + b, changeColumn(layout, a, 0), grown - forward)
    }
  }
  for (const [a, y] of levels.entries()) {
    for (const b of levels.keys()) {
      for (let lag = 1; lag <= lags; lag++) {
        const value =
          momentOf(moments, first + a, changeColumn(layout, b, lag - 1)) +
          (y[0]! - change(a, 1, 0)) * change(b, lag, 0) -
          y[rows - 1]! * change(b, lag - 1, rows - 1) +
          momentOf(moments, changeColumn(layout, a, 1), changeColumn(layout, b, lag))
        put(moments, first + a, changeColumn(layout, b, lag), value)
      }
    }
  }
}

/** Powers of t with everything. Under the constant, the first outside term, changes add up to what the level gained. */
function deterministicMoments(moments: Matrix, layout: Layout): void {
  const { levels, path, inside, outside, lags, rows } = layout
  const first = firstLevelOf(layout)
  const terms = [
    ...outside.map((column, k) => ({ column, place: k })),
    ...inside.map((column, k) => ({ column, place: first + levels.length + k })),
  ]
  for (const [k, { column, place }] of terms.entries()) {
    for (const other of terms.slice(k)) {
      put(moments, place, other.place, dot(column, other.column))
    }
    for (const [a, y] of levels.entries()) {
      put(moments, place, first + a, dot(column, y))
      for (let lag = 0; lag <= lags; lag++) {
        const value =
          outside.length > 0 && k === 0
            ? path[a]![lags - lag + rows]! - path[a]![lags - lag]!
            : dot(column, laggedChange(layout, a, lag))
        put(moments, place, changeColumn(layout, a, lag), value)
      }
    }
  }
}
