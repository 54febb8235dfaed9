import type { BarSeries } from '../../core/bars.ts'
import { innerJoin, pick } from '../../core/join.ts'
import { later, type Instant } from '../../core/time.ts'

/** One leg on the joined rows. */
export interface LegColumns {
  readonly open: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
  /** What is regressed: closes, or their logs. */
  readonly levels: Float64Array
}

/** Two legs on the rows they share. */
export interface PairColumns {
  readonly rows: number
  readonly dropped: { readonly y: number; readonly x: number }
  /** Instant of each bar's open, microseconds. */
  readonly times: Float64Array
  readonly y: LegColumns
  readonly x: LegColumns
}

/** Joins both legs on equal timestamps. */
export function pairColumns(y: BarSeries, x: BarSeries, log: boolean): PairColumns {
  const { times, rows, dropped } = innerJoin([y.times, x.times])
  const leg = (bars: BarSeries, at: Int32Array): LegColumns => {
    const close = pick(bars.close, at)
    return {
      open: pick(bars.open, at),
      close,
      volume: pick(bars.volume, at),
      levels: log ? close.map(Math.log) : close,
    }
  }
  return {
    rows: times.length,
    dropped: { y: dropped[0]!, x: dropped[1]! },
    times,
    y: leg(y, rows[0]!),
    x: leg(x, rows[1]!),
  }
}

/** When a bar's close is known: its open plus its length. */
export function closeTime(bars: BarSeries, open: number): Instant {
  return later(open as Instant, bars.timeframe.duration)
}
