import type { BookLevels } from '../core/book-levels.ts'
import { eventSide } from '../core/events/event-codes.ts'
import type { EventColumns } from '../core/events/event-columns.ts'
import type { Instant } from '../core/time.ts'

/**
 * Adds a message with the whole of a book as it stands: what who comes later begins with.
 *
 * @param place `instrument`, the index its rows get, and `time`, when they are heard, microseconds
 */
export function addBookRows(
  levels: BookLevels,
  { instrument, time }: { readonly instrument: number; readonly time: Instant },
  out: EventColumns,
): void {
  out.begin(instrument, time, Number.NaN, Number.NaN)
  out.addClear()
  for (const side of [eventSide.bid, eventSide.ask] as const) {
    const prices = new Float64Array(levels.levelCount(side))
    const quantities = new Float64Array(prices.length)
    const count = levels.readTop(side, prices, quantities)
    for (let at = 0; at < count; at++) out.addLevel(side, prices[at]!, quantities[at]!)
  }
  out.end()
}
