import type { Position } from '../../portfolio/position.ts'
import type { VenueMarket } from './matching/venue-market.ts'
import type { VenueOrder } from './matching/venue-order.ts'
import type { TradedInstrument } from './venue-terms.ts'

/** One instrument at work: its terms, its market, what is held of it and its orders that have not ended. */
export interface Traded {
  readonly terms: TradedInstrument
  readonly market: VenueMarket
  readonly position: Position
  /** By client order id. */
  readonly open: Map<number, VenueOrder>
}
