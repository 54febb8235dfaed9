import type { Duration, Instant } from '../../core/time.ts'
import { cancelAll } from '../../engine/send-orders.ts'
import { unsettledOrders } from '../../execution/journal-state.ts'
import type { FateDesk } from './fate-desk.ts'
import { isPassing, isUnknown, leftInWords, leftOpen, tellLeft } from './left-open.ts'
import type { LegsBook } from './legs-book.ts'
import type { LiveDesk } from './live-desk.ts'
import { rest } from './rest.ts'
import { unprotectedInWords } from './unprotected.ts'

const pollWaitUs = 20_000 as Duration
/** Closing what is held takes some rounds of orders, each of which is on the disk first. */
const closeWithinUs = 10_000_000
/** So long an end takes without a word. */
const toldAfterUs = 1_500_000
/** Venues answer from copies that lag by a second or two. */
const lagUs = 2_500_000

/**
 * Brings a run to rest: legs come to an even end and none are begun, then every order is cancelled and waited for, as the kill
 * switch would have it, which nobody throws. Fills that were told of and not yet shown count too: the books are closed when they
 * are complete. What a venue does not know of, asked at the end, and cannot be proven absent in that time, is left to the next
 * start. What is held is left with its stop at the venue, where stops are asked for, or that it has none is told.
 */
export class WindDown {
  readonly #desk: LiveDesk
  readonly #legs: LegsBook
  readonly #fates: FateDesk
  /** Does something in its turn, between two events. */
  readonly #call: (work: () => void) => void

  constructor(desk: LiveDesk, legs: LegsBook, fates: FateDesk, call: (work: () => void) => void) {
    this.#desk = desk
    this.#legs = legs
    this.#fates = fates
    this.#call = call
  }

  /**
   * Returns when nothing is out any more, or its time is over.
   *
   * @param isFlat closes at the market what is held, too
   */
  async run(isFlat: boolean): Promise<void> {
    const { timing, clock, answerWithin } = this.#desk.setup
    const begun = this.#desk.now()
    const deadline = begun + Math.max(timing.endWithin, isFlat ? closeWithinUs : 0)
    const never = new AbortController().signal
    this.#call(() => {
      this.#desk.process({ kind: 'ending', time: this.#desk.now() })
      this.#evenLegs(deadline)
      this.#fates.askNow()
    })
    let askedAt: number = this.#desk.now()
    let isTold = false
    do {
      if (!isTold && this.#desk.now() - begun >= toldAfterUs) {
        isTold = true
        this.#tellWait(deadline)
      }
      if (isFlat && this.#isStopped()) this.#call(() => this.#close())
      await rest(clock, pollWaitUs, never)
      if (!this.#isStopped() || this.#desk.now() - askedAt < answerWithin) continue
      askedAt = this.#desk.now()
      // A cancellation that was refused, by a limit of rates say, is asked for again.
      this.#call(() => this.#cancelAgain())
    } while (
      this.#isUnfinished(isFlat) &&
      this.#desk.now() < deadline &&
      !this.#isInVain(isFlat, begun, deadline)
    )
    this.#legs.tellLeft()
    tellLeft(this.#desk)
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

  #tellWait(deadline: number): void {
    const { tell } = this.#desk.setup
    const seconds = Math.max(1, Math.round((deadline - this.#desk.now()) / 1_000_000))
    const left = leftInWords(this.#desk)
    const words =
      left.length === 0 ? ['what is held, and its stops, to be as they are to be'] : left
    tell(`ending; asked again, it ends at once. Up to ${seconds} s are waited for:`)
    for (const line of words) tell(`  ${line}`)
  }

  /** Is nothing left but orders that the venue, asked since the end began, does not know of, with no proof in time? */
  #isInVain(isFlat: boolean, begun: Instant, deadline: number): boolean {
    if (isFlat || !this.#isStopped() || this.#desk.now() - begun < lagUs) return false
    const left = leftOpen(this.#desk.setup.journal.state)
    if (left.length === 0 || left.some((order) => !isUnknown(this.#desk, order))) return false
    const isElse = this.#legs.areUnderWay() || unprotectedInWords(this.#desk).length > 0
    return !isElse && this.#fates.areInVain(begun, deadline)
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

/** Does the switch say that what is held is closed? Not before the run has begun: until then it is not known what is. */
export function isToClose(desk: LiveDesk): boolean {
  const { killed } = desk.setup.journal.state
  return desk.engine.hasBegun && killed?.flatten === true && holdsSomething(desk)
}
