import { atomsOf } from '../../../core/currency.ts'
import { feeTermsAt } from '../../../core/fee-schedule.ts'
import { priceOf, priceTicksOf, quantityOf, type Lots, type Step } from '../../../core/price.ts'
import type { Instant } from '../../../core/time.ts'
import { fillEntry, type Fill } from '../../../portfolio/fill.ts'
import type { Ledger } from '../../../portfolio/ledger.ts'
import type { LegMarket } from './leg-market.ts'

/** What one fill is asked to be. */
export interface FillOrder {
  readonly time: Instant
  readonly marketPrice: number
  /** Signed. */
  readonly lots: Lots
}

// A fill price carries this many digits: finer than any tick, and a function of that price alone. A grid inferred
// from the whole file would let later bars reach back into earlier fills.
const FILL_DIGITS = 12

/** A market price moved against a trade of that direction, on the grid of fills. */
export function slippedPrice(
  marketPrice: number,
  isBuy: boolean,
  slippageBps: number,
): { readonly price: number; readonly step: Step } {
  const moved = marketPrice * (1 + ((isBuy ? 1 : -1) * slippageBps) / 1e4)
  const decimals = Math.max(0, FILL_DIGITS - 1 - Math.floor(Math.log10(moved)))
  const step = { units: 1, decimals }
  return { price: priceOf(priceTicksOf(moved, step), step), step }
}

/** Fills an order at a market price, slippage and fee included, and books it. */
export function fillLeg(ledger: Ledger, market: LegMarket, order: FillOrder): Fill {
  const { price, step } = slippedPrice(order.marketPrice, order.lots > 0, market.slippageBps)
  const { instrument } = market.bars
  const notional = Math.abs(quantityOf(order.lots, instrument.lotSize)) * price
  const { takerFeeBps } = feeTermsAt(market.fees, order.time)
  const fill: Fill = {
    time: order.time,
    instrument,
    lots: order.lots,
    priceTicks: priceTicksOf(price, step),
    priceStep: step,
    feeAtoms: atomsOf((notional * takerFeeBps) / 1e4),
    feeCurrency: instrument.quote,
  }
  ledger.apply(fillEntry(fill))
  return fill
}
