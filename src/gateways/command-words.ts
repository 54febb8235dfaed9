import type { Instrument } from '../core/instrument.ts'
import { priceOf, type PriceTicks } from '../core/price.ts'
import { quantityInWords } from '../core/quantity-words.ts'
import type { OrderCommand, OrderRequest } from '../core/orders/order.ts'

/**
 * A command in words, for whoever reads what became of it: `place of order k3v9x0ab7 (sell 0.0001 of ETH-USDT:linear, stop at mark 1990,
 * only reduces)`.
 *
 * @param order what a cancellation or a change is of, where it is known
 */
export function commandInWords(
  command: OrderCommand,
  wireId: string,
  instrument: Instrument,
  order: OrderRequest | undefined = command.kind === 'place' ? command.order : undefined,
): string {
  const { name, class: kind, tickSize } = instrument
  const place = kind === 'spot' ? name : `${name}:${kind}`
  const asked = order === undefined ? place : orderInWords(order, place, instrument)
  const change =
    command.kind === 'amend'
      ? ` to ${quantityInWords(instrument, command.lots)} at ${shown(priceOf(command.priceTicks, tickSize))}`
      : ''
  return `${command.kind} of order ${wireId} (${asked})${change}`
}

function orderInWords(order: OrderRequest, place: string, instrument: Instrument): string {
  const { side, lots, isReduceOnly } = order
  const words = `${side} ${quantityInWords(instrument, lots)} of ${place}`
  return `${words}${pricedInWords(order, instrument)}${isReduceOnly ? ', only reduces' : ''}`
}

function pricedInWords({ pricing }: OrderRequest, { tickSize }: Instrument): string {
  const at = (ticks: PriceTicks): string => shown(priceOf(ticks, tickSize))
  switch (pricing.kind) {
    case 'market':
      return ' at market'
    case 'limit':
      return ` at ${at(pricing.priceTicks)}`
    case 'stop': {
      const limit = pricing.limitTicks === undefined ? '' : `, limit ${at(pricing.limitTicks)}`
      return `, stop at ${pricing.triggeredBy} ${at(pricing.triggerTicks)}${limit}`
    }
  }
}

function shown(price: number): string {
  return String(Number(price.toPrecision(12)))
}
