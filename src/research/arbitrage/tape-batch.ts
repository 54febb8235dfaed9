import type { EventRows } from '../../core/events/event-columns.ts'
import type { Listed } from '../../strategies/arbitrage/terms.ts'

/** A piece of a tape of several venues, in the order of local time; one instant may go on in the next piece. */
export interface TapeBatch {
  /** Instruments by the order in which they were added. */
  readonly rows: EventRows
  /** Instruments that turn up in these rows for the first time. */
  readonly added: readonly Listed[]
  /** Those whose ticks or lots are finer from these rows on. */
  readonly regridded: readonly { readonly member: number; readonly listed: Listed }[]
  /** Rows of the files read so far. */
  readonly events: number
}
