import { notionalOfLots } from '../core/notional.ts'
import type { OrderSide } from '../core/orders/order.ts'
import type { RiskView } from './risk-view.ts'

/** Lots that are added to what may be filled of an instrument. */
export interface AddedLots {
  readonly instrument: number
  readonly side: OrderSide
  readonly lots: number
}

/** The larger side of what may be held of an instrument, in lots, whatever of the open orders is filled. */
export function worstLots(view: RiskView, instrument: number, added?: AddedLots): number {
  const held = view.positionLots(instrument)
  const more = (side: OrderSide): number =>
    view.workingLots(instrument, side) +
    (added?.instrument === instrument && added.side === side ? added.lots : 0)
  return Math.max(Math.abs(held + more('buy')), Math.abs(held - more('sell')))
}

/**
 * The worth of so many lots in the reporting currency; NaN where a price is missing.
 *
 * An inverse contract comes to a sum of its quote currency whatever its price.
 */
export function notionalOf(view: RiskView, instrument: number, lots: number): number {
  if (lots === 0) return 0
  const of = view.instruments[instrument]!
  return notionalOfLots(of, lots, view.midPrice(instrument)) * view.reportingRate(of.quote)
}

/** Gross notional of the instruments that are counted, at worst. */
export function grossNotional(
  view: RiskView,
  added: AddedLots,
  isCounted: (instrument: number) => boolean,
): number {
  let gross = 0
  for (let instrument = 0; instrument < view.instruments.length; instrument++) {
    if (isCounted(instrument)) {
      gross += notionalOf(view, instrument, worstLots(view, instrument, added))
    }
  }
  return gross
}

/** Does an order only make a position smaller, even with all that is out on its side? */
export function isReducing(view: RiskView, { instrument, side, lots }: AddedLots): boolean {
  const held = view.positionLots(instrument) * (side === 'sell' ? 1 : -1)
  return lots + view.workingLots(instrument, side) <= held
}
