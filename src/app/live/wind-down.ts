import type { Duration, Instant } from '../../core/time.ts'
import { cancelAll } from '../../engine/send-orders.ts'
import {
  unsettledOrders,
  type JournalledOrder,
  type JournalState,
} from '../../execution/journal-state.ts'
import { isProtective } from '../../execution/order-state.ts'
import type { LegsBook } from './legs-book.ts'
import type { LiveDesk } from './live-desk.ts'
import { rest } from './rest.ts'
import { unprotectedInWords } from './unprotected.ts'

const pollWaitUs = 20_000 as Duration
/** Closing what is held takes some rounds of orders, each of which is on the disk first. */
const closeWithinUs = 10_000_000
const idsToldMost = 5

/**
 * Brings a run to rest: legs come to an even end and none are begun, then every order is cancelled and waited for, as the kill switch would
 * have it, which nobody throws. Fills that were told of and not yet shown count too: the books are closed when they are
 * complete. What is held is left with its stop at the venue, where stops are asked for, or that it has none is told.
 */
export class WindDown {
  readonly #desk: LiveDesk
  readonly #legs: LegsBook
  /** Does something in its turn, between two events. */
  readonly #call: (work: () => void) => void

  constructor(desk: LiveDesk, legs: LegsBook, call: (work: () => void) => void) {
    this.#desk = desk
    this.#legs = legs
    this.#call = call
  }

  /**
   * Returns when nothing is out any more, or its time is over.
   *
   * @param isFlat closes at the market what is held, too
   */
  async run(isFlat: boolean): Promise<void> {
    const { timing, clock, answerWithin } = this.#desk.setup
    const deadline = this.#desk.now() + Math.max(timing.endWithin, isFlat ? closeWithinUs : 0)
    const never = new AbortController().signal
    this.#call(() => {
      this.#desk.process({ kind: 'ending', time: this.#desk.now() })
      this.#evenLegs(deadline)
    })
    let askedAt: number = this.#desk.now()
    do {
      if (isFlat && this.#isStopped()) this.#call(() => this.#close())
      await rest(clock, pollWaitUs, never)
      if (!this.#isStopped() || this.#desk.now() - askedAt < answerWithin) continue
      askedAt = this.#desk.now()
      // A cancellation that was refused, by a limit of rates say, is asked for again.
      this.#call(() => this.#cancelAgain())
    } while (this.#isUnfinished(isFlat) && this.#desk.now() < deadline)
    this.#legs.tellLeft()
    for (const line of unprotectedInWords(this.#desk))
      this.#desk.setup.tell(`${line} at the end`, 'unprotected')
  }

  /** Closing what is naked needs more than the way out, which is all that is left afterwards: half of the time is for it. */
  #evenLegs(deadline: number): void {
    const { timing, clock } = this.#desk.setup
    const time = this.#desk.now()
    const isLate = time > deadline - timing.endWithin / 2
    if (isLate || this.#legs.stop()) return this.#desk.process({ kind: 'kill', time })
    clock.callAt((time + pollWaitUs) as Instant, () => this.#call(() => this.#evenLegs(deadline)))
  }

  #cancelAgain(): void {
    cancelAll(this.#desk.engine)
    this.#desk.after()
  }

  #close(): void {
    if (holdsSomething(this.#desk)) this.#desk.process({ kind: 'flatten', time: this.#desk.now() })
  }

  #isStopped(): boolean {
    return this.#desk.engine.risk.kill !== undefined
  }

  #isUnfinished(isFlat: boolean): boolean {
    const isOut = unsettledOrders(this.#desk.setup.journal.state).some(isPassing)
    if (!this.#isStopped() || isOut) return true
    // Of legs that risk does not let be undone now no order is out.
    if (isFlat) return holdsSomething(this.#desk)
    return this.#legs.areUnderWay() || unprotectedInWords(this.#desk).length > 0
  }
}

export function holdsSomething({ engine }: LiveDesk): boolean {
  return engine.account.holdings.some(({ lots }) => lots !== 0)
}

/** Orders that an end could not bring to an end. */
export function leftOpen(state: JournalState): JournalledOrder[] {
  return unsettledOrders(state).filter((order) => order.state.fate !== 'ended' && isPassing(order))
}

/** In words, a line for each instrument. */
export function leftOpenInWords(state: JournalState): string[] {
  const byName = new Map<string, JournalledOrder[]>()
  for (const order of leftOpen(state)) {
    const { venue, name } = state.positions[order.state.request.instrument]!.instrument
    const at = `${venue}:${name}`
    byName.set(at, [...(byName.get(at) ?? []), order])
  }
  return [...byName].map(([at, orders]) => {
    const unknown = orders.filter(({ state: { fate } }) => fate === 'unknown').length
    const ids = orders.slice(0, idsToldMost).map(({ wireId }) => wireId)
    const more = orders.length > idsToldMost ? ', …' : ''
    const many = orders.length === 1 ? 'order' : 'orders'
    return `${at}: ${orders.length} ${many} left at the end, ${unknown} of unknown fate (${ids.join(', ')}${more}): the next start looks for what is out there`
  })
}

/** To be over when a run ends: what protects a position rests on when nobody is there, and the next run takes it up. */
function isPassing({ state }: JournalledOrder): boolean {
  return !(isProtective(state) && state.fate === 'open' && !state.isCancelAsked)
}
