import type { BarSeries } from '../../../core/bars.ts'
import { innerJoin, pick } from '../../../core/join.ts'
import { later, type Instant } from '../../../core/time.ts'

/** One leg on the joined rows. */
export interface LegColumns {
  /** The whole series the columns were picked from. */
  readonly bars: BarSeries
  readonly open: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
  /** What is regressed: closes, or their logs. */
  readonly levels: Float64Array
}

/** The legs of a relation on the rows they share: y first, then what it is hedged with. */
export interface JoinedLegs {
  readonly rows: number
  /** Of each leg, how many of its rows some other lacks. */
  readonly dropped: readonly number[]
  /** Instant of each bar's open, microseconds. */
  readonly times: Float64Array
  readonly legs: readonly LegColumns[]
}

/** A series with what is regressed of it. */
export interface LevelledSeries {
  readonly bars: BarSeries
  readonly levels: Float64Array
}

/** Closes as they are, or their logs. */
export function levelled(bars: BarSeries, log: boolean): LevelledSeries {
  return { bars, levels: log ? bars.close.map(Math.log) : bars.close }
}

/** Joins two series or more on equal timestamps. */
export function joinLegs(series: readonly LevelledSeries[]): JoinedLegs {
  const { times, rows, dropped } = innerJoin(series.map(({ bars }) => bars.times))
  const legs = series.map(({ bars, levels }, k): LegColumns => {
    const at = (column: Float64Array): Float64Array => columnAt(column, rows[k]!)
    return {
      bars,
      open: at(bars.open),
      close: at(bars.close),
      volume: at(bars.volume),
      levels: at(levels),
    }
  })
  return { rows: times.length, dropped, times, legs }
}

/** A view where the rows are one stretch, as they are between series without holes: a universe has many joins. */
function columnAt(column: Float64Array, rows: Int32Array): Float64Array {
  const [first, last] = [rows[0] ?? 0, rows.at(-1) ?? -1]
  const isStretch = last - first === rows.length - 1
  return isStretch ? column.subarray(first, last + 1) : pick(column, rows)
}

/** Levels of all legs on the rows `[from, to)`: views. */
export function levelsOf({ legs }: JoinedLegs, from: number, to: number): Float64Array[] {
  return legs.map(({ levels }) => levels.subarray(from, to))
}

/** When a bar's close is known: its open plus its length. */
export function closeTime(bars: BarSeries, open: number): Instant {
  return later(open as Instant, bars.timeframe.duration)
}
