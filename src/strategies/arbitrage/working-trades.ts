import { unitsOf, type Currency } from '../../core/currency.ts'
import { isBelowLeast } from '../../core/least-order.ts'
import { notionalOfLots, unitsOfLots } from '../../core/notional.ts'
import { priceOf, type Lots, type PriceTicks } from '../../core/price.ts'
import type { OrderFill } from '../../core/orders/order-event.ts'
import type { Intent } from '../../core/strategy/intent.ts'
import type { OrderView, StrategyDesk, StrategyEvent } from '../../core/strategy/strategy.ts'
import type { Duration, Instant } from '../../core/time.ts'
import type { ArbitrageTrader } from './arbitrage-trader.ts'
import type { DecidedTrade } from './decided-trade.ts'
import type { Opportunity } from './opportunity.ts'
import type { StrategyFunds } from './strategy-funds.ts'
import type { Listed } from './terms.ts'

type Answer = Extract<StrategyEvent, { kind: 'order' }>['answer']

/** A trade whose legs are at work, or whose last fills are not known yet. */
interface AtWork {
  readonly trade: DecidedTrade
  /** By client order id: the orders seen of it, as they were last. */
  readonly orders: Map<number, OrderView>
  /** The first order of each leg. */
  readonly first: [number | undefined, number | undefined]
  readonly fees: Map<Currency, number>
  areLegsOver: boolean
}

/** What is left of one leg that could not be undone. */
interface Leftover {
  readonly instrument: number
  readonly side: 'buy' | 'sell'
  lots: number
  /** Of one lot, market quote, as it was counted. */
  lotNotional: number
  /** The order that is out for it. */
  label: number | undefined
}

/** The trades a strategy has out: what is heard of their orders, and when each is over. */
export class WorkingTrades {
  readonly #trader: ArbitrageTrader
  readonly #funds: StrategyFunds
  readonly #repairEvery: Duration
  readonly #byLabel = new Map<number, AtWork>()
  /** Beyond the end of its trade an order may still tell a fill. */
  readonly #ofOrder = new Map<number, AtWork>()
  readonly #left: Leftover[] = []
  /** By the indexes of the engine; empty before `carry`. */
  #listed: readonly Listed[] = []
  #repairs = 0
  #isWakeAsked = false

  constructor(trader: ArbitrageTrader, funds: StrategyFunds, repairEvery: Duration) {
    this.#trader = trader
    this.#funds = funds
    this.#repairEvery = repairEvery
  }

  /** What an earlier run left as positions is part of the inventory: more base, and what it was paid with less. */
  carry(desk: StrategyDesk, listed: readonly Listed[]): void {
    this.#listed = listed
    for (const [index, { instrument }] of listed.entries()) {
      const lots = desk.position(index)
      if (instrument.class !== 'spot' || lots === 0) continue
      this.#funds.book(instrument.venue, instrument.base, unitsOfLots(instrument, lots))
    }
  }

  add(trade: DecidedTrade): void {
    this.#byLabel.set(trade.wish.label, {
      trade,
      orders: new Map(),
      first: [undefined, undefined],
      fees: new Map(),
      areLegsOver: false,
    })
  }

  hearOrder(order: OrderView, answer: Answer, desk: StrategyDesk): void {
    const { label = NaN, request } = order
    const { clientOrderId, instrument, side } = request
    if (answer.kind === 'filled') this.#book(instrument, side, answer, desk)
    // Too many, too small, closed: whatever it is, the next order there would be torn from its other leg as well.
    if (answer.kind === 'rejected')
      this.#trader.rest(instrument, (desk.time + this.#repairEvery) as Instant)
    if (label < 0) return this.#hearRepair(order, answer)
    const known = this.#ofOrder.get(clientOrderId)
    const work = known ?? this.#byLabel.get(label)
    if (work === undefined) return
    if (known === undefined) this.#ofOrder.set(clientOrderId, work)
    work.orders.set(clientOrderId, order)
    const leg = work.trade.wish.legs.findIndex((each) => each.instrument === instrument)
    const isFirst = (work.first[leg as 0 | 1] ??= clientOrderId) === clientOrderId
    if (answer.kind === 'filled') this.#fill(work, { leg, isFirst }, { order, answer }, desk)
    if (isFirst && order.stage === 'ended') {
      work.trade.firstEnded(leg, order.filledLots === order.lots)
    }
  }

  hearLegs(label: number): void {
    const work = this.#byLabel.get(label)
    if (work !== undefined) work.areLegsOver = true
  }

  /** Closes trades whose legs are over and whose fills are all known; says what may be tried again. */
  settle(time: Instant): {
    readonly worthAnother: readonly Opportunity[]
    readonly wakeAt: Instant | undefined
  } {
    const worthAnother: Opportunity[] = []
    for (const [label, work] of this.#byLabel) {
      if (!work.areLegsOver || !areFillsKnown(work)) continue
      this.#byLabel.delete(label)
      for (const id of work.orders.keys()) this.#ofOrder.delete(id)
      const { isWorthAnother } = this.#trader.ended(work.trade, this.#feesOf(work), time)
      this.#keepLeftover(work.trade)
      for (const [leg, { instrument }] of work.trade.wish.legs.entries()) {
        const isRefused = work.first[leg as 0 | 1] === undefined
        if (isRefused) this.#trader.rest(instrument, (time + this.#repairEvery) as Instant)
      }
      if (isWorthAnother) worthAnother.push(work.trade.opportunity)
    }
    const isWakeDue = this.#left.length > 0 && !this.#isWakeAsked
    if (isWakeDue) this.#isWakeAsked = true
    return { worthAnother, wakeAt: isWakeDue ? ((time + this.#repairEvery) as Instant) : undefined }
  }

  /**
   * Orders that undo what was left of one leg, where none is out for it. What is below the least order of its venue waits:
   * it would only be refused, until the price has risen.
   */
  repairs(desk: StrategyDesk): Intent[] {
    this.#isWakeAsked = false
    const out = new Set(desk.orders().map(({ label }) => label))
    return this.#left.flatMap((each): Intent[] => {
      if (each.label !== undefined && out.has(each.label)) return []
      if (this.#isBelowLeast(each, desk)) return []
      each.label = --this.#repairs
      const { instrument, side, lots, label } = each
      const pricing = { kind: 'market' } as const
      const timeInForce = { kind: 'ioc' } as const
      const order = { instrument, side, lots: lots as Lots, pricing, timeInForce, label }
      return [{ kind: 'place', order }]
    })
  }

  #isBelowLeast({ instrument: index, lots }: Leftover, desk: StrategyDesk): boolean {
    const { instrument, terms } = this.#listed[index]!
    // Without a book it is tried.
    const price = priceOf(desk.midTicks(index) as PriceTicks, instrument.tickSize)
    return isBelowLeast(instrument, { lots, price }, terms)
  }

  #book(instrument: number, side: 'buy' | 'sell', fill: OrderFill, desk: StrategyDesk): void {
    const of = desk.instruments[instrument]!
    const { venue, base, quote } = of
    const quantity = unitsOfLots(of, fill.lots)
    const sign = side === 'buy' ? 1 : -1
    this.#funds.book(venue, base, sign * quantity)
    this.#funds.book(venue, quote, -sign * quantity * priceOfFill(fill, instrument, desk))
    this.#funds.book(venue, fill.feeCurrency, -unitsOf(fill.feeAtoms))
  }

  #fill(
    work: AtWork,
    { leg, isFirst }: { readonly leg: number; readonly isFirst: boolean },
    { order, answer }: { readonly order: OrderView; readonly answer: OrderFill },
    desk: StrategyDesk,
  ): void {
    const { instrument, side } = order.request
    const { lots, feeCurrency, feeAtoms } = answer
    const direction = side === work.trade.wish.legs[leg]!.side ? 'enter' : 'unwind'
    const of = desk.instruments[instrument]!
    const quantity = unitsOfLots(of, lots)
    const notional = notionalOfLots(of, lots, priceOfFill(answer, instrument, desk))
    const filled = { quantity, notional }
    this.#trader.heard(work.trade, { leg, direction, lots, isFirst, filled })
    work.fees.set(feeCurrency, (work.fees.get(feeCurrency) ?? 0) + unitsOf(feeAtoms))
  }

  #feesOf({ fees }: AtWork): number {
    let sum = 0
    for (const [currency, units] of fees) {
      const mark = this.#funds.mark(currency)
      // A venue's own token that is traded nowhere here has no price: what failures cost is told that much too low.
      if (!Number.isNaN(mark)) sum += units * mark
    }
    return sum
  }

  #keepLeftover(trade: DecidedTrade): void {
    const left = trade.left()
    const { buy, sell } = trade.opportunity
    const leg = left > 0 ? buy : sell
    const { instrument } = leg.listed
    const lots = Math.round(Math.abs(left) / unitsOfLots(instrument, 1))
    if (lots === 0) return
    const side = left > 0 ? 'sell' : 'buy'
    const lotNotional = notionalOfLots(instrument, 1, this.#funds.mark(instrument.base))
    const waiting = this.#left.find(
      (each) => each.instrument === leg.member && each.side === side && each.label === undefined,
    )
    if (waiting === undefined) {
      this.#left.push({ instrument: leg.member, side, lots, lotNotional, label: undefined })
      return
    }
    // Together they may be enough for an order.
    const notional = waiting.lots * waiting.lotNotional + lots * lotNotional
    waiting.lots += lots
    waiting.lotNotional = notional / waiting.lots
  }

  #hearRepair({ label }: OrderView, answer: Answer): void {
    if (answer.kind !== 'filled') return
    const at = this.#left.findIndex((each) => each.label === label)
    const left = this.#left[at]
    if (left === undefined) return
    left.lots -= answer.lots
    this.#trader.released(answer.lots * left.lotNotional)
    if (left.lots <= 0) this.#left.splice(at, 1)
  }
}

/** An order may be over before the last of what was filled of it is told. */
function areFillsKnown({ orders }: AtWork): boolean {
  for (const { stage, claimedLots, filledLots } of orders.values()) {
    if (stage !== 'ended' || claimedLots > filledLots) return false
  }
  return true
}

function priceOfFill(
  { priceTicks, priceStep }: OrderFill,
  instrument: number,
  desk: StrategyDesk,
): number {
  return priceOf(priceTicks, priceStep ?? desk.instruments[instrument]!.tickSize)
}
