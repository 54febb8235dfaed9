import type { JournalRecord } from '../../core/journal.ts'
import type { OrderEvent } from '../../core/orders/order-event.ts'
import type { Venue, VenueAnswer, VenueFill } from '../../core/orders/venue.ts'
import type { Lots } from '../../core/price.ts'
import type { Instant } from '../../core/time.ts'
import type { Engine } from '../../engine/engine.ts'
import type { OwnOrder } from '../../engine/own-orders.ts'
import { process, type Happening } from '../../engine/process.ts'
import { orderNumberOf } from '../../execution/wire-id.ts'
import { FeeWatch } from './fee-watch.ts'
import type { LiveSetup } from './live-setup.ts'

/** What is noticed on the way. */
export interface LiveCounts {
  answers: number
  /** Answers about orders that are not ours, or long forgotten. */
  strays: number
  repeatedFills: number
  commands: number
  unsent: number
  /** Commands whose answer did not come. */
  unanswered: number
  searches: number
  provenAbsent: number
}

/**
 * The engine and its journal, told the same things in the same order: nothing is processed that is not written down
 * first, and nothing is written down that is not processed.
 */
export class LiveDesk {
  readonly setup: LiveSetup
  readonly engine: Engine
  readonly fees: FeeWatch
  readonly counts: LiveCounts = {
    answers: 0,
    strays: 0,
    repeatedFills: 0,
    commands: 0,
    unsent: 0,
    unanswered: 0,
    searches: 0,
    provenAbsent: 0,
  }
  /** Called after everything that was processed. */
  after: () => void = () => undefined
  /** Hears when something was written down and not processed, or the other way about: the run cannot go on. */
  broken: (cause: unknown) => void = () => undefined
  readonly #venues = new Map<string, Venue>()
  #depth = 0

  constructor(setup: LiveSetup, engine: Engine) {
    this.setup = setup
    this.engine = engine
    this.fees = new FeeWatch(setup, engine)
    for (const venue of setup.venues) this.#venues.set(venue.name, venue)
  }

  now(): Instant {
    return this.setup.clock.now()
  }

  venueOf(instrument: number): Venue {
    return this.#venues.get(this.setup.instruments[instrument]!.venue)!
  }

  write(record: JournalRecord): void {
    this.#whole(() => this.setup.journal.append(record))
  }

  /** Is the engine within something that happened, and what comes of it? */
  get isProcessing(): boolean {
    return this.#depth > 0
  }

  process(happening: Happening): void {
    this.#depth++
    try {
      this.#whole(() => {
        process(this.engine, happening)
        this.after()
      })
    } finally {
      this.#depth--
    }
  }

  /** Whoever asks a venue may go on after what it throws; after what this throws nobody may. */
  #whole(work: () => void): void {
    try {
      work()
    } catch (cause) {
      this.broken(cause)
      throw cause
    }
  }

  /** The order of ours that a wire calls so. */
  orderOf(wireId: string): OwnOrder | undefined {
    const number = orderNumberOf(this.setup.journal.state.journalId, wireId)
    return number === undefined ? undefined : this.engine.orders.of(number)
  }

  /** Takes what a venue says; a fill that was heard before is passed over. */
  hear(answer: VenueAnswer, time: Instant): void {
    this.counts.answers++
    const own = this.orderOf(answer.wireId)
    if (own === undefined) {
      this.counts.strays++
      return
    }
    const event = eventOf(answer, own, time)
    if (event.kind === 'filled' && own.state.tradeIds.includes(event.tradeId)) {
      this.counts.repeatedFills++
      return
    }
    this.write({ time, kind: 'answer', event })
    this.process({ kind: 'answer', event })
    if (event.kind === 'filled') this.fees.filled(event, own.strategy)
  }

  /** The same of a fill from a list. @returns whether it is of an order of ours */
  hearFill(fill: VenueFill): boolean {
    const { wireId } = fill
    if (wireId === undefined || this.orderOf(wireId) === undefined) return false
    const { venueOrderId: _order, side: _side, ...rest } = fill
    this.hear({ ...rest, kind: 'filled', wireId }, this.now())
    return true
  }

  /** Takes what became of an order without the venue having said it. @param detail what came in place of an answer */
  hearSearch(
    clientOrderId: number,
    result: Extract<Happening, { kind: 'searched' }>['result'],
    detail?: string,
  ): void {
    const time = this.now()
    this.write({
      time,
      kind: 'searched',
      clientOrderId,
      result: wordOf(result),
      filledLots: result.kind === 'found' ? result.filledLots : (0 as Lots),
      ...(detail !== undefined && { detail }),
    })
    this.process({ kind: 'searched', time, clientOrderId, result })
  }
}

function wordOf(
  result: Extract<Happening, { kind: 'searched' }>['result'],
): 'unknown' | 'open' | 'ended' | 'absent' {
  if (result.kind === 'timed-out') return 'unknown'
  if (result.kind === 'absent') return 'absent'
  return result.isOpen ? 'open' : 'ended'
}

function eventOf(answer: VenueAnswer, { state }: OwnOrder, localTime: Instant): OrderEvent {
  const { wireId: _, ...rest } = answer
  const { clientOrderId, instrument } = state.request
  const numbered = { clientOrderId, localTime, instrument }
  if (rest.kind !== 'filled') return { ...rest, ...numbered }
  const leavesLots = Math.max(0, state.lots - state.filledLots - rest.lots) as Lots
  return { ...rest, ...numbered, leavesLots }
}
