import type { EventColumns } from '../../core/events/event-columns.ts'
import type { InstrumentTable } from '../../core/events/instrument-table.ts'
import type { Instant } from '../../core/time.ts'

/**
 * Where the market of the served venues comes from: made up, or recorded.
 *
 * Its rows are in the venues' own time on the clock of the server: `exchangeTime` and `localTime` are the instant at
 * which it happened, ascending, whole messages only.
 */
export interface MarketSource {
  readonly instruments: InstrumentTable
  /** Adds what happens before an instant and was not told yet. */
  advance(until: Instant, out: EventColumns): void
  /** Microseconds added to recorded instants, as far as it has been read; undefined where nothing is recorded. */
  shift?(): number
}
