import type { OrderWish } from '../core/strategy/intent.ts'
import type { LegsHappening } from '../execution/legs-state.ts'
import { firstRefused } from '../risk/review.ts'
import { isBelowVenue } from './below-venue.ts'
import { countRefusal } from './count-refusal.ts'
import type { Engine, LegItem } from './engine.ts'
import { hearLegs, type LegOrderWish, type LegsDesk } from './legs-desk.ts'
import { place, requestOf } from './send-orders.ts'

/** Tells legs what happened to them and sends what they want next: they may be over then. */
export function driveLegs(
  engine: Engine,
  runner: number,
  own: LegsDesk,
  happening: LegsHappening,
): void {
  const orders = hearLegs(own, happening)
  const isEntering = own.state.phase === 'entering' || own.state.phase === 'mending'
  const tooSmall = orders.filter(({ order }) => isBelowVenue(engine, order))
  for (const { leg, order } of tooSmall) noteTooSmall(engine, runner, own, { leg, order })
  const isRefused = isEntering && (tooSmall.length > 0 || !arePlaceable(engine, runner, orders))
  // They end with what is even, or can be undone to be: to send it again at this instant would be to be refused again.
  if (isRefused) driveLegs(engine, runner, own, { kind: 'stop' })
  for (const each of orders) {
    const { leg, order } = each
    if (isRefused || tooSmall.includes(each))
      driveLegs(engine, runner, own, { kind: 'ended', leg, filledLots: 0 })
    else proposeLeg(engine, { kind: 'leg', runner, legs: own, leg, order, failures: 0 })
  }
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
  countRefusal(engine, runner, {
    intent: { kind: 'place', order },
    refusal: { kind: 'least-order' },
  })
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
  if (refused === undefined) return true
  const { order, refusal } = refused
  countRefusal(engine, runner, { intent: { kind: 'place', order }, refusal })
  return false
}

/** So long after it first came to nothing an order that undoes a leg is proposed again; each wait is twice the one before. */
const firstLegWait = 250_000
const longestLegWait = 8_000_000
/** Nearly forty seconds: what is of unknown fate on an instrument is known within that, as a rule. */
const legFailuresMost = 10

/** Proposes an order of a leg, for the first time or again. One that risk refuses is one that filled nothing. */
export function proposeLeg(engine: Engine, item: LegItem): void {
  const { runner, legs, leg, order, failures } = item
  const refusal = place(engine, runner, order, { legs, leg, failures })
  if (refusal === undefined) return renewOrder(item)
  countRefusal(engine, runner, { intent: { kind: 'place', order }, refusal })
  retryLeg(engine, item)
}

/** What is proposed again has another number: these legs are no more what was written down of them. */
function renewOrder({ legs, failures }: LegItem): void {
  if (failures > 0) legs.state = { ...legs.state }
}

/**
 * An order of a leg has come to nothing: risk has refused it, or it ended without a fill. But what is ahead of the other
 * legs has to be undone, and what stands against that now may not in a while.
 */
export function retryLeg(engine: Engine, item: LegItem): void {
  const { runner, legs, leg } = item
  const failures = item.failures + 1
  if (legs.state.phase !== 'unwinding' || failures >= legFailuresMost)
    return driveLegs(engine, runner, legs, { kind: 'ended', leg, filledLots: 0 })
  const wait = Math.min(longestLegWait, firstLegWait * 2 ** item.failures)
  engine.timers.add(engine.time + wait, { ...item, failures })
}
