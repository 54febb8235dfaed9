import type { OrderCommand, OrderRequest } from '../core/orders/order.ts'
import { UsageError } from '../core/errors.ts'
import { isBelowLeast } from '../core/least-order.ts'
import { priceOf } from '../core/price.ts'
import { formatInstant } from '../core/time.ts'
import type { Intent, OrderWish } from '../core/strategy/intent.ts'
import type { Refusal } from '../core/strategy/refusal.ts'
import { commandOf } from '../execution/command-of.ts'
import { isProtective } from '../execution/order-state.ts'
import type { LegsHappening } from '../execution/legs-state.ts'
import { firstRefused, reviewCommand, type Proposal } from '../risk/review.ts'
import { auditKind, type AuditKind } from './audit.ts'
import type { DeadlineItem, Engine, LegItem } from './engine.ts'
import { intentFault } from './intent-fault.ts'
import { endOfLegs, hearLegs, startLegs, type LegOrderWish, type LegsDesk } from './legs-desk.ts'
import type { OwnOrder } from './own-orders.ts'

/** Answers to answers at one instant, beyond which nothing more is done about them: they would go on for ever. */
const repliesMost = 8

/**
 * Does what a strategy wants: asks risk, keeps the orders, leaves the commands in the outbox.
 *
 * @throws UsageError naming what is no intent: nothing of the list is done then
 */
export function act(
  engine: Engine,
  runner: number,
  intents: readonly Intent[],
  replies: number = 0,
): void {
  requireIntents(engine, runner, intents)
  engine.runners[runner]!.intents += intents.filter(({ kind }) => kind !== 'wake').length
  for (const intent of intents) {
    const refusal = doIntent(engine, runner, intent)
    if (refusal !== undefined) refuse(engine, runner, { intent, refusal }, replies)
  }
}

/** Anything but an empty list, what is no list among it: `act` says what that is. */
export function wantsSomething(intents: readonly Intent[] | undefined): boolean {
  return intents?.length !== 0
}

/** A strategy is a file of somebody's own, without types when it runs. */
function requireIntents(engine: Engine, runner: number, intents: unknown): void {
  const fault = Array.isArray(intents)
    ? intents.map(intentFault).find((each) => each !== undefined)
    : 'decide gave no list of intents'
  if (fault === undefined) return
  const instant = formatInstant(engine.time)
  throw new UsageError(`${engine.runners[runner]!.strategy.name}, at ${instant}: ${fault}`)
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

/** Cancels every open order of every strategy but stops that only close: they are the way out when nobody is there. */
export function cancelAll(engine: Engine): void {
  for (const index of engine.runners.keys()) {
    for (const own of engine.orders.openOf(index)) {
      if (!own.state.isCancelAsked && !isProtective(own.state)) cancelOrder(engine, own)
    }
  }
}

/** Tells legs of one of their orders and sends what they want next. */
export function hearOfLeg(
  engine: Engine,
  runner: number,
  own: LegsDesk,
  happening: LegsHappening,
): void {
  const { legs, strategy, state, desk } = engine.runners[runner]!
  const { label } = own.wish
  // Given up, or over: whatever has their label now is another's.
  if (legs.get(label) !== own) return
  const orders = hearLegs(own, happening)
  const isEntering = own.state.phase === 'entering' || own.state.phase === 'mending'
  const tooSmall = orders.filter(({ order }) => isBelowVenue(engine, order))
  for (const { leg, order } of tooSmall) noteTooSmall(engine, runner, own, { leg, order })
  const isRefused = isEntering && (tooSmall.length > 0 || !arePlaceable(engine, runner, orders))
  // They end with what is even, or can be undone to be: to send it again at this instant would be to be refused again.
  if (isRefused) hearOfLeg(engine, runner, own, { kind: 'stop' })
  for (const each of orders) {
    const { leg, order } = each
    if (isRefused || tooSmall.includes(each))
      hearOfLeg(engine, runner, own, { kind: 'ended', leg, filledLots: 0 })
    else placeLeg(engine, { kind: 'leg', runner, legs: own, leg, order, failures: 0 })
  }
  const end = endOfLegs(own)
  // They may have been told of already, and others begun in answer.
  if (end === undefined || legs.get(label) !== own) return
  legs.delete(label)
  const told = { kind: 'legs', time: engine.time, label, ...end } as const
  const intents = strategy.decide(state, told, desk)
  if (!wantsSomething(intents)) return
  engine.legReplies++
  // Refused more legs it is told once: each answer to that may want some again.
  act(engine, runner, intents, engine.legReplies > repliesMost ? repliesMost - 1 : 1)
  engine.legReplies--
}

/** Would its venue refuse an order for being too small? Without a price it is asked. */
function isBelowVenue(engine: Engine, { instrument, lots, pricing }: OrderWish): boolean {
  const { instruments, leastOrders = [] } = engine.setup
  const of = instruments[instrument]
  const least = leastOrders[instrument]
  if (of === undefined || least === undefined) return false
  const price =
    pricing.kind === 'limit'
      ? priceOf(pricing.priceTicks, of.tickSize)
      : engine.market.midPrice(instrument)
  return isBelowLeast(of, { lots, price }, least)
}

/** Once for each leg: mends and undoing that are too small come again and again. */
function noteTooSmall(
  engine: Engine,
  runner: number,
  { belowLeast }: LegsDesk,
  { leg, order }: LegOrderWish,
): void {
  if (belowLeast.has(leg)) return
  belowLeast.add(leg)
  count(engine, runner, { kind: 'least-order' }, order.instrument)
}

/** A slice goes out whole or not at all, and so does what legs lack: beside what risk refuses the rest would be bought to be undone. */
function arePlaceable(
  engine: Engine,
  runner: number,
  orders: readonly { readonly order: OrderWish }[],
): boolean {
  const refused = firstRefused(
    engine.risk,
    engine.view,
    orders.map(({ order }) => requestOf(0, order)),
  )
  if (refused !== undefined) count(engine, runner, refused.refusal, refused.order.instrument)
  return refused === undefined
}

/** So long after it first came to nothing an order that undoes a leg is proposed again; each wait is twice the one before. */
const firstLegWait = 250_000
const longestLegWait = 8_000_000
/** Nearly forty seconds: what is of unknown fate on an instrument is known within that, as a rule. */
const legFailuresMost = 10

/** Proposes an order of a leg, for the first time or again. One that risk refuses is one that filled nothing. */
export function placeLeg(engine: Engine, item: LegItem): void {
  const { runner, legs, leg, order, failures } = item
  // Given up while it waited.
  if (engine.runners[runner]!.legs.get(legs.wish.label) !== legs) return
  const refusal = place(engine, runner, order, { legs, leg, failures })
  if (refusal === undefined) return renewOrder(item)
  count(engine, runner, refusal, order.instrument)
  failLeg(engine, item)
}

/** What is proposed again has another number: these legs are no more what was written down of them. */
function renewOrder({ legs, failures }: LegItem): void {
  if (failures > 0) legs.state = { ...legs.state }
}

/**
 * An order of a leg has come to nothing: risk has refused it, or it ended without a fill. But what is ahead of the other
 * legs has to be undone, and what stands against that now may not in a while.
 */
export function failLeg(engine: Engine, item: LegItem): void {
  const { runner, legs, leg } = item
  const failures = item.failures + 1
  if (legs.state.phase !== 'unwinding' || failures >= legFailuresMost)
    return hearOfLeg(engine, runner, legs, { kind: 'ended', leg, filledLots: 0 })
  const wait = Math.min(longestLegWait, firstLegWait * 2 ** item.failures)
  engine.timers.add(engine.time + wait, { ...item, failures })
}

/**
 * Is it something that outlasts the end of a run? What only closes is let through by a switch that is thrown, and a strategy that
 * quotes the way out anew whenever it is cancelled would leave its last order behind; what takes at once leaves nothing. Of legs that an end finds
 * under way each order may be on the way out, but none may take their place.
 */
function isOfTheEnd({ isEnding }: Engine, intent: Intent): boolean {
  if (!isEnding) return false
  if (intent.kind !== 'place') return intent.kind === 'amend' || intent.kind === 'enter-legs'
  const { pricing, timeInForce, isReduceOnly } = intent.order
  if (pricing.kind === 'stop') return isReduceOnly !== true
  return pricing.kind === 'limit' && timeInForce?.kind !== 'ioc' && timeInForce?.kind !== 'fok'
}

function doIntent(engine: Engine, runner: number, intent: Intent): Refusal | undefined {
  if (isOfTheEnd(engine, intent)) return { kind: 'ending' }
  switch (intent.kind) {
    case 'place':
      return place(engine, runner, intent.order)
    case 'cancel':
    case 'amend':
      return change(engine, runner, intent)
    case 'enter-legs': {
      const { legs } = engine.runners[runner]!
      if (legs.has(intent.wish.label)) return { kind: 'malformed' }
      if (engine.legReplies > repliesMost) return { kind: 'legs-in-a-row' }
      const begun = startLegs(intent.wish)
      legs.set(intent.wish.label, begun)
      hearOfLeg(engine, runner, begun, { kind: 'begun' })
      return undefined
    }
    case 'stop-legs': {
      const legs = engine.runners[runner]!.legs.get(intent.label)
      if (legs !== undefined) hearOfLeg(engine, runner, legs, { kind: 'stop' })
      return undefined
    }
    case 'wake':
      if (!Number.isFinite(intent.at)) return { kind: 'malformed' }
      // Not at this very instant again, or nothing else would ever happen.
      engine.timers.add(Math.max(intent.at, engine.time + 1), {
        kind: 'wake',
        runner,
        key: intent.key,
      })
      return undefined
  }
}

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

function requestOf(clientOrderId: number, wish: OrderWish): OrderRequest {
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

function change(
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
    if (!isCancelAsked && fate !== 'unknown') cancelOrder(engine, own)
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

function refuse(
  engine: Engine,
  runner: number,
  refused: { readonly intent: Intent; readonly refusal: Refusal },
  replies: number,
): void {
  const own = engine.runners[runner]!
  const { intent } = refused
  count(engine, runner, refused.refusal, intent.kind === 'place' ? intent.order.instrument : -1)
  if (replies >= repliesMost) return
  const event = { kind: 'refused', time: engine.time, ...refused } as const
  const intents = own.strategy.decide(own.state, event, own.desk)
  if (wantsSomething(intents)) act(engine, runner, intents, replies + 1)
}

/** Counts a refusal, and writes it into the audit. */
function count(engine: Engine, runner: number, { kind }: Refusal, instrument: number): void {
  const own = engine.runners[runner]!
  own.refusals++
  own.refusalsBy.set(kind, (own.refusalsBy.get(kind) ?? 0) + 1)
  engine.audit.append(engine.time, auditKind.refused, { instrument, order: runner })
}
