import type { LiveDriver } from '../live/live-driver.ts'
import type { DeskJournal } from './desk-journal.ts'
import type { OpenedMarket } from './open-market.ts'
import type { VenueMeter } from './venue-meter.ts'

/** A market that is followed: the driver of the live path, and what is known of its feeds. */
export interface Followed {
  readonly market: OpenedMarket
  readonly driver: LiveDriver
  readonly journal: DeskJournal
  readonly meters: ReadonlyMap<string, VenueMeter>
}
