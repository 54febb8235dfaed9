import type { OrderPricing } from '../core/orders/order.ts'

/** What an order waits for and trades at. */
export interface ToldPricing {
  /** `stop`: rests at the venue until its trigger is met, and trades then. */
  readonly type: OrderPricing['kind']
  readonly side: 'buy' | 'sell'
  /** Null at market. */
  readonly price: number | null
  /** Where a stop is triggered, and by what; absent of other orders. */
  readonly trigger?: number
  readonly triggeredBy?: 'trade' | 'mark'
  /** Only reduces what is held; absent: not so. */
  readonly reduceOnly?: true
}

/**
 * The price of an order in words: `market`, `61,000.0`, `stop: market at mark 61,000.0 or below`.
 *
 * @param shown writes a price
 */
export function pricingWords(
  { type, side, price, trigger, triggeredBy }: ToldPricing,
  shown: (price: number) => string,
): string {
  const at = price === null ? 'market' : shown(price)
  if (type !== 'stop' || trigger === undefined) return at
  const way = side === 'buy' ? 'above' : 'below'
  return `stop: ${at} at ${triggeredBy} ${shown(trigger)} or ${way}`
}
