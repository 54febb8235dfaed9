import { unitsOf } from '../../../core/currency.ts'
import { quantityOf, type Lots } from '../../../core/price.ts'
import type { Instant } from '../../../core/time.ts'
import { fillPrice, type Fill } from '../../../portfolio/fill.ts'
import { Ledger } from '../../../portfolio/ledger.ts'
import type { HeldLeg } from './held-leg.ts'
import { fillLeg, type FillOrder } from './leg-fill.ts'
import type { LegMarket } from './leg-market.ts'

/** All that is held of one instrument, whichever relations hold it. */
export interface Holding {
  readonly market: LegMarket
  /** The legs it is made of; their lots add up to its own. */
  readonly legs: Set<HeldLeg>
  /** Net, signed. */
  lots: Lots
  /** Until when funding and borrow are settled. */
  settledTo: Instant
  /** Cash gained and spent on it so far, quote units: the ledger's account as a double. */
  cash: number
  /** Next row of its bars. */
  row: number
  /** Last price that is known: it is marked at that. */
  price: number
}

/** One ledger and all that is held in it. Relations share it: what they want is netted before it is traded. */
export interface Book {
  readonly ledger: Ledger
  /** Trades the rest of what was netted, and books it in the ledger. */
  readonly trade: TradeAtMarket
  readonly holdings: Map<string, Holding>
  /** Notional that the relations ordered, at market prices, quote units; and what of it met among them. */
  orderedNotional: number
  metNotional: number
  /** What was traded, at fill prices. */
  tradedNotional: number
}

/** How a market order is filled: at once, or as a venue has told. */
export type TradeAtMarket = (ledger: Ledger, market: LegMarket, order: FillOrder) => Fill

/** A leg's wish to trade, at the market price of its instrument. */
export interface LegOrder {
  readonly leg: HeldLeg
  /** Signed. */
  readonly lots: Lots
  readonly marketPrice: number
}

/** An empty book. */
export function newBook(trade: TradeAtMarket = fillLeg): Book {
  return {
    ledger: new Ledger(),
    trade,
    holdings: new Map(),
    orderedNotional: 0,
    metNotional: 0,
    tradedNotional: 0,
  }
}

/** The holding of an instrument, made where there is none yet. */
function holdingOf({ holdings }: Book, market: LegMarket): Holding {
  const { name } = market.bars.instrument
  const known = holdings.get(name)
  if (known !== undefined) return known
  const fresh: Holding = {
    market,
    legs: new Set(),
    lots: 0 as Lots,
    settledTo: -Infinity as Instant,
    cash: 0,
    row: 0,
    price: Number.NaN,
  }
  holdings.set(name, fresh)
  return fresh
}

/**
 * Fills all orders of one instant: of each instrument only what is left after buys and sells have met is traded.
 *
 *   Q = sum q_i,   fee and slippage of |Q|,   each order bears its share |q_i| / sum |q_j| of both
 *
 * What the orders of one instrument bear adds up to what the ledger paid. An order alone bears all of its fill.
 */
export function fillOrders(book: Book, time: Instant, orders: readonly LegOrder[]): void {
  const byHolding = new Map<Holding, LegOrder[]>()
  for (const order of orders) {
    if (order.lots === 0) continue
    const holding = holdingOf(book, order.leg.market)
    const own = byHolding.get(holding)
    if (own === undefined) byHolding.set(holding, [order])
    else own.push(order)
  }
  for (const [holding, own] of byHolding) fillNet(book, holding, own, time)
}

function fillNet(book: Book, holding: Holding, orders: readonly LegOrder[], time: Instant): void {
  const { market } = holding
  const { lotSize } = market.bars.instrument
  const { marketPrice } = orders[0]!
  const net = orders.reduce((sum, { lots }) => sum + lots, 0) as Lots
  const gross = orders.reduce((sum, { lots }) => sum + Math.abs(lots), 0)
  const fill =
    net === 0 ? undefined : book.trade(book.ledger, market, { time, marketPrice, lots: net })
  const paid = fill === undefined ? marketPrice : fillPrice(fill)
  const fees = fill === undefined ? 0 : unitsOf(fill.feeAtoms)
  const share = Math.abs(net) / gross
  // What is owed on earlier legs was settled up to this instant; on the first ones nothing is.
  holding.settledTo = time
  for (const { leg, lots } of orders) {
    const slipped = marketPrice + Math.sign(lots) * share * Math.abs(paid - marketPrice)
    leg.fills.push({
      time,
      quantity: quantityOf(lots, lotSize),
      price: share === 1 ? paid : slipped,
      marketPrice,
      fee: fees * (Math.abs(lots) / gross),
    })
    leg.lots = (leg.lots + lots) as Lots
    if (leg.lots === 0) holding.legs.delete(leg)
    else holding.legs.add(leg)
  }
  holding.lots = (holding.lots + net) as Lots
  book.orderedNotional += quantityOf(gross as Lots, lotSize) * marketPrice
  book.metNotional += quantityOf((gross - Math.abs(net)) as Lots, lotSize) * marketPrice
  book.tradedNotional += Math.abs(quantityOf(net, lotSize)) * paid
  readCash(book, holding)
}

/** Takes over what the ledger now says of a holding's cash. */
export function readCash({ ledger }: Book, holding: Holding): void {
  const { name, quote } = holding.market.bars.instrument
  holding.cash = unitsOf(ledger.balance('cash', name, quote))
}

/** What a holding is worth at its last price, signed. */
export function notionalOf({ lots, price, market }: Holding): number {
  return lots === 0 ? 0 : quantityOf(lots, market.bars.instrument.lotSize) * price
}

/** All that was gained so far, holdings at their last prices, quote units. */
export function gainOf({ holdings }: Book): number {
  let gain = 0
  for (const holding of holdings.values()) gain += holding.cash + notionalOf(holding)
  return gain
}

/** Moves every holding's price to the open or close of the bar at an instant, where it has one. */
export function markBook({ holdings }: Book, at: Instant, which: 'open' | 'close'): void {
  for (const holding of holdings.values()) {
    const { times, open, close } = holding.market.bars
    while (holding.row < times.length && times[holding.row]! < at) holding.row++
    if (times[holding.row] === at) holding.price = (which === 'open' ? open : close)[holding.row]!
  }
}
