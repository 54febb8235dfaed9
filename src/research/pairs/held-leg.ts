import { unitsOf, type Atoms } from '../../core/currency.ts'
import { lotsOf, quantityOf } from '../../core/price.ts'
import type { Instant } from '../../core/time.ts'
import { fillPrice, type Fill } from '../../portfolio/fill.ts'
import type { Ledger } from '../../portfolio/ledger.ts'
import { fillLeg, type LegMarket } from './leg-fill.ts'

/** A leg that is held. */
export interface HeldLeg {
  readonly market: LegMarket
  readonly entry: Fill
  /** Market price the entry fill started from. */
  readonly entryMarketPrice: number
  /** Signed, base units. */
  readonly quantity: number
  readonly entrySlippage: number
  /** Accounts as they stood before the entry: what the trade earned is the difference. */
  readonly before: LegAccounts
  /** Until when funding and borrow are settled. */
  settledTo: Instant
}

/** The accounts of one instrument that profit is read from. */
export interface LegAccounts {
  readonly cash: Atoms
  readonly fees: Atoms
  readonly funding: Atoms
  readonly borrow: Atoms
}

/** Opens a leg of so many base units (signed), cut to lots. */
export function openLeg(
  ledger: Ledger,
  market: LegMarket,
  order: { readonly time: Instant; readonly marketPrice: number; readonly quantity: number },
): HeldLeg {
  const { instrument } = market.bars
  const before = accountsOf(ledger, market)
  const lots = lotsOf(order.quantity, instrument.lotSize)
  const entry = fillLeg(ledger, market, { ...order, lots })
  const quantity = quantityOf(lots, instrument.lotSize)
  return {
    market,
    entry,
    entryMarketPrice: order.marketPrice,
    quantity,
    entrySlippage: Math.abs(quantity) * Math.abs(fillPrice(entry) - order.marketPrice),
    before,
    settledTo: order.time,
  }
}

/** The accounts of a leg as they stand. */
export function accountsOf(ledger: Ledger, { bars }: LegMarket): LegAccounts {
  const { name, quote } = bars.instrument
  return {
    cash: ledger.balance('cash', name, quote),
    fees: ledger.balance('fees', name, quote),
    funding: -ledger.balance('funding', name, quote),
    borrow: ledger.balance('borrow', name, quote),
  }
}

/** What a leg's accounts gained since its entry, in quote units: fees and borrow as costs, funding as received. */
export function gainsOf(
  ledger: Ledger,
  leg: HeldLeg,
): {
  readonly cash: number
  readonly fees: number
  readonly funding: number
  readonly borrow: number
} {
  const now = accountsOf(ledger, leg.market)
  return {
    cash: unitsOf(now.cash - leg.before.cash),
    fees: unitsOf(now.fees - leg.before.fees),
    funding: unitsOf(now.funding - leg.before.funding),
    borrow: unitsOf(now.borrow - leg.before.borrow),
  }
}
