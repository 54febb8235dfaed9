import type { Instrument } from '../core/instrument.ts'
import type { OrderSide } from '../core/orders/order.ts'
import type { Instant } from '../core/time.ts'

/** What risk looks at: the whole account, whichever strategies trade in it. */
export interface RiskView {
  readonly time: Instant
  readonly instruments: readonly Instrument[]
  /** Mid of its book in its quote; NaN while there is none. */
  midPrice(instrument: number): number
  /** One of the currency in the reporting currency; NaN where there is no quote. */
  reportingRate(currency: string): number
  /** Signed. */
  positionLots(instrument: number): number
  /** Lots of a side that may still be filled. */
  workingLots(instrument: number, side: OrderSide): number
  /** Is there an order of unknown fate? */
  hasUnknownFate(instrument: number): boolean
  openOrders(): number
  /** In the reporting currency. */
  equity(): number
}
