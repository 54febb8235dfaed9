import type { Lots } from '../../../core/price.ts'
import { lotsOf } from '../../../core/price.ts'
import type { Instant } from '../../../core/time.ts'
import { rebalancingQuantities } from '../../../strategies/pairs/rebalance-legs.ts'
import type { BookDriver } from './book-driver.ts'
import type { LegOrder } from './book.ts'
import { shareWithinCaps } from './exposure-caps.ts'
import { heldQuantity, newLeg } from './held-leg.ts'
import {
  closingOrders,
  legOrders,
  wantedQuantities,
  wholeLots,
  type Position,
  type PositionEnd,
} from './position.ts'
import { legsOf, pricesOf, type Trader } from './trader.ts'
import type { AdjustOrder } from './trader-orders.ts'

/** What became of the orders that were due at an open. */
export interface FilledOrders {
  readonly closed: {
    readonly trader: Trader
    readonly position: Position
    readonly end: Omit<PositionEnd, 'time'>
  }[]
  readonly opened: { readonly trader: Trader; readonly position: Position }[]
  readonly lapsed: Trader[]
  /** Openings for which a cap left too little room. */
  readonly capped: Trader[]
  /** Openings that were cut to the room a cap left. */
  cut: number
  /** Positions brought back to their hedge ratios. */
  adjusted: number
  /** Orders to close that found no volume and wait for another open. */
  waiting: number
}

/** What is to be traded at an open, and what becomes of it all once that is filled. */
export interface DueOrders {
  readonly orders: readonly LegOrder[]
  readonly filled: FilledOrders
}

/**
 * What the traders that stand at an open have ordered for it, to be filled at that open: closings first, then adjustments, then openings,
 * those of the best relation in front; all at once, so that they are netted. Where nobody traded there is no price
 * to fill at, whatever the file says the open was: a closing waits, the others lapse.
 */
export function dueOrders(driver: BookDriver, here: readonly Trader[], time: Instant): DueOrders {
  const filled: FilledOrders = {
    closed: [],
    opened: [],
    lapsed: [],
    capped: [],
    cut: 0,
    adjusted: 0,
    waiting: 0,
  }
  const orders: LegOrder[] = []
  const due = here.filter(({ order, row }) => order !== undefined && row >= order.from)
  for (const trader of due) orders.push(...closingOf(trader, filled))
  for (const trader of due) orders.push(...adjustmentOf(trader, filled))
  for (const trader of due) {
    orders.push(...openingOf(driver, trader, { time, filled, pending: orders }))
  }
  return { orders, filled }
}

function isTradable(trader: Trader): boolean {
  return legsOf(trader).every(({ volume }) => volume[trader.row]! > 0)
}

function closingOf(trader: Trader, filled: FilledOrders): LegOrder[] {
  const { order, position, row } = trader
  if (order?.kind !== 'close' || position === undefined) return []
  if (!isTradable(trader)) {
    filled.waiting++
    return []
  }
  trader.order = undefined
  filled.closed.push({ trader, position, end: { reason: order.reason, zScore: order.zScore, row } })
  return closingOrders(position, pricesOf(trader, 'open'))
}

function adjustmentOf(trader: Trader, filled: FilledOrders): LegOrder[] {
  const { order, position } = trader
  if (order?.kind !== 'adjust' || position === undefined) return []
  trader.order = undefined
  if (!isTradable(trader)) return []
  const lots = adjustingLots(position, order, pricesOf(trader, 'open'))
  if (lots.every((count) => count === 0)) return []
  filled.adjusted++
  return legOrders(position.legs, lots, pricesOf(trader, 'open'))
}

function adjustingLots({ legs }: Position, order: AdjustOrder, prices: readonly number[]): Lots[] {
  const quantities = legs.map(heldQuantity)
  const wanted = rebalancingQuantities(order, { quantities, prices })
  return wanted.map((quantity, k) => {
    const cut = Math.sign(quantity) * Math.min(Math.abs(quantity), order.most[k]!)
    return lotsOf(cut, legs[k]!.market.bars.instrument.lotSize)
  })
}

// What a cap leaves of an opening is not worth its trouble below this.
const SHARE_LEAST = 0.1

function openingOf(
  { book, markets, terms }: BookDriver,
  trader: Trader,
  at: {
    readonly time: Instant
    readonly filled: FilledOrders
    readonly pending: readonly LegOrder[]
  },
): LegOrder[] {
  const { order, row } = trader
  if (order?.kind !== 'open') return []
  const { time, filled, pending } = at
  const own = legsOf(trader).map(({ bars }) => markets.get(bars.instrument.name)!)
  const prices = pricesOf(trader, 'open')
  const wanted = isTradable(trader) ? wantedQuantities(own, order, prices) : undefined
  trader.order = undefined
  if (wanted === undefined) return lapse(trader, filled)
  const opening = own.map((market, k) => ({ market, quantity: wanted[k]!, price: prices[k]! }))
  const share = shareWithinCaps(book, pending, opening, terms.caps)
  if (share < SHARE_LEAST) {
    filled.capped.push(trader)
    return []
  }
  const lots = wholeLots(
    own,
    wanted.map((quantity) => quantity * share),
  )
  if (lots === undefined) return lapse(trader, filled)
  if (share < 1) filled.cut++
  const position: Position = {
    side: order.side,
    model: order.model,
    entryTime: time,
    entryRow: row,
    entryZScore: order.zScore,
    legs: own.map(newLeg),
  }
  filled.opened.push({ trader, position })
  return legOrders(position.legs, lots, prices)
}

function lapse(trader: Trader, filled: FilledOrders): [] {
  filled.lapsed.push(trader)
  return []
}
