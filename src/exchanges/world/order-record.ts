import type { Atoms, Currency } from '../../core/currency.ts'
import type { OrderRequest } from '../../core/orders/order.ts'
import type {
  CancelReason,
  OrderEvent,
  RejectReason,
  Stamped,
} from '../../core/orders/order-event.ts'

/** One execution of an order. */
export interface FillRecord {
  readonly order: OrderRecord
  /** Unique in its account. */
  readonly tradeId: number
  readonly at: number
  readonly lots: number
  readonly priceTicks: number
  /** Price times quantity, above zero. */
  readonly notional: Atoms
  readonly liquidity: 'maker' | 'taker'
  /** Paid when positive. */
  readonly feeAtoms: Atoms
  readonly feeCurrency: Currency
  /** What it closed of a position has brought, settlement currency; 0 of spot. */
  readonly realised: Atoms
}

/** An order as its venue tells of it. Changed by its `TradingAccount` alone. */
export interface OrderRecord {
  /** The venue's. */
  readonly orderId: number
  /** The client's, or the one the venue gave it. */
  readonly clientId: string
  /** Of its instrument. */
  readonly index: number
  readonly request: OrderRequest
  /** How it was asked for, in the venue's own words: what the venue says again when it tells of the order. */
  readonly words: Readonly<Record<string, string>>
  readonly createdAt: number
  updatedAt: number
  /** `sent`: nothing is known yet. `open`: taken, and not ended. */
  status: 'sent' | 'open' | 'filled' | 'cancelled' | 'rejected'
  endReason: CancelReason | RejectReason | undefined
  /** As amended since. */
  lots: number
  /** NaN at market. */
  priceTicks: number
  /** NaN where it is no stop. */
  triggerTicks: number
  /** A stop whose trigger was reached. */
  isTriggered: boolean
  filledLots: number
  /** Price times quantity of its fills. */
  filledNotional: Atoms
  readonly fills: FillRecord[]
}

/** A record of an order that was just asked for. */
export function newRecord(
  request: OrderRequest,
  asked: {
    readonly clientId: string
    readonly words: Readonly<Record<string, string>>
    readonly at: number
  },
): OrderRecord {
  const { pricing } = request
  const limit = pricing.kind === 'limit' ? pricing.priceTicks : undefined
  return {
    orderId: request.clientOrderId,
    clientId: asked.clientId,
    index: request.instrument,
    request,
    words: asked.words,
    createdAt: asked.at,
    updatedAt: asked.at,
    status: 'sent',
    endReason: undefined,
    lots: request.lots,
    priceTicks: limit ?? (pricing.kind === 'stop' ? (pricing.limitTicks ?? NaN) : NaN),
    triggerTicks: pricing.kind === 'stop' ? pricing.triggerTicks : NaN,
    isTriggered: false,
    filledLots: 0,
    filledNotional: 0n,
    fills: [],
  }
}

/** Is it taken and not ended? */
export function isOpen({ status }: OrderRecord): boolean {
  return status === 'open'
}

/** What an order's record has just learnt. */
export interface OrderUpdate {
  readonly kind: OrderEvent['kind']
  readonly order: OrderRecord
  /** Of `filled`. */
  readonly fill: FillRecord | undefined
  readonly at: number
}

/** Takes an answer of the venue into its order's record. @param fill of `filled` */
export function recordAnswer(
  order: OrderRecord,
  event: Stamped<OrderEvent>,
  fill: FillRecord | undefined,
): void {
  order.updatedAt = event.exchangeTime
  switch (event.kind) {
    case 'accepted':
      order.status = 'open'
      return
    case 'rejected':
      order.status = 'rejected'
      order.endReason = event.reason
      return
    case 'filled':
      if (fill === undefined) return
      order.fills.push(fill)
      order.filledLots += fill.lots
      order.filledNotional += fill.notional
      if (event.leavesLots === 0) order.status = 'filled'
      return
    case 'cancelled':
      order.status = 'cancelled'
      order.endReason = event.reason
      return
    case 'amended':
      order.lots = event.lots
      if (isWaiting(order)) order.triggerTicks = event.priceTicks
      else order.priceTicks = event.priceTicks
      return
    case 'triggered':
      order.isTriggered = true
      return
    case 'cancel-rejected':
    case 'amend-rejected':
      return
  }
}

/** A stop before its trigger. */
export function isWaiting(order: OrderRecord): boolean {
  return order.request.pricing.kind === 'stop' && !order.isTriggered
}
