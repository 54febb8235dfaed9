import { decimalOfSteps } from '../core/decimal-steps.ts'
import { errorText } from '../core/errors.ts'
import type { OrderRequest } from '../core/orders/order.ts'
import type { PriceTicks } from '../core/price.ts'
import type { CcxtExchange } from './ccxt-exchange.ts'
import type { TradedListing } from './read-orders.ts'
import type { VenueProfile } from './venue-profiles.ts'

/** Of the best ask: farther than that what is at market does not go either. */
const slippageMost = 0.02

/** An order did not leave, for it could not even be asked for. */
export class UnsentError extends Error {
  override readonly name = 'UnsentError'
}

/**
 * An order as its venue can be asked for it. Where buys at market count what they spend, one is limited and immediate
 * instead: what it bought would not be what is owed, and ccxt sends none without a price.
 *
 * @returns at once where nothing has to be asked for it
 * @throws UnsentError where the book that tells a price cannot be had, or has no offers
 */
export function askableOrder(
  exchange: CcxtExchange,
  { buysCountQuote }: VenueProfile,
  listing: TradedListing,
  order: OrderRequest,
): OrderRequest | Promise<OrderRequest> {
  const isPriced = order.pricing.kind !== 'market' || order.side === 'sell'
  return buysCountQuote !== true || isPriced ? order : pricedBuy(exchange, listing, order)
}

async function pricedBuy(
  exchange: CcxtExchange,
  { symbol, instrument: { tickSize } }: TradedListing,
  order: OrderRequest,
): Promise<OrderRequest> {
  const { asks } = await exchange.fetchOrderBook(symbol, 1).catch((cause: unknown) => {
    throw new UnsentError(`asking for the book of ${symbol}: ${errorText(cause)}`, { cause })
  })
  const best = asks[0]?.[0]
  if (best === undefined) throw new UnsentError(`nothing is offered in ${symbol}`)
  const tick = Number(decimalOfSteps(1, tickSize))
  const priceTicks = Math.floor((best * (1 + slippageMost)) / tick) as PriceTicks
  const pricing = { kind: 'limit', priceTicks, isPostOnly: false } as const
  return { ...order, pricing, timeInForce: { kind: 'ioc' } }
}
