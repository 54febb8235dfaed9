import { decimalOfSteps } from '../core/decimal-steps.ts'
import type { Instrument } from '../core/instrument.ts'
import type { OrderRequest } from '../core/orders/order.ts'
import type { TradedListing } from './read-orders.ts'
import type { VenueProfile } from './venue-profiles.ts'

/** What ccxt's `createOrder` is called with. */
export type OrderCall = readonly [
  symbol: string,
  type: 'limit' | 'market',
  side: 'buy' | 'sell',
  amount: number,
  price: number | undefined,
  params: Readonly<Record<string, unknown>>,
]

const forces = { gtc: 'GTC', ioc: 'IOC', fok: 'FOK', gtd: 'GTD' } as const

/**
 * An order in ccxt's words. Quantities and prices are doubles that print as the very decimals that are meant.
 *
 * @param nowMs by the venue's clock, epoch milliseconds
 */
export function orderCall(
  profile: VenueProfile,
  { symbol, instrument }: TradedListing,
  order: OrderRequest,
  { wireId, nowMs }: { readonly wireId: string; readonly nowMs: number },
): OrderCall {
  const { side, lots, pricing, timeInForce, isReduceOnly } = order
  const { ids, placeParams } = profile
  const limit =
    pricing.kind === 'limit'
      ? pricing.priceTicks
      : pricing.kind === 'stop'
        ? pricing.limitTicks
        : undefined
  const isPostOnly = pricing.kind === 'limit' && pricing.isPostOnly
  const priceOf = (ticks: number): number => Number(decimalOfSteps(ticks, instrument.tickSize))
  const params: Record<string, unknown> = {
    [ids.placeAs]: ids.prefix + wireId,
    ...placeParams?.(nowMs),
    ...(isPostOnly ? { postOnly: true } : {}),
    ...(isReduceOnly && instrument.class !== 'spot' ? { reduceOnly: true } : {}),
  }
  const stop = stopParams(profile, instrument, order, ids.prefix + wireId)
  if (stop !== undefined) {
    delete params[ids.placeAs]
    Object.assign(params, stop)
  } else if (pricing.kind === 'stop') params['triggerPrice'] = priceOf(pricing.triggerTicks)
  if (limit !== undefined && !isPostOnly) params['timeInForce'] = forces[timeInForce.kind]
  return [
    symbol,
    limit === undefined ? 'market' : 'limit',
    side,
    Number(decimalOfSteps(lots, instrument.lotSize)),
    limit === undefined ? undefined : priceOf(limit),
    params,
  ]
}

/** A stop at market of a perpetual, where the venue's words for it are known. */
function stopParams(
  { stops }: VenueProfile,
  { class: kind, tickSize }: Instrument,
  { pricing }: OrderRequest,
  named: string,
): Readonly<Record<string, unknown>> | undefined {
  if (stops === undefined || kind === 'spot' || pricing.kind !== 'stop') return undefined
  const { triggerTicks, triggeredBy } = pricing
  return stops.place({
    named,
    trigger: Number(decimalOfSteps(triggerTicks, tickSize)),
    triggeredBy,
  })
}
