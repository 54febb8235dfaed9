import type { OrderEvent } from '../core/orders/order-event.ts'
import type { StrategyEvent } from '../core/strategy/strategy.ts'
import { isWaiting, type OrderHappening, type OrderState } from '../execution/order-state.ts'
import { failLeg, hearOfLeg } from './act.ts'
import { auditKind, type AuditKind } from './audit.ts'
import { bookFill } from './book-fill.ts'
import type { DeadlineItem, Engine } from './engine.ts'
import { viewOf, type OwnOrder } from './own-orders.ts'
import { awaitAnswer, cancelOrder } from './send-orders.ts'
import { tell } from './tell.ts'

const kindOf: Readonly<Record<OrderEvent['kind'], AuditKind>> = {
  accepted: auditKind.accepted,
  triggered: auditKind.accepted,
  rejected: auditKind.rejected,
  filled: auditKind.filled,
  cancelled: auditKind.cancelled,
  amended: auditKind.amended,
  'cancel-rejected': auditKind.changeRejected,
  'amend-rejected': auditKind.changeRejected,
}

/** Takes what a venue says of an order. */
export function hearAnswer(engine: Engine, event: OrderEvent): void {
  const { localTime: time, clientOrderId, instrument } = event
  engine.time = time
  const own = engine.orders.of(clientOrderId)
  const sized = event.kind === 'filled' || event.kind === 'amended' ? event : undefined
  const row = {
    instrument,
    order: clientOrderId,
    lots: sized?.lots ?? 0,
    price: sized?.priceTicks ?? 0,
  }
  engine.audit.append(time, own === undefined ? auditKind.stray : kindOf[event.kind], row)
  if (event.kind === 'filled') engine.audit.money(event.feeAtoms)
  if (own === undefined) {
    engine.strays++
    return
  }
  if ('reason' in event && event.kind !== 'cancelled') {
    engine.rejections.set(event.reason, (engine.rejections.get(event.reason) ?? 0) + 1)
  }
  const before = own.state
  const freshLots = engine.orders.hear(own, event)
  if (event.kind === 'filled' && freshLots > 0) bookFill(engine, own, event)
  if (own.state === before) return
  if (event.kind === 'cancelled' && before.fate !== 'ended') countRest(engine, before, event)
  waitAgain(engine, own, before)
  tellOf(engine, own, before, event)
}

/** Counts an order that ended with a rest, by the reason. */
function countRest(
  { cancellations }: Engine,
  { lots }: OrderState,
  { instrument, reason, filledLots }: Extract<OrderEvent, { kind: 'cancelled' }>,
): void {
  const so = cancellations[instrument]!.get(reason) ?? { orders: 0, lots: 0 }
  so.orders++
  so.lots += Math.max(0, lots - filledLots)
  cancellations[instrument]!.set(reason, so)
}

/** Takes what is known of an order beside answers: that none came in time, or what a search for it found. */
export function hearSearch(
  engine: Engine,
  clientOrderId: number,
  result: Extract<OrderHappening, { kind: 'timed-out' | 'found' | 'absent' }>,
): void {
  const own = engine.orders.of(clientOrderId)
  if (own === undefined) return
  const before = own.state
  engine.orders.hear(own, result)
  if (own.state === before) return
  const { instrument } = before.request
  const kind = result.kind === 'timed-out' ? auditKind.timedOut : auditKind.searched
  engine.audit.append(engine.time, kind, { instrument, order: clientOrderId })
  // Still there although it was to be cancelled: the cancellation was lost, or is yet to come, and then twice does no harm.
  const isToGo = before.isCancelAsked && own.state.fate === 'open' && !own.state.isCancelAsked
  if (isToGo) cancelOrder(engine, own)
  else waitAgain(engine, own, before)
  tellOf(engine, own, before, { kind: result.kind })
}

/** What was unknown and is there after all still owes the answer that made it so, and nobody else waits for that. */
function waitAgain(engine: Engine, own: OwnOrder, before: OrderState): void {
  if (before.fate === 'unknown' && isWaiting(own.state)) awaitAnswer(engine, own)
}

/** Tells whoever an order belongs to that it has changed. */
function tellOf(
  engine: Engine,
  own: OwnOrder,
  before: OrderState,
  answer: Extract<StrategyEvent, { kind: 'order' }>['answer'],
): void {
  reportLeg(engine, own, before)
  tell(engine, own.strategy, { kind: 'order', time: engine.time, order: viewOf(own), answer })
}

/**
 * What legs are to know of one of their orders. Of one that was over before they know already, what it claimed counted: a
 * fill of it that comes late is no news of the order that has taken its place.
 */
function reportLeg(engine: Engine, own: OwnOrder, before: OrderState): void {
  const { strategy, state } = own
  if (own.legs === undefined || before.fate === 'ended') return
  const { legs, leg } = own.legs
  const { label } = legs.wish
  const { fate, claimedLots, filledLots, request } = state
  if (fate === 'ended' && claimedLots === 0)
    failLeg(engine, { ...own.legs, kind: 'leg', runner: strategy, order: { ...request, label } })
  else if (fate === 'ended')
    hearOfLeg(engine, strategy, legs, { kind: 'ended', leg, filledLots: claimedLots })
  else if (fate === 'unknown') hearOfLeg(engine, strategy, legs, { kind: 'unknown', leg })
  else hearOfLeg(engine, strategy, legs, { kind: 'filled', leg, filledLots })
}

/** How often in a row an order without an answer is asked to be cancelled; from then on a search alone can tell of it. */
const chasesMost = 3

/**
 * The time for the answer to a command is over. What is still without one is of unknown fate, whatever was tried before,
 * so that it is looked for; and it is asked to be cancelled, for what nobody answers for is not wanted.
 *
 * Of several cancellations the last one is waited for: else each would breed another, and what a search finds a third. Each
 * command is judged by its own time: a cancellation that went out just before the time of its order's placing was over, and
 * that answered long ago, has its own to come.
 */
export function passDeadline(
  engine: Engine,
  { clientOrderId, chases, cancel }: DeadlineItem,
): void {
  const own = engine.orders.of(clientOrderId)
  if (own === undefined || (cancel !== undefined && cancel !== own.cancels)) return
  const isUnknown = own.state.fate === 'unknown'
  const isLast = chases >= chasesMost
  if (isUnknown ? isLast : !isOverdue(engine, own)) return
  const before = own.state
  engine.orders.hear(own, { kind: 'timed-out' })
  const { instrument } = own.state.request
  engine.audit.append(engine.time, auditKind.timedOut, { instrument, order: clientOrderId })
  if (!isLast) cancelOrder(engine, own, chases + 1)
  if (!isUnknown) tellOf(engine, own, before, { kind: 'timed-out' })
}

/** Has a command been without its answer for as long as one is waited for? */
function isOverdue({ time, setup }: Engine, own: OwnOrder): boolean {
  const { fate, isCancelAsked, amendAsked } = own.state
  if (fate !== 'open') return isWaiting(own.state)
  const since = time - setup.answerWithin
  return (
    (isCancelAsked && own.cancelAskedAt <= since) ||
    (amendAsked !== undefined && own.amendAskedAt <= since)
  )
}
