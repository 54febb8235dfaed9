import { UsageError } from '../core/errors.ts'
import { formatInstant } from '../core/time.ts'
import type { Intent } from '../core/strategy/intent.ts'
import type { Refusal } from '../core/strategy/refusal.ts'
import type { LegsHappening } from '../execution/legs-state.ts'
import { isBelowVenue } from './below-venue.ts'
import { countRefusal } from './count-refusal.ts'
import { driveLegs, proposeLeg, retryLeg } from './drive-legs.ts'
import type { Engine, LegItem, Refused } from './engine.ts'
import { intentFault } from './intent-fault.ts'
import { endOfLegs, startLegs, type LegsDesk } from './legs-desk.ts'
import { change, place } from './send-orders.ts'

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

/** Tells legs what happened to them, and their strategy where that is their end. */
export function hearOfLeg(
  engine: Engine,
  runner: number,
  legs: LegsDesk,
  happening: LegsHappening,
): void {
  if (!areUnderWay(engine, runner, legs)) return
  driveLegs(engine, runner, legs, happening)
  tellEnd(engine, runner, legs)
}

/** Proposes an order of a leg again. */
export function placeLeg(engine: Engine, item: LegItem): void {
  if (!areUnderWay(engine, item.runner, item.legs)) return
  proposeLeg(engine, item)
  tellEnd(engine, item.runner, item.legs)
}

/** An order of a leg has ended without a fill. */
export function failLeg(engine: Engine, item: LegItem): void {
  if (!areUnderWay(engine, item.runner, item.legs)) return
  retryLeg(engine, item)
  tellEnd(engine, item.runner, item.legs)
}

/** Not given up, nor over: whatever has their label then is another's. */
function areUnderWay({ runners }: Engine, runner: number, legs: LegsDesk): boolean {
  return runners[runner]!.legs.get(legs.wish.label) === legs
}

/** Once they are over. */
function tellEnd(engine: Engine, runner: number, own: LegsDesk): void {
  const { legs, strategy, state, desk } = engine.runners[runner]!
  const { label } = own.wish
  const end = endOfLegs(own)
  if (end === undefined) return
  legs.delete(label)
  const told = { kind: 'legs', time: engine.time, label, ...end } as const
  const intents = strategy.decide(state, told, desk)
  if (!wantsSomething(intents)) return
  engine.legReplies++
  // Refused more legs it is told once: each answer to that may want some again.
  act(engine, runner, intents, engine.legReplies > repliesMost ? repliesMost - 1 : 1)
  engine.legReplies--
}

/**
 * Is it something that outlasts the end of a run? What only closes is let through by a switch that is thrown, and a strategy that
 * quotes the way out anew whenever it is cancelled would leave its last order behind; what takes at once leaves nothing. Of
 * legs that an end finds under way each order may be on the way out, but none may take their place.
 */
function isOfTheEnd({ isEnding, isOver }: Engine, intent: Intent): boolean {
  if (!isEnding) return false
  if (isOver) return intent.kind !== 'cancel' && intent.kind !== 'wake'
  if (intent.kind !== 'place') return intent.kind === 'amend' || intent.kind === 'enter-legs'
  const { pricing, timeInForce, isReduceOnly } = intent.order
  if (pricing.kind === 'stop') return isReduceOnly !== true
  return pricing.kind === 'limit' && timeInForce?.kind !== 'ioc' && timeInForce?.kind !== 'fok'
}

/**
 * Does it stand in the way of the switch, which closes what is held by orders of its own? What would rest holds it up until it
 * is cancelled, and what takes at once for as long as it is out: a strategy that reduces at each event always has some out.
 * Stops that only reduce may rest beside the closing; at spot markets nothing does.
 */
function isInTheWay({ closing, setup }: Engine, intent: Intent): boolean {
  if (closing === undefined) return false
  if (intent.kind !== 'place') return intent.kind === 'amend' || intent.kind === 'enter-legs'
  const { instrument, pricing, isReduceOnly } = intent.order
  const onlyReduces = isReduceOnly === true && setup.instruments[instrument]?.class !== 'spot'
  return pricing.kind !== 'stop' || !onlyReduces
}

function doIntent(engine: Engine, runner: number, intent: Intent): Refusal | undefined {
  if (isOfTheEnd(engine, intent)) return { kind: 'ending' }
  if (isInTheWay(engine, intent)) return { kind: 'killed' }
  switch (intent.kind) {
    case 'place':
      return isBelowVenue(engine, intent.order)
        ? { kind: 'least-order' }
        : place(engine, runner, intent.order)
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

function refuse(engine: Engine, runner: number, refused: Refused, replies: number): void {
  const own = engine.runners[runner]!
  countRefusal(engine, runner, refused)
  if (replies >= repliesMost) return
  const event = { kind: 'refused', time: engine.time, ...refused } as const
  const intents = own.strategy.decide(own.state, event, own.desk)
  if (wantsSomething(intents)) act(engine, runner, intents, replies + 1)
}
