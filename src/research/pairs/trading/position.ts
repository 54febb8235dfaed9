import { invariant } from '../../../math/invariant.ts'
import { lotsOf, type Lots } from '../../../core/price.ts'
import { millisecondsOf, type Instant } from '../../../core/time.ts'
import type { PairSide } from '../../../strategies/pairs/decide.ts'
import { legUnits, sizeLegs } from '../../../strategies/pairs/size-legs.ts'
import type { ExitReason, OpenPair, PairTrade, Rebalance, TradeFill } from '../backtest-result.ts'
import type { LegOrder } from './book.ts'
import type { FoldModel } from '../relation/fold-model.ts'
import { closedLeg, fillsOf, openLegAt, type HeldLeg } from './held-leg.ts'
import { slippedPrice } from './leg-fill.ts'
import type { LegMarket } from './leg-market.ts'
import type { OpenOrder } from './trader-orders.ts'

/** All legs, held on the relation of the fold that opened them. */
export interface Position {
  readonly side: PairSide
  readonly model: FoldModel
  readonly entryTime: Instant
  readonly entryRow: number
  readonly entryZScore: number
  /** y first. */
  readonly legs: readonly HeldLeg[]
}

/**
 * Quantities of all legs at market prices, sized at the prices they would fill at alone. All are cut alike where one
 * is more than it may be, or the hedge would be gone.
 */
export function wantedQuantities(
  markets: readonly LegMarket[],
  order: OpenOrder,
  prices: readonly number[],
): number[] {
  const { hedgeRatios, log, side, notional, most } = order
  const filled = legUnits(hedgeRatios, side).map(
    (unit, k) => slippedPrice(prices[k]!, unit > 0, markets[k]!.slippageBps).price,
  )
  const wanted = sizeLegs({ hedgeRatios, log }, side, notional, filled)
  const share = Math.min(1, ...wanted.map((quantity, k) => most[k]! / Math.abs(quantity)))
  return wanted.map((quantity) => quantity * share)
}

/** Quantities in whole lots; undefined where a leg would be less than one. */
export function wholeLots(
  markets: readonly LegMarket[],
  quantities: readonly number[],
): Lots[] | undefined {
  const lots = quantities.map((quantity, k) =>
    lotsOf(quantity, markets[k]!.bars.instrument.lotSize),
  )
  return lots.includes(0 as Lots) ? undefined : lots
}

/** Orders that trade so many lots of each leg at market prices. */
export function legOrders(
  legs: readonly HeldLeg[],
  lots: readonly Lots[],
  prices: readonly number[],
): LegOrder[] {
  return legs.map((leg, k) => ({ leg, lots: lots[k]!, marketPrice: prices[k]! }))
}

/** Orders that close every leg. */
export function closingOrders({ legs }: Position, prices: readonly number[]): LegOrder[] {
  return legOrders(
    legs,
    legs.map((leg) => (0 - leg.lots) as Lots),
    prices,
  )
}

/** How a position ended. */
export interface PositionEnd {
  readonly time: Instant
  readonly reason: ExitReason
  readonly zScore: number
  readonly row: number
}

/** The round trip of a position whose legs were all closed. */
export function tradeOf(position: Position, end: PositionEnd, rebalance: Rebalance): PairTrade {
  invariant(
    position.legs.every(({ lots }) => lots === 0),
    'a trade is told once its legs are closed',
  )
  const legs = twoOrMore(
    position.legs.map((leg) => ({ ...closedLeg(leg), ...fillsTold(leg, rebalance) })),
  )
  return {
    side: position.side,
    fold: position.model.rows.index,
    entryTime: millisecondsOf(position.entryTime),
    exitTime: millisecondsOf(end.time),
    exitReason: end.reason,
    holdingBars: end.row - position.entryRow,
    entryZScore: position.entryZScore,
    exitZScore: end.zScore,
    legs,
    pnl: legs.reduce((sum, { pnl }) => sum + pnl, 0),
  }
}

/** A position at the end of the data, marked to market prices: what closing it would cost is not in it. */
export function openPairOf(
  position: Position,
  mark: { readonly time: Instant; readonly prices: readonly number[]; readonly row: number },
  rebalance: Rebalance,
): OpenPair {
  const legs = twoOrMore(
    position.legs.map((leg, k) => ({
      ...openLegAt(leg, mark.prices[k]!),
      ...fillsTold(leg, rebalance),
    })),
  )
  return {
    side: position.side,
    fold: position.model.rows.index,
    entryTime: millisecondsOf(position.entryTime),
    markTime: millisecondsOf(mark.time),
    holdingBars: mark.row - position.entryRow + 1,
    entryZScore: position.entryZScore,
    legs,
    pnl: legs.reduce((sum, { pnl }) => sum + pnl, 0),
  }
}

/** Legs that are never adjusted have nothing to tell beside their entry and exit. */
function fillsTold(leg: HeldLeg, rebalance: Rebalance): { readonly fills?: readonly TradeFill[] } {
  return rebalance === 'never' ? {} : { fills: fillsOf(leg) }
}

function twoOrMore<Item>(items: readonly Item[]): readonly [Item, Item, ...Item[]] {
  const [y, x, ...others] = items
  invariant(y !== undefined && x !== undefined, 'a relation has two legs or more')
  return [y, x, ...others]
}
