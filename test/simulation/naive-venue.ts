import type { QueueModel, QueuePosition } from '../../src/book/queue/queue-model.ts'
import { eventFlag, eventKind, eventSide } from '../../src/core/events/event-codes.ts'
import type { EventRows } from '../../src/core/events/event-columns.ts'
import type { OrderCommand, OrderRequest, OrderSide } from '../../src/core/orders/order.ts'
import type { SelfTrade } from '../../src/simulation/venue/matching/match-host.ts'
import type { TakenAfterChange } from '../../src/simulation/venue/matching/taken-liquidity.ts'

/** Prices the twin knows: it looks at all of them whenever it looks for one. */
const prices = Array.from({ length: 40 }, (_, k) => 80 + k)

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
  #book = new Map<string, number>()
  #isVoid = true
  #taken = new Map<string, { lots: number; shown: number }>()
  #orders: NaiveOrder[] = []
  readonly #used = new Set<number>()
  #message: { readonly kind: number; readonly price: number }[] = []
  #turn = 0

  constructor(queue: QueueModel, selfTrade: SelfTrade, afterChange: TakenAfterChange) {
    this.#queue = queue
    this.#selfTrade = selfTrade
    this.#afterChange = afterChange
  }

  /** What is given up at an instant before this one. */
  expireBefore(at: number): void {
    const due = this.#orders.filter((order) => untilOf(order) < at)
    for (const order of due.toSorted((a, b) => untilOf(a) - untilOf(b))) this.#end(order, 'expired')
  }

  row(rows: EventRows, row: number): void {
    const kind = rows.kind[row]!
    const price = rows.price[row]!
    const lots = rows.quantity[row]!
    const side = rows.side[row]!
    this.#message.push({ kind, price })
    if (kind === eventKind.clear || kind === eventKind.gap) {
      this.#book = new Map()
      this.#isVoid = kind === eventKind.gap
    }
    if (kind === eventKind.level && !this.#isVoid) this.#book.set(`${side} ${price}`, lots)
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

  #lotsAt(side: number, price: number): number {
    return this.#book.get(`${side} ${price}`) ?? 0
  }

  #available(side: number, price: number): number {
    return Math.max(0, this.#lotsAt(side, price) - (this.#taken.get(`${side} ${price}`)?.lots ?? 0))
  }

  /** Levels of a side with lots displayed, best first. */
  #levels(side: number): readonly number[] {
    const there = prices.filter((price) => this.#lotsAt(side, price) > 0)
    return side === eventSide.bid ? there.toReversed() : there
  }

  #inSight(side: number, price: number): boolean {
    return prices.some(
      (other) =>
        this.#lotsAt(side, other) > 0 && (side === eventSide.bid ? other <= price : other >= price),
    )
  }

  /** Resting orders of a side, best price first and of one price the oldest. */
  #resting(side: OrderSide): readonly NaiveOrder[] {
    const sign = side === 'buy' ? -1 : 1
    return this.#orders
      .filter(({ resting, request }) => resting && request.side === side)
      .toSorted((a, b) => sign * (a.limit! - b.limit!) || a.turn - b.turn)
  }

  #trade(side: number, price: number, lots: number): void {
    const bid = this.#levels(eventSide.bid)[0] ?? NaN
    const ask = this.#levels(eventSide.ask)[0] ?? NaN
    let aggressor = side
    if (side === eventSide.unknown && price - bid > ask - price) aggressor = eventSide.buy
    if (side === eventSide.unknown && price - bid < ask - price) aggressor = eventSide.sell
    for (const [own, hitBy] of [
      ['sell', eventSide.buy],
      ['buy', eventSide.sell],
    ] as const) {
      let given = 0
      const shares: [NaiveOrder, number][] = []
      for (const order of this.#resting(own)) {
        const isThrough = own === 'sell' ? order.limit! < price : order.limit! > price
        const isHit = order.limit === price && aggressor === hitBy
        if (!isThrough && !isHit) continue
        const { position } = order
        const atPrice = position === undefined ? 0 : isHit ? this.#queue.traded(position, lots) : 0
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
    const isWhole = this.#message.some(({ kind }) => kind === eventKind.clear)
    for (const { kind } of this.#message) if (kind === eventKind.clear) this.#pending = 'all'
    if (this.#message.some(({ kind }) => kind === eventKind.gap)) this.#pending = 'all'
    const touched =
      isWhole || this.#pending === 'all' ? prices : this.#message.map(({ price }) => price)
    this.#message = []
    if (isBook && !this.#isVoid) {
      this.#pending = 'none'
      this.#lookAtTaken()
      for (const order of this.#orders) if (order.resting) this.#lookAtPlace(order, touched)
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
        order.request.timeInForce.kind === 'fok' && this.#takableLots(order) < order.lots
      if (isShort) this.#end(order, 'not-filled-at-once')
      else this.#execute(order)
    }
  }

  #pending: 'none' | 'all' = 'none'

  #lookAtTaken(): void {
    for (const [key, taken] of this.#taken) {
      const [side, price] = key.split(' ').map(Number) as [number, number]
      const now = this.#lotsAt(side, price)
      if (now === taken.shown || !this.#inSight(side, price)) continue
      taken.lots = this.#afterChange(taken.lots, taken.shown, now)
      taken.shown = now
    }
  }

  #lookAtPlace(order: NaiveOrder, touched: readonly number[]): void {
    const side = order.request.side === 'buy' ? eventSide.bid : eventSide.ask
    if (!this.#inSight(side, order.limit!)) return
    const now = this.#lotsAt(side, order.limit!)
    if (order.position === undefined) order.position = this.#queue.join(side, order.limit!, now)
    else if (touched.includes(order.limit!)) {
      this.#queue.levelChanged(order.position, order.shown, now)
    }
    order.shown = now
  }

  #cross(own: OrderSide, other: number): void {
    for (const order of this.#resting(own)) {
      for (const price of this.#levels(other)) {
        const isMet = own === 'buy' ? price <= order.limit! : price >= order.limit!
        const lots = Math.min(order.lots - order.filled, this.#available(other, price))
        if (!isMet || lots === 0 || !this.#orders.includes(order)) continue
        this.#take(other, price, this.#fill(order, lots, 'maker'))
      }
    }
  }

  #take(side: number, price: number, lots: number): void {
    if (lots === 0) return
    const key = `${side} ${price}`
    const taken = this.#taken.get(key)
    if (taken === undefined || taken.lots === 0) {
      this.#taken.set(key, { lots, shown: this.#lotsAt(side, price) })
    } else taken.lots += lots
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

  #end(order: NaiveOrder, reason: string): void {
    if (!this.#orders.includes(order)) return
    this.#orders = this.#orders.filter((each) => each !== order)
    this.said.push(`${order.request.clientOrderId} cancelled ${reason} ${order.filled}`)
  }

  /** Prices an order could take at, best first. */
  #within(order: NaiveOrder): readonly number[] {
    const { side } = order.request
    return this.#levels(side === 'buy' ? eventSide.ask : eventSide.bid).filter(
      (price) =>
        order.limit === undefined || (side === 'buy' ? price <= order.limit : price >= order.limit),
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
      lots += this.#available(side === 'buy' ? eventSide.ask : eventSide.bid, price)
    }
    return lots
  }

  #place(request: OrderRequest, at: number): void {
    const { pricing, clientOrderId, side, isReduceOnly, timeInForce } = request
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
    const reducible = side === 'buy' ? -this.position : this.position
    if (isReduceOnly && reducible <= 0) return refuse('no-position-to-reduce')
    if (order.trigger === undefined) {
      const isImmediate =
        pricing.kind === 'market' || timeInForce.kind === 'ioc' || timeInForce.kind === 'fok'
      if (this.#isVoid && isImmediate) return refuse('no-liquidity')
      const takes = this.#met(order) !== undefined || this.#takableLots(order) > 0
      if (pricing.kind === 'limit' && pricing.isPostOnly && takes) return refuse('would-take')
      if (timeInForce.kind === 'fok' && this.#takableLots(order) < order.lots) {
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
      const price = this.#within(order).find((each) => this.#available(other, each) > 0)
      const isBefore =
        met === undefined ||
        (price !== undefined && (side === 'buy' ? price < met.limit! : price > met.limit!))
      if (!isBefore) {
        if (this.#selfTrade !== 'cancel-newest') this.#end(met, 'self-trade')
        if (this.#selfTrade !== 'cancel-oldest') this.#end(order, 'self-trade')
      } else if (price === undefined) break
      else {
        const lots = Math.min(order.lots - order.filled, this.#available(other, price))
        this.#take(other, price, this.#fill(order, lots, 'taker', price))
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
    order.position = undefined
    order.shown = this.#lotsAt(side, order.limit!)
    if (this.#isVoid || !this.#inSight(side, order.limit!)) return
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
