import { unitsOf } from '../../../core/currency.ts'
import type { Instrument } from '../../../core/instrument.ts'
import type { OrderSide } from '../../../core/orders/order.ts'
import type { RejectReason } from '../../../core/orders/order-event.ts'
import { notionalOfLots } from '../../../core/notional.ts'
import { powerOfTen, type PriceTicks } from '../../../core/price.ts'
import type { TradingTerms } from '../../../core/trading-rules.ts'

/** What an instrument's rules look at in an order. */
export interface Wanted {
  readonly side: OrderSide
  readonly lots: number
  /** NaN: at market. */
  readonly limitTicks: number
  /** NaN: no stop. */
  readonly triggerTicks: number
}

/**
 * Why an instrument's rules refuse an order; undefined when they do not.
 *
 * @param market what bands and the notional of a market order are measured by, quote units; NaN: neither is. An order
 * that waits for its trigger is measured by that, for the market will be there when it comes.
 */
export function refusalByRules(
  wanted: Wanted,
  terms: TradingTerms,
  instrument: Instrument,
  market: number,
): RejectReason | undefined {
  const { lots, limitTicks, triggerTicks } = wanted
  const reference = Number.isNaN(triggerTicks) ? market : priceUnits(triggerTicks, instrument)
  const { tickMultiple = 1, lotMultiple = 1, minLots = 1, maxLots = Infinity } = terms
  const areLotsWhole = Number.isSafeInteger(lots) && lots % lotMultiple === 0
  const arePricesWhole = isOnGrid(limitTicks, tickMultiple) && isOnGrid(triggerTicks, tickMultiple)
  if (!areLotsWhole || !arePricesWhole) return 'off-grid'
  if (lots < minLots) return 'too-small'
  if (lots > maxLots) return 'too-large'
  const price = Number.isNaN(limitTicks) ? reference : priceUnits(limitTicks, instrument)
  const { minNotionalAtoms } = terms
  if (
    minNotionalAtoms !== undefined &&
    notionalOfLots(instrument, lots, price) < unitsOf(minNotionalAtoms)
  ) {
    return 'too-small'
  }
  const band = bandTicks(wanted.side, terms, instrument, reference)
  const isBeyond = wanted.side === 'buy' ? limitTicks > band : limitTicks < band
  return isBeyond ? 'price-band' : undefined
}

/** The last price, in ticks, that a band lets an order of that side have; NaN without one. */
export function bandTicks(
  side: OrderSide,
  terms: TradingTerms,
  { tickSize }: Instrument,
  reference: number,
): number {
  if (terms.bandBps === undefined) return NaN
  const part = terms.bandBps / 1e4
  const price = reference * (side === 'buy' ? 1 + part : 1 - part)
  const ticks = (price * powerOfTen(tickSize.decimals)) / tickSize.units
  return side === 'buy' ? Math.floor(ticks) : Math.ceil(ticks)
}

function priceUnits(ticks: number, { tickSize }: Instrument): number {
  return ((ticks as PriceTicks) * tickSize.units) / powerOfTen(tickSize.decimals)
}

function isOnGrid(ticks: number, multiple: number): boolean {
  return Number.isNaN(ticks) || (Number.isSafeInteger(ticks) && ticks > 0 && ticks % multiple === 0)
}
