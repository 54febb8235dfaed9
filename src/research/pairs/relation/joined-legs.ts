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

/** Joins two series or more on equal timestamps. */
export function joinLegs(series: readonly BarSeries[], log: boolean): JoinedLegs {
  const { times, rows, dropped } = innerJoin(series.map((bars) => bars.times))
  const legs = series.map((bars, k): LegColumns => {
    const at = rows[k]!
    const close = pick(bars.close, at)
    return {
      bars,
      open: pick(bars.open, at),
      close,
      volume: pick(bars.volume, at),
      levels: log ? close.map(Math.log) : close,
    }
  })
  return { rows: times.length, dropped, times, legs }
}

/** Levels of all legs on the rows `[from, to)`: views. */
export function levelsOf({ legs }: JoinedLegs, from: number, to: number): Float64Array[] {
  return legs.map(({ levels }) => levels.subarray(from, to))
}

/** When a bar's close is known: its open plus its length. */
export function closeTime(bars: BarSeries, open: number): Instant {
  return later(open as Instant, bars.timeframe.duration)
}
