import { isBelowLeast } from '../core/least-order.ts'
import { priceOf } from '../core/price.ts'
import type { OrderWish } from '../core/strategy/intent.ts'
import type { Engine } from './engine.ts'

/**
 * Would its venue refuse an order for being too small? Without a price it is asked. What only reduces a position of a
 * perpetual is held to the least quantity alone: venues take the rest of a position whatever it is worth.
 */
export function isBelowVenue(engine: Engine, wish: OrderWish): boolean {
  const { instruments, leastOrders = [] } = engine.setup
  const { instrument, lots, pricing, isReduceOnly } = wish
  const of = instruments[instrument]
  const least = leastOrders[instrument]
  // What is no number of lots is malformed, and risk says so.
  if (of === undefined || least === undefined || !(lots > 0)) return false
  const canOnlyReduce = isReduceOnly === true && of.class !== 'spot'
  const price =
    pricing.kind === 'limit'
      ? priceOf(pricing.priceTicks, of.tickSize)
      : engine.market.midPrice(instrument)
  return isBelowLeast(of, { lots, price }, canOnlyReduce ? { ...least, minNotional: 0 } : least)
}
