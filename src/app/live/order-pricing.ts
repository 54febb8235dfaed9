import { priceOf, type PriceTicks, type Step } from '../../core/price.ts'
import type { OrderRequest } from '../../core/orders/order.ts'
import { limitOf, type OrderState } from '../../execution/order-state.ts'
import type { ToldPricing } from '../../protocol/told-order.ts'

/** How an order is priced as it stands, changes included. */
export function pricingOf({ request, priceTicks }: OrderState, tickSize: Step): ToldPricing {
  return requestedPricing(request, tickSize, priceTicks)
}

/** How an order was asked for. */
export function requestedPricing(
  { pricing, side, isReduceOnly }: Pick<OrderRequest, 'pricing' | 'side' | 'isReduceOnly'>,
  tickSize: Step,
  priceTicks: PriceTicks | undefined = limitOf(pricing),
): ToldPricing {
  return {
    side,
    type: pricing.kind,
    price: priceTicks === undefined ? null : priceOf(priceTicks, tickSize),
    ...(pricing.kind === 'stop'
      ? { trigger: priceOf(pricing.triggerTicks, tickSize), triggeredBy: pricing.triggeredBy }
      : {}),
    ...(isReduceOnly ? { reduceOnly: true } : {}),
  }
}
