import { eventSide } from '../../core/events/event-codes.ts'
import type { PricedBook } from './priced-book.ts'
import { numberOf, type Fraction } from './fraction.ts'

/**
 * Is what stands at the touch alone enough for an order, beyond all doubt of doubles?
 *
 * No says nothing: then `matchBooks` must be asked. It is what makes an opportunity that stays open cheap to watch.
 */
export function surelyExecutable(buy: PricedBook, sell: PricedBook): boolean {
  if (buy.units.inversePrice !== undefined || sell.units.inversePrice !== undefined) return false
  const ask = buy.levels.best(eventSide.ask)
  const bid = sell.levels.best(eventSide.bid)
  const quantity = Math.min(
    buy.levels.quantityAt(eventSide.ask, ask) * numberOf(buy.units.lot),
    sell.levels.quantityAt(eventSide.bid, bid) * numberOf(sell.units.lot),
  )
  // Two lots that divide each other: the greater is what both divide. Others are left to the exact way.
  const lots = [orZero(buy.units.orderLot), orZero(sell.units.orderLot)]
  const greater = Math.max(...lots)
  const lesser = Math.min(...lots)
  if (lesser > 0 && Math.abs(greater / lesser - Math.round(greater / lesser)) > 1e-9) return false
  // What is cut to whole lots is still more than all but one of them.
  const certain = (quantity - greater) * (1 - 1e-9)
  return (
    certain > 0 &&
    certain >= orZero(buy.units.minQuantity) &&
    certain >= orZero(sell.units.minQuantity) &&
    certain * ask * numberOf(buy.units.price) >= orZero(buy.units.minNotional) &&
    certain * bid * numberOf(sell.units.price) >= orZero(sell.units.minNotional)
  )
}

function orZero(fraction: Fraction | undefined): number {
  return fraction === undefined ? 0 : numberOf(fraction) * (1 + 1e-9)
}
