import type { Instant } from '../../core/time.ts'
import type { Route, SocketRoute } from '../serving/served-venue.ts'
import type { MarketMessage } from '../world/exchange-world.ts'
import type { RequestLimits } from './request-limits.ts'

/** One of Binance's markets at work: what it adds to the venue. */
export interface MarketDesk {
  readonly routes: readonly Route[]
  readonly sockets: readonly SocketRoute[]
  readonly limits: RequestLimits
  told(message: MarketMessage): void
  tick(at: Instant): void
}
