import type { OrderCommand, OrderRequest } from '../core/orders/order.ts'
import type { Intent, OrderWish } from '../core/strategy/intent.ts'
import type { Refusal } from '../core/strategy/refusal.ts'
import { commandOf } from '../execution/command-of.ts'
import { isProtective } from '../execution/order-state.ts'
import { reviewCommand, type Proposal } from '../risk/review.ts'
import { auditKind, type AuditKind } from './audit.ts'
import type { DeadlineItem, Engine } from './engine.ts'
import type { OwnOrder } from './own-orders.ts'
import { isLeftToSwitch } from './switch-orders.ts'

/** Sends an order of a strategy, if risk approves it. @returns why not */
export function place(
  engine: Engine,
  runner: number,
  wish: OrderWish,
  legs?: OwnOrder['legs'],
): Refusal | undefined {
  const { instrument, label } = wish
  const order = requestOf(engine.orders.nextId(), wish)
  const review = reviewCommand(engine.risk, engine.view, { kind: 'place', order })
  if (review.kind === 'refused') return review.refusal
  const arrivalMid = engine.market.midPrice(instrument)
  const own = engine.orders.add(order, { strategy: runner, label, arrivalMid, legs })
  engine.orders.hear(own, { kind: 'sent' })
  send(engine, commandOf(review.intent), firstTime)
  return undefined
}

/** An order as risk and venues know it, its usual terms filled in. */
export function requestOf(clientOrderId: number, wish: OrderWish): OrderRequest {
  const { instrument, side, lots, pricing, timeInForce, isReduceOnly } = wish
  return {
    clientOrderId,
    instrument,
    side,
    lots,
    pricing,
    timeInForce: timeInForce ?? { kind: 'gtc' },
    isReduceOnly: isReduceOnly ?? false,
  }
}

/** Cancels or amends an order of a strategy, if risk approves it. @returns why not */
export function change(
  engine: Engine,
  runner: number,
  intent: Extract<Intent, { kind: 'cancel' | 'amend' }>,
): Refusal | undefined {
  const own = engine.orders.of(intent.clientOrderId)
  if (own === undefined || own.strategy !== runner || own.state.fate === 'ended') {
    return { kind: 'no-such-order' }
  }
  const { request, lots, isCancelAsked, fate } = own.state
  if (intent.kind === 'cancel') {
    // Asked for already; and of an unknown fate the search has to tell: answers to cancels would breed cancels.
    const isAsked = isCancelAsked || isLeftToSwitch(engine, own)
    if (!isAsked && fate !== 'unknown') cancelOrder(engine, own)
    return undefined
  }
  const { clientOrderId, lots: wanted, priceTicks } = intent
  const proposal: Proposal = {
    kind: 'amend',
    clientOrderId,
    instrument: request.instrument,
    lots: wanted,
    priceTicks,
    order: request,
    addedLots: wanted - lots,
  }
  const review = reviewCommand(engine.risk, engine.view, proposal)
  if (review.kind === 'refused') return review.refusal
  // One that is not answered is waited for, however often it is asked for anew.
  if (own.state.amendAsked === undefined) own.amendAskedAt = engine.time
  engine.orders.hear(own, { kind: 'amend-sent', lots: wanted, priceTicks })
  send(engine, commandOf(review.intent), firstTime)
  return undefined
}

/** Cancels an order, whoever asks; again where the last cancellation was not heard of. */
export function cancelOrder(engine: Engine, own: OwnOrder, chases = 0): void {
  const { clientOrderId, instrument } = own.state.request
  const review = reviewCommand(engine.risk, engine.view, {
    kind: 'cancel',
    clientOrderId,
    instrument,
  })
  if (review.kind === 'refused') return
  engine.orders.hear(own, { kind: 'cancel-sent' })
  own.cancels++
  own.cancelAskedAt = engine.time
  send(engine, commandOf(review.intent), { chases, cancel: own.cancels })
}

/**
 * Cancels every open order of every strategy but stops that only close, which are the way out when nobody is there, and
 * what the switch itself has just sent to close.
 */
export function cancelAll(engine: Engine): void {
  for (const index of engine.runners.keys()) {
    for (const own of engine.orders.openOf(index)) {
      const isWayOut = isProtective(own.state) || isLeftToSwitch(engine, own)
      if (!own.state.isCancelAsked && !isWayOut) cancelOrder(engine, own)
    }
  }
}

const kindOf: Readonly<Record<OrderCommand['kind'], AuditKind>> = {
  place: auditKind.placed,
  cancel: auditKind.cancelAsked,
  amend: auditKind.amendAsked,
}

const firstTime = { chases: 0, cancel: undefined } as const

/** Waits for the answer to what was asked of an order: from now on, as when it is asked. */
export function awaitAnswer(engine: Engine, own: OwnOrder): void {
  const { state, cancels } = own
  const { clientOrderId } = state.request
  own.cancelAskedAt = engine.time
  own.amendAskedAt = engine.time
  const cancel = state.isCancelAsked ? cancels : undefined
  const at = engine.time + engine.setup.answerWithin
  engine.timers.add(at, { kind: 'deadline', clientOrderId, chases: 0, cancel })
}

function send(
  engine: Engine,
  command: OrderCommand,
  { chases, cancel }: Pick<DeadlineItem, 'chases' | 'cancel'>,
): void {
  const { time, setup } = engine
  const { clientOrderId, instrument } = command.kind === 'place' ? command.order : command
  const { lots, price } = sizeOf(command)
  engine.audit.append(time, kindOf[command.kind], { instrument, order: clientOrderId, lots, price })
  const deadline = { kind: 'deadline', clientOrderId, chases, cancel } as const
  engine.timers.add(time + setup.answerWithin, deadline)
  engine.outbox.push(command)
}

function sizeOf(command: OrderCommand): { readonly lots: number; readonly price: number } {
  switch (command.kind) {
    case 'cancel':
      return { lots: 0, price: 0 }
    case 'amend':
      return { lots: command.lots, price: command.priceTicks }
    case 'place': {
      const { lots, pricing, side } = command.order
      // The side is the sign.
      const signed = side === 'buy' ? lots : 0 - lots
      return { lots: signed, price: pricing.kind === 'limit' ? pricing.priceTicks : 0 }
    }
  }
}
