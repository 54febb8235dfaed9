import type { EventRows } from '../../core/events/event-columns.ts'
import type { Listing } from '../recording/listing.ts'

/** A file or recording of market events, not opened before its time has come. */
export interface TapeSource {
  /** Local time of its first row, microseconds. */
  readonly begins: number
  /**
   * Its rows in batches, each good until the next is asked for and in the steps `listingAt` tells until then; gives how
   * many rows were read where that is not the number of events.
   */
  readonly open: () => AsyncGenerator<EventRows, number | undefined>
  readonly listingAt: (index: number) => Listing
}
