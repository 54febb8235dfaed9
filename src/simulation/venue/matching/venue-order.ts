import type { QueuePosition } from '../../../book/queue/queue-model.ts'
import { eventSide, type BookSide } from '../../../core/events/event-codes.ts'
import type { OrderRequest, OrderSide } from '../../../core/orders/order.ts'
import type { OrderEvent } from '../../../core/orders/order-event.ts'
import type { Instant } from '../../../core/time.ts'

/** An order as its venue keeps it. Changed in place by `VenueMarket` and `OrderDesk` alone. */
export interface VenueOrder {
  readonly request: OrderRequest
  /** The side of the book it would rest on. */
  readonly bookSide: BookSide
  /** Asked for, filled part included. */
  lots: number
  filledLots: number
  /** The worst price it takes or rests at; NaN: any. */
  limitTicks: number
  /** Of a stop that waits; NaN otherwise. */
  triggerTicks: number
  /** `waiting`: a stop before its trigger. `taking`: on its way through the book. */
  state: 'waiting' | 'taking' | 'resting' | 'ended'
  /** In the queue of its level; undefined while that cannot be told. */
  position: QueuePosition | undefined
  /** Mid when it arrived, quote units; NaN when there was none. */
  arrivalPrice: number
  /** The venue's own, to close a position, and why; undefined: ours. */
  readonly forced: 'liquidated' | 'deleveraged' | undefined
  /** Its executions as they were said. */
  readonly fills: SaidFill[]
}

/** An execution before it is on its way to us. */
export type SaidFill = Omit<Extract<OrderEvent, { readonly kind: 'filled' }>, 'localTime'>

/** An order as it arrives. */
export function arrivedOrder(request: OrderRequest, arrivalPrice: number): VenueOrder {
  const { pricing, side } = request
  const limit = pricing.kind === 'limit' ? pricing.priceTicks : undefined
  return {
    request,
    bookSide: side === 'buy' ? eventSide.bid : eventSide.ask,
    lots: request.lots,
    filledLots: 0,
    limitTicks: limit ?? (pricing.kind === 'stop' ? (pricing.limitTicks ?? NaN) : NaN),
    triggerTicks: pricing.kind === 'stop' ? pricing.triggerTicks : NaN,
    state: pricing.kind === 'stop' ? 'waiting' : 'taking',
    position: undefined,
    arrivalPrice,
    forced: undefined,
    fills: [],
  }
}

/** What is not filled yet. */
export function leavesOf(order: VenueOrder): number {
  return order.lots - order.filledLots
}

/** Is a price within an order's limit? NaN is not. */
export function isWithin(side: OrderSide, price: number, limitTicks: number): boolean {
  if (Number.isNaN(limitTicks)) return !Number.isNaN(price)
  return side === 'buy' ? price <= limitTicks : price >= limitTicks
}

/** Does an order end at once if it is not filled? */
export function isImmediate({ request }: VenueOrder): boolean {
  const { kind } = request.timeInForce
  const isMarket =
    request.pricing.kind === 'market' ||
    (request.pricing.kind === 'stop' && request.pricing.limitTicks === undefined)
  return isMarket || kind === 'ioc' || kind === 'fok'
}

/** When an order is given up; Infinity: never by itself. */
export function expiryOf({ request }: VenueOrder): Instant {
  const { timeInForce } = request
  return timeInForce.kind === 'gtd' ? timeInForce.until : (Infinity as Instant)
}
