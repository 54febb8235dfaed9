import { eventSide, type BookSide } from '../../core/events/event-codes.ts'
import type { RejectReason } from '../../core/orders/order-event.ts'
import type { Lots, PriceTicks } from '../../core/price.ts'
import type { Instant } from '../../core/time.ts'
import { bookChange } from './book-journal.ts'
import type { InstrumentMarket, OrderListener } from './instrument-market.ts'
import type { ChangeOutcome, OutsideOrder, OutsideReport, PlaceOutcome } from './participants.ts'

/** Reports nobody has taken yet, beyond which they are counted and not kept. */
export const untakenReportsMost = 20_000

/** An order of a participant that rests. */
interface Resting {
  readonly order: OutsideOrder
  leaves: number
}

/** What is to be done with an order that arrives. */
interface Arrival {
  readonly orderId: number
  readonly lots: number
  readonly at: Instant
}

/** Puts orders from outside into the inside books, and says what becomes of them. */
export class OrderDesk implements OrderListener {
  #reports: OutsideReport[] = []
  #lostReports = 0
  readonly #resting = new Map<InstrumentMarket, Map<number, Resting>>()

  place(market: InstrumentMarket, order: OutsideOrder, at: Instant): PlaceOutcome {
    const reason = refusal(market, order)
    if (reason !== undefined) return { kind: 'rejected', reason }
    const orderId = market.book.newId()
    const { lots } = order
    const filledLots = this.#carryOut(market, order, { orderId, lots, at }) as Lots
    const restingLots = (this.#of(market).get(orderId)?.leaves ?? 0) as Lots
    return { kind: 'accepted', orderId, filledLots, restingLots, exchangeTime: at }
  }

  cancel(market: InstrumentMarket, orderId: number, at: Instant): ChangeOutcome {
    if (market.isOut) return { kind: 'rejected', reason: 'halted' }
    const resting = this.#of(market).get(orderId)
    if (resting === undefined) return { kind: 'rejected', reason: 'unknown-order' }
    this.#withdraw(market, orderId, at)
    return { kind: 'done', leavesLots: resting.leaves as Lots, exchangeTime: at }
  }

  amend(
    market: InstrumentMarket,
    orderId: number,
    to: { readonly leavesLots: number; readonly priceTicks: number; readonly at: Instant },
  ): ChangeOutcome {
    if (market.isOut) return { kind: 'rejected', reason: 'halted' }
    const resting = this.#of(market).get(orderId)
    if (resting === undefined) return { kind: 'rejected', reason: 'unknown-order' }
    const { at } = to
    const lots = to.leavesLots as Lots
    const order = { ...resting.order, lots, limitTicks: to.priceTicks as PriceTicks }
    const reason = refusal(market, order)
    if (reason !== undefined) return { kind: 'rejected', reason }
    if (to.priceTicks === resting.order.limitTicks && lots <= resting.leaves) {
      resting.leaves = lots
      market.book.reduce(market.book.slotOf(orderId), lots)
      market.tell(at)
    } else {
      this.#withdraw(market, orderId, at)
      this.#carryOut(market, order, { orderId, lots, at })
    }
    const left = this.#of(market).get(orderId)?.leaves ?? 0
    return { kind: 'done', leavesLots: left as Lots, exchangeTime: at }
  }

  takeReports(): OutsideReport[] {
    const reports = this.#reports
    this.#reports = []
    return reports
  }

  /** How many reports nobody took in time, since the start: whoever sees it grow knows less than happened. */
  get lostReports(): number {
    return this.#lostReports
  }

  happened(market: InstrumentMarket, tradeId: number, at: number): void {
    const { journal } = market.book
    const orders = this.#of(market)
    let nextTrade = tradeId
    for (let row = 0; row < journal.length; row++) {
      const isTrade = journal.change[row] === bookChange.traded
      const resting = orders.get(journal.id[row]!)
      if (resting !== undefined && isTrade) {
        resting.leaves -= journal.lots[row]!
        if (resting.leaves === 0) orders.delete(journal.id[row]!)
        const orderId = journal.id[row]!
        const trade = { row, orderId, tradeId: nextTrade, at, liquidity: 'maker' } as const
        this.#reportFill(market, resting, trade)
      } else if (resting !== undefined && journal.change[row] === bookChange.removed) {
        // Neither filled nor withdrawn: its owner's other order ran into it.
        orders.delete(journal.id[row]!)
        this.#report({
          kind: 'cancelled',
          participant: resting.order.participant,
          instrument: resting.order.instrument,
          orderId: journal.id[row]!,
          leavesLots: resting.leaves as Lots,
          exchangeTime: at as Instant,
        })
      }
      if (isTrade) nextTrade++
    }
  }

  /** Takes what it may and rests what is left, if it may; gives the lots taken. */
  #carryOut(market: InstrumentMarket, order: OutsideOrder, { orderId, lots, at }: Arrival): number {
    const { book, feed } = market
    const side = sideOf(order)
    const limit = order.limitTicks ?? market.protection(side)
    const from = book.journal.length
    const filled = book.take(side, lots, limit, order.participant)
    const taker: Resting = { order, leaves: lots }
    let tradeId = feed.lastTradeId
    for (let row = from; row < book.journal.length; row++) {
      if (book.journal.change[row] !== bookChange.traded) continue
      taker.leaves -= book.journal.lots[row]!
      const trade = { row, orderId, tradeId: ++tradeId, at, liquidity: 'taker' } as const
      this.#reportFill(market, taker, trade)
    }
    const rests = order.timeInForce === 'gtc' && order.limitTicks !== undefined && filled < lots
    if (rests) {
      const { participant: owner } = order
      book.addNumbered(orderId, { side, price: limit, lots: lots - filled, owner })
      this.#of(market).set(orderId, taker)
    }
    market.tell(at)
    return filled
  }

  #withdraw(market: InstrumentMarket, orderId: number, at: Instant): void {
    this.#of(market).delete(orderId)
    market.book.remove(market.book.slotOf(orderId))
    market.tell(at)
  }

  #reportFill(
    market: InstrumentMarket,
    { order, leaves }: Resting,
    trade: {
      readonly row: number
      readonly orderId: number
      readonly tradeId: number
      readonly at: number
      readonly liquidity: 'maker' | 'taker'
    },
  ): void {
    const { journal } = market.book
    this.#report({
      kind: 'filled',
      participant: order.participant,
      instrument: order.instrument,
      orderId: trade.orderId,
      tradeId: trade.tradeId,
      lots: journal.lots[trade.row]! as Lots,
      priceTicks: journal.price[trade.row]! as PriceTicks,
      liquidity: trade.liquidity,
      leavesLots: leaves as Lots,
      exchangeTime: trade.at as Instant,
    })
  }

  /** What came first is kept: a gap at the end is seen by who follows ids, one in the middle is not. */
  #report(report: OutsideReport): void {
    if (this.#reports.length < untakenReportsMost) this.#reports.push(report)
    else this.#lostReports++
  }

  #of(market: InstrumentMarket): Map<number, Resting> {
    let orders = this.#resting.get(market)
    if (orders === undefined) {
      orders = new Map()
      this.#resting.set(market, orders)
    }
    return orders
  }
}

function sideOf(order: OutsideOrder): BookSide {
  return order.side === 'buy' ? eventSide.buy : eventSide.sell
}

/** Why a venue would not take an order; undefined when it would. */
function refusal(market: InstrumentMarket, order: OutsideOrder): RejectReason | undefined {
  const { book } = market
  const { lots, limitTicks, participant } = order
  if (market.isOut) return 'halted'
  if (!(lots > 0)) return 'too-small'
  if (!Number.isSafeInteger(lots)) return 'off-grid'
  if (limitTicks !== undefined && !(Number.isSafeInteger(limitTicks) && limitTicks > 0)) {
    return 'off-grid'
  }
  const side = sideOf(order)
  const limit = limitTicks ?? market.protection(side)
  const takes = book.takeable(side, limit, lots, participant)
  if (order.isPostOnly && (limitTicks === undefined || crosses(market, side, limit))) {
    return 'would-take'
  }
  if (order.timeInForce === 'fok' && takes < lots) return 'no-fill-or-kill'
  if (limitTicks === undefined && takes === 0) return 'no-liquidity'
  return undefined
}

/** Would it run into what rests, its owner's own orders included? */
function crosses(market: InstrumentMarket, side: BookSide, limit: number): boolean {
  const { levels } = market.book
  return side === eventSide.buy
    ? levels.best(eventSide.ask) <= limit
    : levels.best(eventSide.bid) >= limit
}
