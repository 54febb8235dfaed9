import type { QueueModel, QueuePosition } from '../../src/book/queue/queue-model.ts'
import {
  eventFlag,
  eventKind,
  eventSide,
  type BookSide,
} from '../../src/core/events/event-codes.ts'
import type { EventRows } from '../../src/core/events/event-columns.ts'
import type { OrderCommand, OrderRequest, OrderSide } from '../../src/core/orders/order.ts'
import { NaiveDepth } from './naive-depth.ts'
import { NaivePrints } from './naive-prints.ts'
import type { SelfTrade } from '../../src/simulation/venue/matching/match-host.ts'
import type { TakenAfterChange } from '../../src/simulation/venue/matching/taken-liquidity.ts'

interface NaiveOrder {
  readonly request: OrderRequest
  lots: number
  filled: number
  limit: number | undefined
  trigger: number | undefined
  resting: boolean
  position: QueuePosition | undefined
  shown: number
  /** When it last joined a queue. */
  turn: number
}

/**
 * The matching of one perpetual written down as the assumption pages say it: no order kept sorted, no price kept at hand,
 * everything looked for anew. What it says is text, to be compared.
 */
export class NaiveVenue {
  readonly said: string[] = []
  position = 0
  readonly #queue: QueueModel
  readonly #selfTrade: SelfTrade
  readonly #afterChange: TakenAfterChange
  readonly #depth = new NaiveDepth()
  #isVoid = true
  #orders: NaiveOrder[] = []
  readonly #used = new Set<number>()
  #message: { readonly kind: number; readonly side: number; readonly price: number }[] = []
  #turn = 0
  #now = 0
  readonly #prints: NaivePrints

  constructor(
    queue: QueueModel,
    terms: {
      readonly selfTrade: SelfTrade
      readonly taken: TakenAfterChange
      readonly printsLagUs: number
    },
  ) {
    this.#prints = new NaivePrints(terms.printsLagUs)
    this.#queue = queue
    this.#selfTrade = terms.selfTrade
    this.#afterChange = terms.taken
  }

  /** What is given up at an instant before this one. */
  expireBefore(at: number): void {
    const due = this.#orders.filter((order) => untilOf(order) < at)
    for (const order of due.toSorted((a, b) => untilOf(a) - untilOf(b))) this.#end(order, 'expired')
  }

  row(rows: EventRows, row: number, at: number): void {
    this.#now = at
    const kind = rows.kind[row]!
    const price = rows.price[row]!
    const lots = rows.quantity[row]!
    const side = rows.side[row]!
    this.#message.push({ kind, side, price })
    if (kind === eventKind.clear || kind === eventKind.gap) {
      this.#depth.shown.clear()
      this.#isVoid = kind === eventKind.gap
    }
    if (kind === eventKind.level && !this.#isVoid) this.#depth.shown.set(`${side} ${price}`, lots)
    if (kind === eventKind.trade) this.#trade(side, price, lots)
    if ((rows.flags[row]! & eventFlag.endsMessage) !== 0) this.#endMessage()
  }

  handle(command: OrderCommand, at: number): void {
    if (command.kind === 'place') return this.#place(command.order, at)
    const order = this.#orders.find(
      ({ request }) => request.clientOrderId === command.clientOrderId,
    )
    const id = command.clientOrderId
    if (order === undefined) this.said.push(`${id} ${command.kind}-rejected unknown-order`)
    else if (command.kind === 'cancel') this.#end(order, 'asked')
    else this.#amend(order, command.lots, command.priceTicks)
  }

  /** Resting orders of a side, best price first and of one price the oldest. */
  #resting(side: OrderSide): readonly NaiveOrder[] {
    const sign = side === 'buy' ? -1 : 1
    return this.#orders
      .filter(({ resting, request }) => resting && request.side === side)
      .toSorted((a, b) => sign * (a.limit! - b.limit!) || a.turn - b.turn)
  }

  #trade(side: number, price: number, lots: number): void {
    const bid = this.#depth.levels(eventSide.bid)[0] ?? NaN
    const ask = this.#depth.levels(eventSide.ask)[0] ?? NaN
    let aggressor = side
    if (side === eventSide.unknown && price - bid > ask - price) aggressor = eventSide.buy
    if (side === eventSide.unknown && price - bid < ask - price) aggressor = eventSide.sell
    for (const [own, hitBy] of [
      ['sell', eventSide.buy],
      ['buy', eventSide.sell],
    ] as const) {
      // A print that does not come to ours is not of those who met ours.
      const isReached = this.#resting(own).some(({ limit }) =>
        own === 'sell' ? limit! <= price : limit! >= price,
      )
      let given = isReached ? this.#prints.takeMet(own, lots, this.#now) : 0
      const shares: [NaiveOrder, number][] = []
      const fresh =
        aggressor === hitBy ? this.#prints.fresh(`${own} ${price}`, lots, this.#now) : lots
      for (const order of this.#resting(own)) {
        const isThrough = own === 'sell' ? order.limit! < price : order.limit! > price
        const isHit = order.limit === price && aggressor === hitBy
        if (!isThrough && !isHit) continue
        const { position } = order
        const atPrice = position === undefined ? 0 : isHit ? this.#queue.traded(position, fresh) : 0
        const reached = isThrough ? lots : Math.floor(atPrice)
        const share = Math.min(order.lots - order.filled, Math.max(0, reached - given))
        given += share
        shares.push([order, share])
      }
      for (const [order, share] of shares) if (share > 0) this.#fill(order, share, 'maker')
    }
    for (const order of this.#orders) {
      const { trigger, request } = order
      if (trigger === undefined || request.pricing.kind !== 'stop') continue
      if (request.side === 'buy' ? price >= trigger : price <= trigger) this.#triggered.add(order)
    }
  }

  readonly #triggered = new Set<NaiveOrder>()

  #endMessage(): void {
    const isBook = this.#message.some(
      ({ kind }) => kind <= eventKind.level || kind === eventKind.gap,
    )
    if (this.#message.some(({ kind }) => kind === eventKind.clear || kind === eventKind.gap)) {
      this.#isAllTouched = true
    }
    const rows = this.#message
    const isTouched = (order: NaiveOrder): boolean =>
      this.#isAllTouched ||
      rows.some(({ side, price }) => side === sideOf(order) && price === order.limit)
    this.#message = []
    if (isBook && !this.#isVoid) {
      this.#depth.lookAtTaken(this.#afterChange)
      const resting = this.#orders.filter((order) => order.resting)
      const levels = new Map(resting.map((order) => [`${sideOf(order)} ${order.limit}`, order]))
      for (const order of levels.values()) if (isTouched(order)) this.#notePrints(order)
      for (const order of resting) this.#lookAtPlace(order, isTouched(order))
      this.#isAllTouched = false
      this.#cross('buy', eventSide.ask)
      this.#cross('sell', eventSide.bid)
    }
    const triggered = [...this.#triggered]
    this.#triggered.clear()
    for (const order of triggered) {
      if (!this.#orders.includes(order)) continue
      this.said.push(`${order.request.clientOrderId} triggered`)
      order.trigger = undefined
      const isShort =
        order.request.timeInForce.kind === 'fok' &&
        Math.min(this.#fillable(order), this.#takableLots(order)) < order.lots
      if (isShort) this.#end(order, 'not-filled-at-once')
      else this.#execute(order)
    }
  }

  #isAllTouched = false

  #notePrints(order: NaiveOrder): void {
    const now = this.#depth.lotsAt(sideOf(order), order.limit!)
    if (!this.#depth.inSight(sideOf(order), order.limit!)) return
    this.#prints.changed(`${order.request.side} ${order.limit}`, order.shown - now, this.#now)
  }

  #lookAtPlace(order: NaiveOrder, isTouched: boolean): void {
    const side = sideOf(order)
    if (!this.#depth.inSight(side, order.limit!)) return
    const now = this.#depth.lotsAt(side, order.limit!)
    if (order.position === undefined) order.position = this.#queue.join(side, order.limit!, now)
    else if (isTouched) this.#queue.levelChanged(order.position, order.shown, now)
    order.shown = now
  }

  #cross(own: OrderSide, other: number): void {
    for (const order of this.#resting(own)) {
      for (const price of this.#depth.levels(other)) {
        const isMet = own === 'buy' ? price <= order.limit! : price >= order.limit!
        const lots = Math.min(order.lots - order.filled, this.#depth.available(other, price))
        if (!isMet || lots === 0 || !this.#orders.includes(order)) continue
        const filled = this.#fill(order, lots, 'maker')
        this.#depth.take(other, price, filled)
        if (filled > 0) this.#prints.addMet(own, filled, this.#now)
      }
    }
  }

  /** @returns the lots it filled, fewer where it only reduces */
  #fill(order: NaiveOrder, wanted: number, liquidity: string, price = order.limit!): number {
    const { side, isReduceOnly, clientOrderId } = order.request
    if (!this.#orders.includes(order)) return 0
    const reducible = Math.max(0, side === 'buy' ? -this.position : this.position)
    const lots = isReduceOnly ? Math.min(wanted, reducible) : wanted
    if (lots > 0) {
      order.filled += lots
      this.position += side === 'buy' ? lots : -lots
      this.said.push(`${clientOrderId} filled ${lots}@${price} ${liquidity}`)
      if (order.filled === order.lots) this.#orders = this.#orders.filter((each) => each !== order)
    }
    if (lots < wanted) this.#end(order, 'reduce-only')
    return lots
  }

  /** How much of an order may fill as the position stands. */
  #fillable({ request: { side, isReduceOnly }, lots }: NaiveOrder): number {
    if (!isReduceOnly) return lots
    return Math.max(0, Math.min(lots, side === 'buy' ? -this.position : this.position))
  }

  #end(order: NaiveOrder, reason: string): void {
    if (!this.#orders.includes(order)) return
    this.#orders = this.#orders.filter((each) => each !== order)
    this.said.push(`${order.request.clientOrderId} cancelled ${reason} ${order.filled}`)
  }

  /** Prices an order could take at, best first. */
  #within(order: NaiveOrder): readonly number[] {
    const { side } = order.request
    return this.#depth
      .levels(side === 'buy' ? eventSide.ask : eventSide.bid)
      .filter(
        (price) =>
          order.limit === undefined ||
          (side === 'buy' ? price <= order.limit : price >= order.limit),
      )
  }

  /** Our resting order that an order would meet first. */
  #met(order: NaiveOrder): NaiveOrder | undefined {
    const { side } = order.request
    const first = this.#resting(side === 'buy' ? 'sell' : 'buy')[0]
    if (first === undefined || order.limit === undefined) return first
    const isMet = side === 'buy' ? first.limit! <= order.limit : first.limit! >= order.limit
    return isMet ? first : undefined
  }

  #takableLots(order: NaiveOrder): number {
    const { side } = order.request
    const met = this.#selfTrade === 'cancel-oldest' ? undefined : this.#met(order)
    let lots = 0
    for (const price of this.#within(order)) {
      if (met !== undefined && (side === 'buy' ? price >= met.limit! : price <= met.limit!)) break
      lots += this.#depth.available(side === 'buy' ? eventSide.ask : eventSide.bid, price)
    }
    return lots
  }

  #place(request: OrderRequest, at: number): void {
    const { pricing, clientOrderId, isReduceOnly, timeInForce } = request
    const order: NaiveOrder = {
      request,
      lots: request.lots,
      filled: 0,
      limit: pricing.kind === 'limit' ? pricing.priceTicks : undefined,
      trigger: pricing.kind === 'stop' ? pricing.triggerTicks : undefined,
      resting: false,
      position: undefined,
      shown: 0,
      turn: 0,
    }
    if (pricing.kind === 'stop') order.limit = pricing.limitTicks
    const refuse = (reason: string): void => {
      this.said.push(`${clientOrderId} rejected ${reason}`)
    }
    if (this.#used.has(clientOrderId)) return refuse('duplicate-id')
    const reducible = this.#fillable(order)
    if (order.trigger === undefined) {
      if (isReduceOnly && reducible === 0) return refuse('no-position-to-reduce')
      const isImmediate =
        pricing.kind === 'market' || timeInForce.kind === 'ioc' || timeInForce.kind === 'fok'
      if (this.#isVoid && isImmediate) return refuse('no-liquidity')
      const takes = this.#met(order) !== undefined || this.#takableLots(order) > 0
      if (pricing.kind === 'limit' && pricing.isPostOnly && takes) return refuse('would-take')
      if (
        timeInForce.kind === 'fok' &&
        Math.min(reducible, this.#takableLots(order)) < order.lots
      ) {
        return refuse('no-fill-or-kill')
      }
      if (pricing.kind === 'market' && !takes) return refuse('no-liquidity')
    }
    this.#used.add(clientOrderId)
    this.said.push(`${clientOrderId} accepted`)
    this.#orders.push(order)
    if (timeInForce.kind === 'gtd' && timeInForce.until <= at) return this.#end(order, 'expired')
    if (order.trigger === undefined) this.#execute(order)
  }

  #execute(order: NaiveOrder): void {
    const { side, timeInForce } = order.request
    const other = side === 'buy' ? eventSide.ask : eventSide.bid
    const isOpen = (): boolean => this.#orders.includes(order)
    for (;;) {
      if (!isOpen()) return
      const met = this.#met(order)
      const price = this.#within(order).find((each) => this.#depth.available(other, each) > 0)
      const isBefore =
        met === undefined ||
        (price !== undefined && (side === 'buy' ? price < met.limit! : price > met.limit!))
      if (!isBefore) {
        if (this.#selfTrade !== 'cancel-newest') this.#end(met, 'self-trade')
        if (this.#selfTrade !== 'cancel-oldest') this.#end(order, 'self-trade')
      } else if (price === undefined) break
      else {
        const lots = Math.min(order.lots - order.filled, this.#depth.available(other, price))
        this.#depth.take(other, price, this.#fill(order, lots, 'taker', price))
      }
    }
    const isImmediate =
      order.limit === undefined || timeInForce.kind === 'ioc' || timeInForce.kind === 'fok'
    if (isImmediate) this.#end(order, 'not-filled-at-once')
    else this.#rest(order)
  }

  #rest(order: NaiveOrder): void {
    const side = order.request.side === 'buy' ? eventSide.bid : eventSide.ask
    order.resting = true
    order.turn = this.#turn++
    const isFirst = !this.#resting(order.request.side).some(
      (each) => each !== order && each.limit === order.limit,
    )
    if (isFirst) this.#prints.forget(`${order.request.side} ${order.limit}`)
    order.position = undefined
    order.shown = this.#depth.lotsAt(side, order.limit!)
    if (this.#isVoid || !this.#depth.inSight(side, order.limit!)) return
    order.position = this.#queue.join(side, order.limit!, order.shown)
  }

  #amend(order: NaiveOrder, lots: number, price: number): void {
    const { clientOrderId, pricing } = order.request
    if (lots <= order.filled) return this.#end(order, 'asked')
    const isWaiting = order.trigger !== undefined
    if (!isWaiting && pricing.kind === 'limit' && pricing.isPostOnly) {
      const changed = { ...order, lots, limit: price }
      if (this.#met(changed) !== undefined || this.#takableLots(changed) > 0) {
        this.said.push(`${clientOrderId} amend-rejected would-take`)
        return
      }
    }
    this.said.push(`${clientOrderId} amended ${lots}@${price}`)
    const keepsPlace = !isWaiting && price === order.limit && lots <= order.lots
    order.lots = lots
    if (isWaiting) order.trigger = price
    else order.limit = price
    if (keepsPlace || isWaiting) return
    order.resting = false
    this.#execute(order)
  }
}

function untilOf({ request: { timeInForce } }: NaiveOrder): number {
  return timeInForce.kind === 'gtd' ? timeInForce.until : Infinity
}

function sideOf({ request }: NaiveOrder): BookSide {
  return request.side === 'buy' ? eventSide.bid : eventSide.ask
}
