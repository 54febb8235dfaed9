import type { OrderRequest, OrderSide } from '../core/orders/order.ts'
import type { Lots } from '../core/price.ts'
import type { OrderView } from '../core/strategy/strategy.ts'
import {
  newOrder,
  orderAfter,
  possibleLots,
  stageOf,
  type OrderHappening,
  type OrderState,
} from '../execution/order-state.ts'
import type { LegsDesk } from './legs-desk.ts'

/** An order of ours and whose it is. */
export interface OwnOrder {
  readonly strategy: number
  readonly label: number | undefined
  /** Mid of its book when it was decided, quote units; NaN where there was none. */
  readonly arrivalMid: number
  /** The legs it belongs to; an order of an earlier run has them once those are taken up again. */
  legs: OrderOfLegs | undefined
  state: OrderState
  /** How often this run has asked for it to be cancelled. */
  cancels: number
  /** Since when the answer to a cancellation, and that to an amendment, is out; of no meaning while none is. */
  cancelAskedAt: number
  amendAskedAt: number
}

interface OrderOfLegs {
  /** Themselves: their label may be another's when the order is heard of. */
  readonly legs: LegsDesk
  readonly leg: number
  /** How often before it the same was proposed and came to nothing. */
  readonly failures: number
}

/** Ended orders that are remembered, so that what is heard late is known for whose it is. */
const endedKeptMost = 16_384

/**
 * All orders of a run, and what may still become of them. A class, for the sums beside the orders must be theirs.
 */
export class OwnOrders {
  readonly #orders = new Map<number, OwnOrder>()
  readonly #open: Map<number, OwnOrder>[]
  readonly #ended: number[] = []
  #endedHead = 0
  /** By instrument: lots that may still be filled, orders of unknown fate. */
  readonly #buyLots: Float64Array
  readonly #sellLots: Float64Array
  readonly #unknown: Int32Array
  readonly #unknownOrders = new Set<OwnOrder>()
  #openCount = 0
  #lastId = 0

  constructor(instruments: number, strategies: number) {
    this.#open = Array.from({ length: strategies }, () => new Map<number, OwnOrder>())
    this.#buyLots = new Float64Array(instruments)
    this.#sellLots = new Float64Array(instruments)
    this.#unknown = new Int32Array(instruments)
  }

  nextId(): number {
    return this.#lastId + 1
  }

  /** Takes an order in, under the id `nextId` gave. */
  add(
    request: OrderRequest,
    order: Omit<OwnOrder, 'state' | 'cancels' | 'cancelAskedAt' | 'amendAskedAt'>,
  ): OwnOrder {
    const { strategy, label, arrivalMid, legs } = order
    const state = newOrder(request)
    const asked = { cancels: 0, cancelAskedAt: NaN, amendAskedAt: NaN }
    const own: OwnOrder = { strategy, label, arrivalMid, legs, state, ...asked }
    this.#lastId = request.clientOrderId
    this.#orders.set(request.clientOrderId, own)
    this.#open[order.strategy]!.set(request.clientOrderId, own)
    this.#openCount++
    this.#count(own.state, 1)
    return own
  }

  /** Takes in an order of an earlier run, under the id it has: the next ones come after it. */
  restore(own: OwnOrder): void {
    const { clientOrderId } = own.state.request
    this.#lastId = Math.max(this.#lastId, clientOrderId)
    this.#orders.set(clientOrderId, own)
    this.#count(own.state, 1)
    if (own.state.fate === 'ended') this.#remember(clientOrderId)
    else {
      this.#open[own.strategy]!.set(clientOrderId, own)
      this.#openCount++
      this.#noteFate(own)
    }
  }

  /** Ids up to this one were given in earlier runs. */
  startAfter(lastId: number): void {
    this.#lastId = Math.max(this.#lastId, lastId)
  }

  /** Orders of unknown fate, and those that ended with more filled than was heard of. */
  unknown(): ReadonlySet<OwnOrder> {
    return this.#unknownOrders
  }

  of(clientOrderId: number): OwnOrder | undefined {
    return this.#orders.get(clientOrderId)
  }

  /** Tells an order what happened to it; gives the lots of a fill that were not known before. */
  hear(own: OwnOrder, happening: OrderHappening): Lots {
    const before = own.state
    const after = orderAfter(before, happening)
    if (after === before) return 0 as Lots
    this.#count(before, -1)
    own.state = after
    this.#count(after, 1)
    this.#noteFate(own)
    const id = after.request.clientOrderId
    if (after.fate === 'ended' && before.fate !== 'ended') {
      this.#open[own.strategy]!.delete(id)
      this.#openCount--
      this.#remember(id)
    }
    return (after.filledLots - before.filledLots) as Lots
  }

  openOf(strategy: number): Iterable<OwnOrder> {
    return this.#open[strategy]!.values()
  }

  openCount(): number {
    return this.#openCount
  }

  workingLots(instrument: number, side: OrderSide): number {
    return (side === 'buy' ? this.#buyLots : this.#sellLots)[instrument]!
  }

  hasUnknownFate(instrument: number): boolean {
    return this.#unknown[instrument]! > 0
  }

  #noteFate(own: OwnOrder): void {
    const { fate, claimedLots, filledLots } = own.state
    const isShort = fate === 'ended' && claimedLots > filledLots
    if (fate === 'unknown' || isShort) this.#unknownOrders.add(own)
    else this.#unknownOrders.delete(own)
  }

  #count(state: OrderState, sign: 1 | -1): void {
    const { instrument, side } = state.request
    const lots = side === 'buy' ? this.#buyLots : this.#sellLots
    lots[instrument]! += sign * possibleLots(state)
    if (state.fate === 'unknown') this.#unknown[instrument]! += sign
  }

  #remember(id: number): void {
    this.#ended.push(id)
    if (this.#ended.length - this.#endedHead <= endedKeptMost) return
    const forgotten = this.#orders.get(this.#ended[this.#endedHead]!)
    if (forgotten !== undefined) {
      // A fill that did not come in all this time will not: what was claimed is given up.
      this.#count(forgotten.state, -1)
      this.#orders.delete(forgotten.state.request.clientOrderId)
    }
    this.#endedHead++
    if (this.#endedHead * 2 > this.#ended.length) {
      this.#ended.splice(0, this.#endedHead)
      this.#endedHead = 0
    }
  }
}

/** An order as its strategy sees it. */
export function viewOf({ state, label }: OwnOrder): OrderView {
  const { request, lots, priceTicks, filledLots, claimedLots } = state
  return { request, label, stage: stageOf(state), lots, priceTicks, filledLots, claimedLots }
}
