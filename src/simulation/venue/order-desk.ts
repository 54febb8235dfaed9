import { unitsOf } from '../../core/currency.ts'
import type { OrderCommand, OrderRequest } from '../../core/orders/order.ts'
import type {
  CancelReason,
  OrderEvent,
  RejectReason,
  Stamped,
} from '../../core/orders/order-event.ts'
import type { Lots, PriceTicks } from '../../core/price.ts'
import type { Instant } from '../../core/time.ts'
import { notionalAtoms, type Fill } from '../../portfolio/fill.ts'
import { feeOf } from './account/venue-fees.ts'
import type { Execution, MatchHost } from './matching/match-host.ts'
import { isReadable } from './matching/readable.ts'
import {
  arrivedOrder,
  expiryOf,
  isImmediate,
  leavesOf,
  type SaidFill,
  type VenueOrder,
} from './matching/venue-order.ts'
import {
  fillableOf,
  refusalByFunds,
  refusalOf,
  refusalOfAmend,
  takingLimit,
  type AcceptanceParts,
} from './order-acceptance.ts'
import type { Traded } from './traded.ts'
import { UsedIds } from './used-ids.ts'

/** An event of ours before it is under way. */
export type Unheard<Event> = Event extends unknown ? Omit<Event, 'localTime'> : never

/** An execution nobody asked for. */
interface ForcedFill {
  readonly why: 'liquidated' | 'deleveraged'
  readonly instrument: number
  readonly fill: Fill
  readonly tradeId: number
}

/** What the desk is made of, and whom it tells. */
export interface DeskParts extends AcceptanceParts {
  readonly idReuse: 'never' | 'once-ended'
  readonly say: (answer: Unheard<Stamped<OrderEvent>>) => void
  /** An order of the venue's own has filled an instrument's position. */
  readonly sayForced: (forced: ForcedFill) => void
  /** Every order that has been taken, for what happens to it by the clock. */
  readonly taken: (order: VenueOrder) => void
}

/** Orders that are remembered, open or not, for who asks what became of one. */
const rememberedMost = 8_192

type Of<Kind extends OrderCommand['kind']> = Extract<OrderCommand, { readonly kind: Kind }>

/** Orders as a venue keeps them: commands in, answers out, fills booked. A class, for it guards ids and open orders. */
export class OrderDesk {
  readonly #parts: DeskParts
  readonly #byIndex = new Map<number, Traded>()
  readonly #usedIds = new UsedIds()
  readonly #remembered = new Map<number, VenueOrder>()
  #nextTradeId = 1

  constructor(parts: DeskParts) {
    this.#parts = parts
    for (const each of parts.traded) this.#byIndex.set(each.terms.index, each)
  }

  /** Does what a command asks for that arrives now. */
  handle(command: OrderCommand, at: Instant): void {
    const traded = this.#byIndex.get(
      command.kind === 'place' ? command.order.instrument : command.instrument,
    )
    if (traded === undefined) return this.refuse(command, 'halted', at)
    if (!isReadable(command)) return this.refuse(command, 'off-grid', at)
    traded.market.now = at
    switch (command.kind) {
      case 'place':
        return this.#place(traded, command.order, at)
      case 'cancel':
        return this.#cancel(traded, command, at)
      case 'amend':
        return this.#amend(traded, command, at)
    }
  }

  /** Answers a command that is not looked at. */
  refuse(command: OrderCommand, reason: RejectReason, at: Instant): void {
    if (command.kind === 'place') {
      const { clientOrderId, instrument } = command.order
      this.#parts.say({ kind: 'rejected', clientOrderId, instrument, exchangeTime: at, reason })
    } else {
      const kind = command.kind === 'cancel' ? 'cancel-rejected' : 'amend-rejected'
      const { clientOrderId, instrument } = command
      this.#parts.say({ kind, clientOrderId, instrument, exchangeTime: at, reason })
    }
  }

  /** The order last taken under an id; undefined when there was none, or too many since. */
  find(instrument: number, clientOrderId: number): VenueOrder | undefined {
    const open = this.#byIndex.get(instrument)?.open.get(clientOrderId)
    return open ?? this.#remembered.get(clientOrderId)
  }

  /** Ends an open order. */
  end(traded: Traded, order: VenueOrder, reason: CancelReason): void {
    traded.market.remove(order)
    order.state = 'ended'
    this.#ended(traded, order, reason)
  }

  /** What the market of an instrument tells, done here. */
  hostOf(traded: Traded, marked: () => void): MatchHost {
    return {
      fillable: (order, lots) => fillableOf(traded, order, lots),
      filled: (order, execution) => this.#filled(traded, order, execution),
      ended: (order, reason) => this.#ended(traded, order, reason),
      triggered: (order) => this.#triggered(traded, order),
      marked,
    }
  }

  /** Books an execution of a forced order that no book gave. */
  fillForced(traded: Traded, order: VenueOrder, execution: Execution): void {
    order.filledLots += execution.lots
    this.#filled(traded, order, execution)
  }

  #place(traded: Traded, request: OrderRequest, at: Instant): void {
    const { clientOrderId } = request
    const isUsed =
      this.#parts.idReuse === 'never'
        ? this.#usedIds.has(clientOrderId)
        : this.#parts.traded.some(({ open }) => open.has(clientOrderId))
    const order = arrivedOrder(request, traded.market.mid())
    const reason = isUsed ? 'duplicate-id' : refusalOf(this.#parts, traded, order, at)
    if (reason !== undefined) return this.refuse({ kind: 'place', order: request }, reason, at)
    this.#usedIds.add(clientOrderId)
    traded.open.set(clientOrderId, order)
    this.#remember(clientOrderId, order)
    this.#say(traded, order, 'accepted')
    if (expiryOf(order) <= at) {
      order.state = 'ended'
      return this.#ended(traded, order, 'expired')
    }
    this.#parts.taken(order)
    if (order.state === 'waiting') traded.market.stops.add(order)
    else this.#execute(traded, order)
  }

  #execute(traded: Traded, order: VenueOrder): void {
    const { market } = traded
    market.take(order, takingLimit(traded, order, market.now as Instant))
    if (order.state !== 'taking') return
    if (isImmediate(order)) {
      order.state = 'ended'
      this.#ended(traded, order, 'not-filled-at-once')
    } else market.rest(order)
  }

  #triggered(traded: Traded, order: VenueOrder): void {
    this.#say(traded, order, 'triggered')
    order.arrivalPrice = traded.market.mid()
    order.triggerTicks = NaN
    const isRefused = refusalByFunds(this.#parts, traded, order, traded.market.now as Instant)
    const isShort =
      order.request.timeInForce.kind === 'fok' &&
      Math.min(
        fillableOf(traded, order, order.lots),
        traded.market.takable(order, order.limitTicks, order.lots).lots,
      ) < order.lots
    if (isRefused === undefined && !isShort) return this.#execute(traded, order)
    order.state = 'ended'
    this.#ended(traded, order, isShort ? 'not-filled-at-once' : 'venue')
  }

  #cancel(traded: Traded, { clientOrderId, instrument }: Of<'cancel'>, at: Instant): void {
    const order = traded.open.get(clientOrderId)
    if (order !== undefined) return this.end(traded, order, 'asked')
    const reason = 'unknown-order'
    this.#parts.say({
      kind: 'cancel-rejected',
      clientOrderId,
      instrument,
      exchangeTime: at,
      reason,
    })
  }

  #amend(traded: Traded, command: Of<'amend'>, at: Instant): void {
    const { clientOrderId, instrument, lots, priceTicks } = command
    const order = traded.open.get(clientOrderId)
    if (order === undefined) {
      const reason = 'unknown-order'
      return this.#parts.say({
        kind: 'amend-rejected',
        clientOrderId,
        instrument,
        exchangeTime: at,
        reason,
      })
    }
    // What is filled already leaves nothing of the smaller order.
    if (lots <= order.filledLots) return this.end(traded, order, 'asked')
    const isWaiting = order.state === 'waiting'
    const price = isWaiting ? order.triggerTicks : order.limitTicks
    const keepsPlace = priceTicks === price && lots <= order.lots
    const reason = refusalOfAmend(this.#parts, traded, order, { lots, priceTicks, at })
    if (reason !== undefined) return this.refuse(command, reason, at)
    if (!keepsPlace && !isWaiting) traded.market.remove(order)
    order.lots = lots
    if (isWaiting) order.triggerTicks = priceTicks
    else order.limitTicks = priceTicks
    this.#parts.say({
      kind: 'amended',
      clientOrderId,
      instrument,
      exchangeTime: at,
      lots,
      priceTicks,
    })
    if (keepsPlace || isWaiting) return
    order.state = 'taking'
    order.arrivalPrice = traded.market.mid()
    this.#execute(traded, order)
  }

  #filled(traded: Traded, order: VenueOrder, execution: Execution): void {
    const { account, margin, volume } = this.#parts
    const { terms, market } = traded
    const { request } = order
    const { instrument } = terms
    const at = market.now as Instant
    const trade = {
      time: at,
      instrument,
      lots: (request.side === 'buy' ? execution.lots : -execution.lots) as Lots,
      priceTicks: execution.priceTicks as PriceTicks,
      priceStep: instrument.tickSize,
    }
    const fee = feeOf(terms.fees, trade, {
      liquidity: execution.liquidity,
      volume: volume.at(at),
      extraBps: order.forced === 'liquidated' ? (terms.margin?.liquidationFeeBps ?? 0) : 0,
      wallet: (currency) => account.wallet(currency),
    })
    const fill: Fill = { ...trade, feeAtoms: fee.atoms, feeCurrency: fee.currency }
    const lotsBefore = traded.position.lots
    account.fill(terms.index, fill, order.arrivalPrice)
    volume.add(at, Math.abs(unitsOf(notionalAtoms(fill))))
    if (terms.margin !== undefined) margin.keepIsolated(traded, lotsBefore)
    const tradeId = this.#nextTradeId++
    if (leavesOf(order) === 0) traded.open.delete(request.clientOrderId)
    if (order.forced !== undefined)
      return this.#parts.sayForced({ why: order.forced, instrument: terms.index, fill, tradeId })
    const said: SaidFill = {
      kind: 'filled',
      clientOrderId: request.clientOrderId,
      instrument: terms.index,
      exchangeTime: at,
      tradeId,
      lots: execution.lots as Lots,
      priceTicks: fill.priceTicks,
      liquidity: execution.liquidity,
      feeAtoms: fee.atoms,
      feeCurrency: fee.currency,
      leavesLots: leavesOf(order) as Lots,
    }
    order.fills.push(said)
    this.#parts.say(said)
  }

  #remember(clientOrderId: number, order: VenueOrder): void {
    this.#remembered.delete(clientOrderId)
    this.#remembered.set(clientOrderId, order)
    if (this.#remembered.size <= rememberedMost) return
    for (const oldest of this.#remembered.keys()) return void this.#remembered.delete(oldest)
  }

  #ended(traded: Traded, order: VenueOrder, reason: CancelReason): void {
    const { clientOrderId } = order.request
    traded.open.delete(clientOrderId)
    if (order.forced !== undefined) return
    this.#parts.say({
      kind: 'cancelled',
      clientOrderId,
      instrument: traded.terms.index,
      exchangeTime: traded.market.now as Instant,
      reason,
      filledLots: order.filledLots as Lots,
    })
  }

  #say(traded: Traded, order: VenueOrder, kind: 'accepted' | 'triggered'): void {
    const { clientOrderId } = order.request
    const exchangeTime = traded.market.now as Instant
    this.#parts.say({ kind, clientOrderId, instrument: traded.terms.index, exchangeTime })
  }
}
