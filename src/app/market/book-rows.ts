import type { InstrumentBook } from '../../book/instrument-book.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import type { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'

/** Adds a message with the whole of a book as it stands: what who comes later begins with. */
export function addBookRows(
  { levels }: Pick<InstrumentBook, 'levels'>,
  { place, time }: { readonly place: number; readonly time: Instant },
  out: EventColumns,
): void {
  out.begin(place, time, Number.NaN, Number.NaN)
  out.addClear()
  for (const side of [eventSide.bid, eventSide.ask] as const) {
    const prices = new Float64Array(levels.levelCount(side))
    const quantities = new Float64Array(prices.length)
    const count = levels.readTop(side, prices, quantities)
    for (let at = 0; at < count; at++) out.addLevel(side, prices[at]!, quantities[at]!)
  }
  out.end()
}
