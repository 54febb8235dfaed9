import { quantityOf, type Lots } from '../../../core/price.ts'
import { millisecondsOf, type Instant } from '../../../core/time.ts'
import type { OpenLeg, TradeFill, TradeLeg } from '../backtest-result.ts'
import type { LegMarket } from './leg-market.ts'

/** A leg's part in a fill of the book. */
interface LegFill {
  readonly time: Instant
  /** Signed, base units. */
  readonly quantity: number
  /** Slippage included. */
  readonly price: number
  readonly marketPrice: number
  readonly fee: number
}

/** A leg that is held, and its part in everything the book did for it. */
export interface HeldLeg {
  readonly market: LegMarket
  lots: Lots
  readonly fills: LegFill[]
  /** Received less paid at settlements. */
  funding: number
  /** Paid for a borrowed coin. */
  borrow: number
}

/** A leg before its first fill. */
export function newLeg(market: LegMarket): HeldLeg {
  return { market, lots: 0 as Lots, fills: [], funding: 0, borrow: 0 }
}

/** Signed, base units. */
export function heldQuantity({ lots, market }: HeldLeg): number {
  return quantityOf(lots, market.bars.instrument.lotSize)
}

/** What a leg has at risk as it was bought or sold: the average price of the fills that went its way. */
export function entryPriceOf(leg: HeldLeg): number {
  return total(entries(leg)).price
}

/** A leg that was closed, as its trade tells it. */
export function closedLeg(leg: HeldLeg): TradeLeg {
  const entry = total(entries(leg))
  const exit = total(leg.fills.filter((fill) => !isEntry(leg, fill)))
  const { cash, fees, slippage } = sums(leg)
  return {
    instrument: leg.market.bars.instrument.name,
    quantity: entry.quantity,
    entryPrice: entry.price,
    exitPrice: exit.price,
    entryMarketPrice: entry.marketPrice,
    exitMarketPrice: exit.marketPrice,
    fees,
    slippage,
    funding: leg.funding - leg.borrow,
    borrow: leg.borrow,
    pnl: cash - fees + leg.funding - leg.borrow,
  }
}

/** A leg that is still held, marked at a price: what closing it would cost is not in it. */
export function openLegAt(leg: HeldLeg, markPrice: number): OpenLeg {
  const held = total(leg.fills)
  const { cash, fees, slippage } = sums(leg)
  return {
    instrument: leg.market.bars.instrument.name,
    quantity: held.quantity,
    entryPrice: held.price,
    markPrice,
    entryMarketPrice: held.marketPrice,
    fees,
    slippage,
    funding: leg.funding - leg.borrow,
    borrow: leg.borrow,
    pnl: cash - fees + leg.funding - leg.borrow + held.quantity * markPrice,
  }
}

/** Every fill of a leg, as a result tells it. */
export function fillsOf({ fills }: HeldLeg): TradeFill[] {
  return fills.map(({ time, quantity, price, fee }) => ({
    time: millisecondsOf(time),
    quantity,
    price,
    fee,
  }))
}

function isEntry({ fills }: HeldLeg, fill: LegFill): boolean {
  return fill.quantity > 0 === fills[0]!.quantity > 0
}

function entries(leg: HeldLeg): LegFill[] {
  return leg.fills.filter((fill) => isEntry(leg, fill))
}

/** Quantity of several fills and what a unit of it cost, net of what was given back on the way. */
function total(fills: readonly LegFill[]): Pick<LegFill, 'quantity' | 'price' | 'marketPrice'> {
  const [first, ...others] = fills
  // One fill keeps the very digits of its price.
  if (first !== undefined && others.length === 0) return first
  const sum = (of: (fill: LegFill) => number): number =>
    fills.reduce((all, fill) => all + of(fill), 0)
  const quantity = sum((fill) => fill.quantity)
  return {
    quantity,
    price: sum((fill) => fill.quantity * fill.price) / quantity,
    marketPrice: sum((fill) => fill.quantity * fill.marketPrice) / quantity,
  }
}

function sums({ fills }: HeldLeg): {
  readonly cash: number
  readonly fees: number
  readonly slippage: number
} {
  let [cash, fees, slippage] = [0, 0, 0]
  for (const { quantity, price, marketPrice, fee } of fills) {
    cash -= quantity * price
    fees += fee
    slippage += Math.abs(quantity) * Math.abs(price - marketPrice)
  }
  return { cash, fees, slippage }
}
