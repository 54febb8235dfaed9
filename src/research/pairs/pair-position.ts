import type { Lots } from '../../core/price.ts'
import { millisecondsOf, type Instant } from '../../core/time.ts'
import { fillPrice, fillQuantity } from '../../portfolio/fill.ts'
import type { Ledger } from '../../portfolio/ledger.ts'
import type { PairSide } from '../../strategies/pairs/decide.ts'
import { sizeLegs } from '../../strategies/pairs/size-legs.ts'
import type { ExitReason, OpenLeg, OpenPair, PairTrade, TradeLeg } from './backtest-result.ts'
import type { FoldHedge, FoldModel } from './fold-model.ts'
import { gainsOf, openLeg, type HeldLeg } from './held-leg.ts'
import { fillLeg, slippedPrice, type LegMarket } from './leg-fill.ts'
import { settleLeg } from './settle-leg.ts'

/** Both legs, held on the relation of the fold that opened them. */
export interface PairPosition {
  readonly side: PairSide
  readonly fold: FoldModel
  readonly hedge: FoldHedge
  readonly entryTime: Instant
  readonly entryRow: number
  readonly entryZScore: number
  readonly y: HeldLeg
  readonly x: HeldLeg
}

/** Market prices of both legs at one instant. */
export interface PairPrices {
  readonly time: Instant
  readonly y: number
  readonly x: number
}

/** What is asked to be opened. */
export interface PairOrder {
  readonly side: PairSide
  readonly fold: FoldModel
  readonly hedge: FoldHedge
  readonly zScore: number
  readonly row: number
  readonly log: boolean
  /** Gross of both legs at their fill prices, quote units. */
  readonly notional: number
  /** Largest quantity of each leg, base units. */
  readonly mostY: number
  readonly mostX: number
}

/**
 * Opens both legs, sized at the prices they fill at.
 *
 * @returns undefined, with nothing booked, where a leg would be less than one lot
 */
export function openPosition(
  ledger: Ledger,
  markets: { readonly y: LegMarket; readonly x: LegMarket },
  order: PairOrder,
  prices: PairPrices,
): PairPosition | undefined {
  const buysY = order.side === 'long'
  const filled = {
    y: slippedPrice(prices.y, buysY, markets.y.slippageBps).price,
    x: slippedPrice(prices.x, !buysY, markets.x.slippageBps).price,
  }
  const { hedgeRatio } = order.hedge
  const wanted = sizeLegs({ hedgeRatio, log: order.log }, order.side, order.notional, filled)
  // Both legs are cut alike, or the hedge would be gone.
  const share = Math.min(1, order.mostY / Math.abs(wanted.y), order.mostX / Math.abs(wanted.x))
  const y = { time: prices.time, marketPrice: prices.y, quantity: wanted.y * share }
  const x = { time: prices.time, marketPrice: prices.x, quantity: wanted.x * share }
  const lotY = quantum(markets.y)
  const lotX = quantum(markets.x)
  if (Math.abs(y.quantity) < lotY || Math.abs(x.quantity) < lotX) return undefined
  return {
    side: order.side,
    fold: order.fold,
    hedge: order.hedge,
    entryTime: prices.time,
    entryRow: order.row,
    entryZScore: order.zScore,
    y: openLeg(ledger, markets.y, y),
    x: openLeg(ledger, markets.x, x),
  }
}

function quantum({ bars }: LegMarket): number {
  const { units, decimals } = bars.instrument.lotSize
  return units / 10 ** decimals
}

/** Settles funding and borrow of both legs up to and including an instant. */
export function settlePosition(ledger: Ledger, { y, x }: PairPosition, to: Instant): void {
  settleLeg(ledger, y, to)
  settleLeg(ledger, x, to)
}

/** Closes both legs at market prices; the round trip that makes. */
export function closePosition(
  ledger: Ledger,
  position: PairPosition,
  prices: PairPrices,
  end: { readonly reason: ExitReason; readonly zScore: number; readonly row: number },
): PairTrade {
  settlePosition(ledger, position, prices.time)
  const legs: [TradeLeg, TradeLeg] = [
    closeLeg(ledger, position.y, prices.time, prices.y),
    closeLeg(ledger, position.x, prices.time, prices.x),
  ]
  return {
    side: position.side,
    fold: position.fold.rows.index,
    entryTime: millisecondsOf(position.entryTime),
    exitTime: millisecondsOf(prices.time),
    exitReason: end.reason,
    holdingBars: end.row - position.entryRow,
    entryZScore: position.entryZScore,
    exitZScore: end.zScore,
    legs,
    pnl: legs[0].pnl + legs[1].pnl,
  }
}

function closeLeg(ledger: Ledger, leg: HeldLeg, time: Instant, marketPrice: number): TradeLeg {
  const exit = fillLeg(ledger, leg.market, {
    time,
    marketPrice,
    lots: (0 - leg.entry.lots) as Lots,
  })
  const exitPrice = fillPrice(exit)
  const { cash, fees, funding, borrow } = gainsOf(ledger, leg)
  return {
    instrument: leg.market.bars.instrument.name,
    quantity: fillQuantity(leg.entry),
    entryPrice: fillPrice(leg.entry),
    exitPrice,
    entryMarketPrice: leg.entryMarketPrice,
    exitMarketPrice: marketPrice,
    fees,
    slippage: leg.entrySlippage + Math.abs(leg.quantity) * Math.abs(exitPrice - marketPrice),
    funding: funding - borrow,
    borrow,
    pnl: cash,
  }
}

/** A position at the end of the data, marked to market prices: what closing it would cost is not in it. */
export function markPosition(
  ledger: Ledger,
  position: PairPosition,
  prices: PairPrices,
  row: number,
): OpenPair {
  const legs: [OpenLeg, OpenLeg] = [
    markLeg(ledger, position.y, prices.y),
    markLeg(ledger, position.x, prices.x),
  ]
  return {
    side: position.side,
    fold: position.fold.rows.index,
    entryTime: millisecondsOf(position.entryTime),
    markTime: millisecondsOf(prices.time),
    holdingBars: row - position.entryRow + 1,
    entryZScore: position.entryZScore,
    legs,
    pnl: legs[0].pnl + legs[1].pnl,
  }
}

function markLeg(ledger: Ledger, leg: HeldLeg, markPrice: number): OpenLeg {
  const { cash, fees, funding, borrow } = gainsOf(ledger, leg)
  return {
    instrument: leg.market.bars.instrument.name,
    quantity: leg.quantity,
    entryPrice: fillPrice(leg.entry),
    markPrice,
    entryMarketPrice: leg.entryMarketPrice,
    fees,
    slippage: leg.entrySlippage,
    funding: funding - borrow,
    borrow,
    pnl: cash + leg.quantity * markPrice,
  }
}
