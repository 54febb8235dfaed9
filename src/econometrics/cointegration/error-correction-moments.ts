import { factorCholesky } from '../../math/cholesky.ts'
import { dot, type Matrix, transpose, zeroMatrix } from '../../math/matrix.ts'
import type { DeterministicCase } from '../critical-values/johansen-cases.ts'
import { sumOf } from '../../math/sum.ts'
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
  const length = series[0]!.length
  const memory = scratchOf(2 * length * series.length)
  const prepared = series.map((values, k) =>
    prepare(values, outside.length > 0 ? values[0]! : 0, memory.subarray(2 * length * k)),
  )
  const layout: Layout = {
    rows,
    lags: lagDifferences,
    paths: prepared,
    levels: prepared.map(({ levels }) => levels.subarray(lagDifferences, lagDifferences + rows)),
    changes: prepared.map(({ changes }) => changes),
    inside: inside.map((exponent) => powerOfTime(exponent, rows)),
    outsideCount: outside.length,
    line: outside.includes(1) ? powerOfTime(1, rows) : undefined,
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
  /** Of all levels. */
  readonly sum: number
}

/** Memory kept from call to call: at 8,760 rows a new array costs four times what filling it does. */
let scratch = new Float64Array(0)

/** Beyond this many numbers (8 MB) nothing is kept. */
const scratchLengthMax = 1 << 20

function scratchOf(length: number): Float64Array {
  if (length > scratchLengthMax) return new Float64Array(length)
  if (scratch.length < length) scratch = new Float64Array(length)
  return scratch.subarray(0, length)
}

/** Levels less `origin`, brought near 1, and their changes, in one pass. */
function prepare(values: Float64Array, origin: number, memory: Float64Array): Prepared {
  // Three values tell the size well enough: what still overflows has no factor, and goes to the QR.
  const scale = unitScale(
    Float64Array.of(values[0]!, values[values.length >> 1]!, values[values.length - 1]!),
  )
  const levels = memory.subarray(0, values.length)
  const changes = memory.subarray(values.length, 2 * values.length - 1)
  let before = (values[0]! - origin) * scale
  levels[0] = before
  let sum = before
  for (let t = 1; t < values.length; t++) {
    const level = (values[t]! - origin) * scale
    levels[t] = level
    changes[t - 1] = level - before
    before = level
    sum += level
  }
  return { levels, changes, scale, sum }
}

/** The columns: outside terms, changes by lag and series, levels, inside terms, changes of this row. */
interface Layout {
  readonly rows: number
  readonly lags: number
  /** Every level there is. */
  readonly paths: readonly Pick<Prepared, 'levels' | 'sum'>[]
  /** y_{t-1} on the rows. */
  readonly levels: readonly Float64Array[]
  /** All changes; lag i of the first row is entry lags - i. */
  readonly changes: readonly Float64Array[]
  readonly inside: readonly Float64Array[]
  /** A constant, then a line; none, one or both. */
  readonly outsideCount: number
  readonly line: Float64Array | undefined
}

const firstLevelOf = ({ outsideCount, changes, lags }: Layout): number =>
  outsideCount + lags * changes.length

const sizeOf = (layout: Layout): number =>
  firstLevelOf(layout) + 2 * layout.changes.length + layout.inside.length

/** The column of the change of a series, so many rows back. */
function changeColumn(layout: Layout, series: number, lag: number): number {
  const count = layout.changes.length
  return lag === 0
    ? sizeOf(layout) - count + series
    : layout.outsideCount + (lag - 1) * count + series
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
      nearestMoments(moments, layout, a, b)
      for (let i = 1; i <= lags; i++) {
        const mostLags = a === b ? i : lags
        for (let j = 1; j <= mostLags; j++) {
          const value =
            momentOf(moments, changeColumn(layout, a, i - 1), changeColumn(layout, b, j - 1)) +
            d[lags - i]! * e[lags - j]! -
            d[lags - i + rows]! * e[lags - j + rows]!
          put(moments, changeColumn(layout, a, i), changeColumn(layout, b, j), value)
        }
      }
    }
  }
}

/** The change of one series of this row with all lags of the other, and the other way round. */
function nearestMoments(moments: Matrix, layout: Layout, a: number, b: number): void {
  for (let lag = 0; lag <= layout.lags; lag++) {
    const forward = dot(laggedChange(layout, a, 0), laggedChange(layout, b, lag))
    put(moments, changeColumn(layout, a, 0), changeColumn(layout, b, lag), forward)
    if (a === b || lag === 0) continue
    const backward = dot(laggedChange(layout, b, 0), laggedChange(layout, a, lag))
    put(moments, changeColumn(layout, b, 0), changeColumn(layout, a, lag), backward)
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

/** Constant, line and restricted term with everything. */
function deterministicMoments(moments: Matrix, layout: Layout): void {
  const { levels, inside, line, outsideCount, lags } = layout
  if (outsideCount > 0) constantMoments(moments, layout)
  const first = firstLevelOf(layout)
  const terms = [
    ...(line === undefined ? [] : [{ column: line, place: 1 }]),
    ...inside.map((column, k) => ({ column, place: first + levels.length + k })),
  ]
  for (const { column, place } of terms) {
    if (outsideCount > 0) put(moments, 0, place, sumOf(column))
    put(moments, place, place, dot(column, column))
    for (const [a, y] of levels.entries()) {
      put(moments, place, first + a, dot(column, y))
      for (let lag = 0; lag <= lags; lag++) {
        const value = dot(column, laggedChange(layout, a, lag))
        put(moments, place, changeColumn(layout, a, lag), value)
      }
    }
  }
}

/** The constant with itself, with changes, which add up to what the level gained, and with levels. */
function constantMoments(moments: Matrix, layout: Layout): void {
  const { paths, lags, rows } = layout
  put(moments, 0, 0, rows)
  for (const [a, { levels, sum }] of paths.entries()) {
    const before = sumOf(levels.subarray(0, lags))
    put(moments, 0, firstLevelOf(layout) + a, sum - before - levels[lags + rows]!)
    for (let lag = 0; lag <= lags; lag++) {
      const gained = levels[lags - lag + rows]! - levels[lags - lag]!
      put(moments, 0, changeColumn(layout, a, lag), gained)
    }
  }
}
