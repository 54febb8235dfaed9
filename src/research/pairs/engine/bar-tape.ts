import type { BarSeries } from '../../../core/bars.ts'
import { eventKind } from '../../../core/events/event-codes.ts'
import { EventColumns } from '../../../core/events/event-columns.ts'
import { later, type Duration, type Instant } from '../../../core/time.ts'

/** What a settlement at the very close belongs after. */
const justBefore = -1 as Duration

/**
 * Bars as events: at a bar's open a message with the opens of all series that have one, a microsecond before its end one
 * with their closes. Each is a row of the mark price; its instrument is the position of its series.
 *
 * High, low and volume are in no event: what is in them is not known while the bar lasts.
 *
 * @param series   of one timeframe
 * @param calendar opens, ascending: bars that open at other instants are left out
 */
export function barTape(series: readonly BarSeries[], calendar: Float64Array): EventColumns {
  const rows = new EventColumns(2 * series.length * calendar.length + 1)
  const next = series.map(() => 0)
  for (const open of calendar) {
    const present = series.flatMap(({ times }, instrument) => {
      while (next[instrument]! < times.length && times[next[instrument]!]! < open)
        next[instrument]!++
      return times[next[instrument]!] === open ? [instrument] : []
    })
    const close = later(later(open as Instant, series[0]!.timeframe.duration), justBefore)
    addMessage(rows, open as Instant, present, (at) => series[at]!.open[next[at]!]!)
    addMessage(rows, close, present, (at) => series[at]!.close[next[at]!]!)
  }
  return rows
}

function addMessage(
  rows: EventColumns,
  time: Instant,
  instruments: readonly number[],
  priceOf: (instrument: number) => number,
): void {
  rows.begin(instruments[0] ?? 0, time, time, Number.NaN)
  for (const instrument of instruments) {
    rows.turnTo(instrument)
    rows.addValue(eventKind.mark, priceOf(instrument))
  }
  rows.end()
}
