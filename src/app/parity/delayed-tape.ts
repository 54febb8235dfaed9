import { EventColumns, type EventRows } from '../../core/events/event-columns.ts'
import { messageEnd, tellsOfBook } from '../../core/events/message-end.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Instant } from '../../core/time.ts'
import {
  recordedLatency,
  type RecordedLatencies,
} from '../../simulation/venue/latency/order-latency.ts'
import type { Telling } from './measured.ts'

/** How late what a tape tells is heard. */
interface TapeDelays {
  /** By venue; of one that is not there, those of any other. */
  readonly feed: ReadonlyMap<string, RecordedLatencies>
  /** When changes of books are heard, by `venue:name`; of one that is not there, as late as the rest of its venue. */
  readonly books: ReadonlyMap<string, Telling>
}

/**
 * A tape whose instants are the venues', heard a measured latency later, each venue's its own: what was its local time is its
 * exchange time now. Of one venue no book and nothing else overtakes its kind; what two venues said, or a book and a trade,
 * may be heard in another order.
 */
export function delayedTape({
  feed,
  books,
}: TapeDelays): (
  batches: AsyncGenerator<EventRows>,
  instruments: readonly Instrument[],
) => AsyncGenerator<EventRows> {
  const byVenue = new Map([...feed].map(([venue, each]) => [venue, recordedLatency(each)]))
  const [usual] = byVenue.values()
  return async function* delayed(batches, instruments) {
    const ways = instruments.map(({ venue, name }) => {
      const latency = byVenue.get(venue) ?? usual
      const heard: Telling = (at) => at + (latency?.microsecondsAt(at as Instant) ?? 0)
      return { venue, heard, book: books.get(`${venue}:${name}`) }
    })
    const last = new Map<string, number>()
    let held = new EventColumns(0)
    for await (const batch of batches) {
      const all = new EventColumns(held.length + batch.length)
      for (let row = 0; row < held.length; row++) all.addRow(held, row)
      for (let row = 0; row < batch.length;) {
        const end = messageEnd(batch, row)
        const at = batch.localTime[row]!
        const { venue, heard, book } = ways[batch.instrument[row]!]!
        const isBook = book !== undefined && tellsOfBook(batch, row, end)
        const way = isBook ? `${venue} book` : venue
        const time = Math.max(last.get(way) ?? -Infinity, (isBook ? book : heard)(at))
        last.set(way, time)
        for (; row < end; row++) {
          all.addRow(batch, row)
          all.exchangeTime[all.length - 1] = at
          all.localTime[all.length - 1] = time
        }
      }
      // Whatever is still to come happens later than this, and is heard later still.
      const until = batch.length === 0 ? -Infinity : batch.localTime[batch.length - 1]!
      const [ready, rest] = parted(all, until)
      held = rest
      yield ready
    }
    yield parted(held, Infinity)[0]
  }
}

/** Rows in the order in which they are heard: those up to an instant, and the rest. */
function parted(rows: EventColumns, until: number): readonly [EventColumns, EventColumns] {
  // What is heard at one instant stays in its order, and messages whole.
  const order = Array.from({ length: rows.length }, (_, row) => row).toSorted(
    (a, b) => rows.localTime[a]! - rows.localTime[b]!,
  )
  const [ready, rest] = [new EventColumns(rows.length), new EventColumns(rows.length)]
  for (const row of order) (rows.localTime[row]! <= until ? ready : rest).addRow(rows, row)
  return [ready, rest]
}
