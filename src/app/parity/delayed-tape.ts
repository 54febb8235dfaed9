import { EventColumns, type EventRows } from '../../core/events/event-columns.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Instant } from '../../core/time.ts'
import {
  recordedLatency,
  type RecordedLatencies,
} from '../../simulation/venue/latency/order-latency.ts'

/**
 * A tape whose instants are the venues', heard a measured latency later, each venue's its own: what was its local time is its
 * exchange time now. Of one venue nothing overtakes; what two venues said may be heard in another order.
 *
 * @param latencies by venue; of one that is not there, those of any other
 */
export function delayedTape(
  latencies: ReadonlyMap<string, RecordedLatencies>,
): (
  batches: AsyncGenerator<EventRows>,
  instruments: readonly Instrument[],
) => AsyncGenerator<EventRows> {
  const byVenue = new Map([...latencies].map(([venue, each]) => [venue, recordedLatency(each)]))
  const [usual] = byVenue.values()
  return async function* delayed(batches, instruments) {
    const venueOf = instruments.map(({ venue }) => venue)
    const last = new Map<string, number>()
    let held = new EventColumns(0)
    for await (const batch of batches) {
      const all = new EventColumns(held.length + batch.length)
      for (let row = 0; row < held.length; row++) all.addRow(held, row)
      for (let row = 0; row < batch.length; row++) {
        const at = batch.localTime[row]! as Instant
        const venue = venueOf[batch.instrument[row]!]!
        const latency = (byVenue.get(venue) ?? usual)?.microsecondsAt(at) ?? 0
        const heard = Math.max(last.get(venue) ?? -Infinity, at + latency)
        last.set(venue, heard)
        all.addRow(batch, row)
        all.exchangeTime[all.length - 1] = at
        all.localTime[all.length - 1] = heard
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
