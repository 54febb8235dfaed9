import { EventColumns, type EventRows } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import {
  recordedLatency,
  type RecordedLatencies,
} from '../../simulation/venue/latency/order-latency.ts'

/**
 * A tape whose instants are the venue's, heard a measured latency later: what was its local time is its exchange time
 * now. Nothing overtakes.
 */
export function delayedTape(
  latencies: RecordedLatencies,
): (batches: AsyncGenerator<EventRows>) => AsyncGenerator<EventRows> {
  const latency = recordedLatency(latencies)
  return async function* delayed(batches) {
    let last = -Infinity
    for await (const batch of batches) {
      const rows = new EventColumns(batch.length)
      for (let row = 0; row < batch.length; row++) {
        const at = batch.localTime[row]!
        rows.addRow(batch, row)
        last = Math.max(last, at + latency.microsecondsAt(at as Instant))
        rows.exchangeTime[row] = at
        rows.localTime[row] = last
      }
      yield rows
    }
  }
}
