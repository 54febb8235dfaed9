import type { JournalledLegs } from '../../core/journal.ts'
import type { Instant } from '../../core/time.ts'
import { hearOfLeg } from '../../engine/act.ts'
import { endOfLegs, startLegs, type LegsDesk } from '../../engine/legs-desk.ts'
import { areLegsOver, type LegsHappening, type LegsState } from '../../execution/legs-state.ts'
import { invariant } from '../../math/invariant.ts'
import type { LiveDesk } from './live-desk.ts'
import { legsInWords } from './legs-words.ts'

/** Legs as they were last written down. */
interface Written {
  readonly legs: LegsDesk
  readonly state: LegsState
}

/** Something to tell legs of an earlier run once strategies have begun. */
interface Owed {
  readonly strategy: number
  readonly legs: LegsDesk
  readonly happening: LegsHappening
}

/** Books are waited for so long before legs are gone on with: without a price everything would be refused. */
const booksWithin = 10_000_000

/**
 * Legs over restarts. Whenever they change they are written down, before any order that follows, so that whatever a kill
 * cuts off is told by the orders themselves: one that was written is looked for, one that was not has never left.
 */
export class LegsBook {
  readonly #desk: LiveDesk
  /** By strategy and label. */
  readonly #written = new Map<string, Written>()

  constructor(desk: LiveDesk) {
    this.#desk = desk
  }

  /** Writes down what has changed. */
  note(): void {
    const { runners } = this.#desk.engine
    for (const [key, { legs }] of this.#written) {
      const [strategy, label] = key.split(':').map(Number) as [number, number]
      if (runners[strategy]!.legs.get(label) !== legs) this.#noteEnd(key, strategy, legs)
    }
    for (const [strategy, runner] of runners.entries()) {
      for (const [label, legs] of runner.legs) {
        const key = `${strategy}:${label}`
        if (this.#written.get(key)?.state === legs.state || areLegsOver(legs.state)) continue
        this.#written.set(key, { legs, state: legs.state })
        this.#desk.write({
          time: this.#desk.now(),
          kind: 'legs',
          ...this.#journalled(strategy, legs),
        })
      }
    }
  }

  /** Is there something to go on with, and a book missing that it needs? */
  isWaiting(since: Instant): boolean {
    const { engine, setup } = this.#desk
    const { legs, placeOf } = setup.journal.state
    const isDark = legs.some(({ wish }) =>
      wish.legs.some(({ instrument: place }) =>
        Number.isNaN(engine.market.midTicks(placeOf.indexOf(place))),
      ),
    )
    return isDark && this.#desk.now() - since < booksWithin
  }

  /**
   * Takes up what an earlier run left, before strategies begin, so that they see it.
   *
   * @returns goes on with it, once they have begun
   */
  restore(): () => void {
    const { engine, setup } = this.#desk
    const { legs: left, placeOf } = setup.journal.state
    const owed = left.flatMap((journalled): Owed[] => {
      const strategy = journalled.strategy < engine.runners.length ? journalled.strategy : 0
      const legs = restored(journalled, placeOf)
      const { label } = legs.wish
      engine.runners[strategy]!.legs.set(label, legs)
      this.#written.set(`${strategy}:${label}`, { legs, state: legs.state })
      setup.tell(`legs ${label} of an earlier run are gone on with: ${legs.state.phase}`)
      const happenings = journalled.orders.flatMap((order, leg) =>
        order === null ? [] : [this.#takeUp(order.clientOrderId, legs, leg)],
      )
      // With nothing out they go on from where they are.
      const all = happenings.length === 0 ? [{ kind: 'begun' } as const] : happenings
      return all.map((happening) => ({ strategy, legs, happening }))
    })
    return () => {
      for (const { strategy, legs, happening } of owed) hearOfLeg(engine, strategy, legs, happening)
      this.#desk.after()
    }
  }

  /** Enters no more of any legs and undoes what is uneven. @returns whether none are under way */
  stop(): boolean {
    const { engine } = this.#desk
    for (const [strategy, { legs }] of engine.runners.entries())
      // Those alone that are there now: a strategy may enter others when it is told of an end.
      for (const each of Array.from(legs.values()))
        if (!each.state.isStopping) hearOfLeg(engine, strategy, each, { kind: 'stop' })
    this.#desk.after()
    return !this.areUnderWay()
  }

  areUnderWay(): boolean {
    return this.#desk.engine.runners.some(({ legs }) => legs.size > 0)
  }

  /** Tells what an end leaves to the next run. */
  tellLeft(): void {
    for (const { legs } of this.#desk.engine.runners)
      for (const each of legs.values())
        this.#tell(each, 'are under way at the end, and left to the next run')
  }

  /** Makes an order theirs again. @returns what is known of it by now */
  #takeUp(clientOrderId: number, legs: LegsDesk, leg: number): LegsHappening {
    const own = this.#desk.engine.orders.of(clientOrderId)
    // Decided on, and cut off before it was written down.
    if (own === undefined) return { kind: 'ended', leg, filledLots: 0 }
    own.legs = { legs, leg, failures: 0 }
    const { fate, claimedLots, filledLots } = own.state
    if (fate === 'ended') return { kind: 'ended', leg, filledLots: claimedLots }
    if (fate === 'unknown') return { kind: 'unknown', leg }
    return { kind: 'filled', leg, filledLots }
  }

  #noteEnd(key: string, strategy: number, legs: LegsDesk): void {
    this.#written.delete(key)
    const end = endOfLegs(legs)
    invariant(end !== undefined, 'legs that are gone are over')
    const { label } = legs.wish
    this.#desk.write({ time: this.#desk.now(), kind: 'legs-over', strategy, label, ...end })
    if (end.outcome === 'stuck') this.#tell(legs, 'are stuck, one ahead of another')
  }

  #tell(legs: LegsDesk, what: string): void {
    const { tell, instruments } = this.#desk.setup
    tell(legsInWords(legs, instruments, what), 'legs-stuck')
  }

  #journalled(strategy: number, legs: LegsDesk): JournalledLegs {
    const { wish, state } = legs
    const { phase, heldLots, mends, unwinds, barrenSlices, unitsBefore, isStopping } = state
    invariant(
      phase === 'entering' || phase === 'mending' || phase === 'unwinding',
      'legs that are written down are under way',
    )
    const progress = { phase, heldLots, mends, unwinds, barrenSlices, unitsBefore, isStopping }
    const ids = this.#ordersOf(strategy, legs)
    const orders = state.orders.map((order, leg) => {
      if (order === undefined) return null
      const clientOrderId = ids.get(leg)
      // Refused by risk, and proposed again in a while: a restart begins there.
      if (clientOrderId === undefined) return null
      const { direction, lots, filledLots } = order
      return { clientOrderId, direction, lots, filledLots }
    })
    return { strategy, wish, progress, orders }
  }

  /** By leg, the order of it that has not ended. */
  #ordersOf(strategy: number, desk: LegsDesk): Map<number, number> {
    const ids = new Map<number, number>()
    for (const { legs, state } of this.#desk.engine.orders.openOf(strategy))
      if (legs?.legs === desk) ids.set(legs.leg, state.request.clientOrderId)
    return ids
  }
}

/** Legs as they were, their instruments by the index of this run. */
function restored(
  { wish, progress, orders }: JournalledLegs,
  placeOf: readonly number[],
): LegsDesk {
  const legs = wish.legs.map((leg) => ({ ...leg, instrument: placeOf.indexOf(leg.instrument) }))
  const fresh = startLegs({ ...wish, legs })
  const out = orders.map((order) => {
    if (order === null) return undefined
    const { direction, lots, filledLots } = order
    return { direction, lots, filledLots, isUnknown: true }
  })
  // A process that begins tries anew: of those before it none may have had the time.
  return { ...fresh, state: { ...fresh.state, ...progress, unwinds: 0, orders: out } }
}
