import type { OrderCommand, OrderRequest } from '../../../core/orders/order.ts'

/**
 * Could a venue read the numbers of a command? Prices and lots are whole, and an instant is one. What is not is refused
 * before anything is done with it: inside the venue NaN stands for an order without that price.
 */
export function isReadable(command: OrderCommand): boolean {
  switch (command.kind) {
    case 'place':
      return isOrderReadable(command.order)
    case 'cancel':
      return true
    case 'amend':
      return Number.isSafeInteger(command.lots) && Number.isSafeInteger(command.priceTicks)
  }
}

function isOrderReadable({ lots, pricing, timeInForce }: OrderRequest): boolean {
  const isInstant = timeInForce.kind !== 'gtd' || !Number.isNaN(timeInForce.until)
  return Number.isSafeInteger(lots) && isInstant && ticksOf(pricing).every(Number.isSafeInteger)
}

function ticksOf(pricing: OrderRequest['pricing']): readonly number[] {
  switch (pricing.kind) {
    case 'market':
      return []
    case 'limit':
      return [pricing.priceTicks]
    case 'stop':
      return pricing.limitTicks === undefined
        ? [pricing.triggerTicks]
        : [pricing.triggerTicks, pricing.limitTicks]
  }
}
