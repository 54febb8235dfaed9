import type { EventRows } from '../core/events/event-columns.ts'
import { runEnd } from '../core/events/message-end.ts'
import { isOfOrder } from '../core/orders/account-event.ts'
import type { OrderLookup } from '../core/orders/order-lookup.ts'
import type { ReplayVenue } from '../core/orders/replay-venue.ts'
import type { Duration, Instant } from '../core/time.ts'
import { invariant } from '../math/invariant.ts'
import type { Engine, EngineSetup } from './engine.ts'
import { FateSearches } from './fate-searches.ts'
import { newEngine } from './new-engine.ts'
import { measureMarkouts, process, processMessage, processQuietly, watch } from './process.ts'
import { Flight } from './tape/flight.ts'
import { Window } from './tape/window.ts'
import { equityOf } from './valuation.ts'

/** A venue, and perhaps its word on what became of an order. */
export type RunVenue = ReplayVenue & Partial<OrderLookup>

/** A run over recorded or made-up events. */
export interface ReplaySetup extends EngineSetup {
  readonly venues: readonly RunVenue[]
  /** By instrument, the position of its venue in `venues`. */
  readonly venueOf: readonly number[]
  /**
   * How long a row may be under way to us, for a tape that comes in batches: that much is read ahead. A row that took
   * longer happens at its venue late, and is counted.
   */
  readonly flightMost: Duration
  /** The run begins with the first message from here on; what comes before makes books, and nobody hears of it. */
  readonly beginAt?: Instant | undefined
}

/** What was noticed on the way. */
export interface ReplayCounts {
  /** Rows that happened at their venue later than they should have. */
  lateRows: number
  commands: number
  answers: number
  /** Answers to searches for orders of unknown fate, and to looks at those that stand. */
  lookups: number
}

/** Rows of whole columns that are looked at ahead of the run at once: few enough to stay in the cache. */
const rowsAtOnce = 4_096

/**
 * Drives an engine and its venues over a tape, each thing at its instant.
 *
 * Local events come in this order: by local time; at the same time venue by venue (the one named first) what it says of
 * orders and of the account, in the order in which it said it, and then what it found when it was asked; then messages (in
 * the order of the tape), timers (in the order they were asked for), and questions to venues. Between two of them
 * everything happens at the venues that is due until then, rows and what is theirs alike, and it stops at the first
 * answer, so that what is sent in reply arrives before what comes after it is done. A strategy hears nothing before its
 * local time, and a venue knows nothing of what is not sent yet.
 *
 * The run ends with the tape: answers still under way are not heard.
 */
export class Replay {
  readonly engine: Engine
  readonly counts: ReplayCounts = { lateRows: 0, commands: 0, answers: 0, lookups: 0 }
  readonly #setup: ReplaySetup
  readonly #window = new Window()
  readonly #flight = new Flight()
  /** Of each venue: when it next has something of its own to do, and when it next says something. */
  readonly #dueAt: Float64Array
  readonly #answerAt: Float64Array
  /** The earliest of both over all venues. */
  #nextDue = Infinity
  #nextAnswer = Infinity
  /** Rows of the window that were heard, and rows of the tape before the window. */
  #heard = 0
  #before = 0
  #venueNow = -Infinity
  #hasBegun = false
  readonly #fates: FateSearches
  /** No strategy hears of markets. */
  readonly #isQuiet: boolean

  constructor(setup: ReplaySetup) {
    this.#setup = setup
    this.engine = newEngine(setup)
    const { venues, venueOf } = setup
    this.#fates = new FateSearches(this.engine, (instrument) => venues[venueOf[instrument]!]!)
    this.#isQuiet = setup.strategies.every(({ hearsMarkets }) => hearsMarkets === false)
    this.#dueAt = new Float64Array(setup.venues.length).fill(Infinity)
    this.#answerAt = new Float64Array(setup.venues.length).fill(Infinity)
    for (const index of setup.venues.keys()) this.#look(index)
  }

  /** Runs over columns that hold the whole tape. */
  runWhole(rows: EventRows): void {
    this.#window.hold(rows)
    for (let row = 0; row < rows.length; row += rowsAtOnce) {
      const end = Math.min(row + rowsAtOnce, rows.length)
      this.#enter(rows, row, end)
      // All rows of an instant before the last one entered are entered.
      this.#run(rows.localTime[end - 1]! - Math.max(1, this.#setup.flightMost))
    }
    this.end()
  }

  /** Takes the next batch of the tape, whole messages, and runs as far as it is safe to. */
  feed(batch: EventRows): void {
    if (batch.length === 0) return
    // What was heard has happened before: nobody needs it any more.
    this.#window.append(batch, this.#heard)
    this.#before += this.#heard
    this.#heard = 0
    const { rows } = this.#window
    this.#enter(rows, rows.length - batch.length, rows.length)
    this.#run(rows.localTime[rows.length - 1]! - this.#setup.flightMost)
  }

  /** The tape is over: what was held back is run, and equity is seen for the last time. */
  end(): void {
    this.#run(Infinity)
    const { engine } = this
    if (!this.#hasBegun) return
    measureMarkouts(engine, engine.time)
    watch(engine)
    engine.track.end(engine, equityOf(engine))
    engine.audit.flush()
  }

  /** When rows `[from, to)` happen. */
  #enter(rows: EventRows, from: number, to: number): void {
    const { venues, venueOf } = this.#setup
    for (let row = from; row < to;) {
      const instrument = rows.instrument[row]!
      const venue = venues[venueOf[instrument]!]!
      const instant = venue.venueInstant(rows, row)
      const end = venue.marketRun === undefined ? row + 1 : runEnd(rows, row, to)
      const lane = instrument * 2 + (venue.laneOf?.(rows, row) ?? 0)
      this.#flight.push(lane, this.#before + row, this.#before + end, instant)
      if (instant < this.#venueNow) this.counts.lateRows += end - row
      row = end
    }
    this.#flight.settle()
  }

  /** Makes books of the messages before the run begins, up to a horizon; then begins it. */
  #lead(horizon: number): void {
    const { engine } = this
    const { rows } = this.#window
    const beginAt = this.#setup.beginAt ?? -Infinity
    while (this.#heard < rows.length) {
      const time = rows.localTime[this.#heard]!
      if (time >= beginAt) {
        this.#hasBegun = true
        process(engine, { kind: 'begin', time: time as Instant })
        return this.#post()
      }
      if (time > horizon) return
      this.#advance(time)
      this.#heard = engine.market.applyMessage(rows, this.#heard)
    }
  }

  /** Runs all that is at or before a local instant; the tape's last message ends it. */
  #run(horizon: number): void {
    if (!this.#hasBegun) this.#lead(horizon)
    const { engine } = this
    const { rows } = this.#window
    const { length } = rows
    while (this.#heard < length) {
      const messageAt = rows.localTime[this.#heard]!
      if (messageAt > horizon) return
      const timerAt = Math.min(engine.timers.nextAt(), this.#fates.nextAt)
      if (this.#isQuiet && messageAt <= timerAt && messageAt < engine.nextWatchAt) {
        this.#runQuietly(timerAt < horizon ? timerAt : horizon)
      } else this.#step(messageAt, timerAt)
      if (engine.outbox.length > 0) this.#post()
    }
  }

  /** The next local event, whatever it is. */
  #step(messageAt: number, timerAt: number): void {
    const target = timerAt < messageAt ? timerAt : messageAt
    this.#advance(target)
    if (this.#nextAnswer <= target) this.#hearAnswer()
    else if (messageAt <= timerAt) {
      this.#heard = processMessage(this.engine, this.#window.rows, this.#heard)
    } else this.#runTimer(timerAt as Instant)
  }

  #runTimer(at: Instant): void {
    if (this.engine.timers.nextAt() <= at) {
      process(this.engine, { kind: 'timer', time: at })
      this.#fates.look()
      return
    }
    this.#fates.due(at)
    for (const index of this.#setup.venues.keys()) this.#look(index)
  }

  /**
   * All messages up to an instant or the first answer, and that answer: what `#step` does one by one, where nothing can
   * be sent between them.
   */
  #runQuietly(until: number): void {
    const { engine } = this
    const { rows } = this.#window
    const end = this.#quietEnd(until)
    const target = rows.localTime[end - 1]!
    this.#advance(target)
    this.#heard = processQuietly(engine, rows, {
      from: this.#heard,
      end,
      before: this.#nextAnswer,
    })
    if (this.#nextAnswer <= target) this.#hearAnswer()
  }

  /** The first row heard after an instant, or when equity is to be looked at again. */
  #quietEnd(until: number): number {
    const { localTime, length } = this.#window.rows
    const { nextWatchAt } = this.engine
    const isBehind = (row: number): boolean =>
      localTime[row]! > until || localTime[row]! >= nextWatchAt
    let low = this.#heard + 1
    let step = 64
    while (low + step < length && !isBehind(low + step)) {
      low += step
      step *= 2
    }
    let high = Math.min(length, low + step)
    while (low < high) {
      const middle = (low + high) >>> 1
      if (isBehind(middle)) high = middle
      else low = middle + 1
    }
    return low
  }

  /** Lets everything happen at the venues up to an instant, or to the first answer before it. */
  #advance(target: number): void {
    const flight = this.#flight
    const { venues, venueOf } = this.#setup
    const { rows } = this.#window
    for (;;) {
      const bound = this.#nextAnswer < target ? this.#nextAnswer : target
      const rowAt = flight.nextAt()
      const dueAt = this.#nextDue
      // At the same instant the row comes first: others were there already.
      if (rowAt <= dueAt) {
        if (rowAt > bound) return
        flight.take()
        if (rowAt > this.#venueNow) this.#venueNow = rowAt
        const row = flight.first - this.#before
        const index = venueOf[rows.instrument[row]!]!
        const venue = venues[index]!
        if (venue.marketRun === undefined) {
          venue.market(rows, row)
          this.#look(index)
        } else if (venue.marketRun(rows, row, flight.end - this.#before)) this.#look(index)
      } else {
        if (dueAt > bound) return
        if (dueAt > this.#venueNow) this.#venueNow = dueAt
        const venue = this.#firstAt(this.#dueAt, dueAt)
        venues[venue]!.advanceTo(dueAt)
        this.#look(venue)
        // Asked first, for the message costs more than the question.
        if (this.#dueAt[venue] === dueAt)
          invariant(false, `a venue left undone what was due at ${dueAt} us`)
      }
    }
  }

  #hearAnswer(): void {
    const venue = this.#firstAt(this.#answerAt, this.#nextAnswer)
    const from = this.#setup.venues[venue]!
    const lookupAt = from.nextLookupAt?.() ?? Infinity
    if (from.nextAnswerAt() <= lookupAt) {
      this.counts.answers++
      const event = from.takeAnswer()
      if (isOfOrder(event)) process(this.engine, { kind: 'answer', event })
      else process(this.engine, { kind: 'account', event })
    } else {
      this.counts.lookups++
      this.#fates.hear(from.takeLookup!())
    }
    this.#fates.look()
    this.#look(venue)
  }

  /** Sends what is in the outbox. */
  #post(): void {
    const { engine } = this
    const { venues, venueOf } = this.#setup
    for (const command of engine.outbox) {
      const { instrument } = command.kind === 'place' ? command.order : command
      const venue = venueOf[instrument]!
      venues[venue]!.send(command, engine.time)
      this.counts.commands++
      this.#look(venue)
    }
    engine.outbox.length = 0
  }

  /** Reads anew when a venue has something to do or to say. */
  #look(index: number): void {
    const venue = this.#setup.venues[index]!
    const dueAt = venue.nextDueAt()
    let answerAt = venue.nextAnswerAt()
    if (venue.nextLookupAt !== undefined) {
      const lookupAt = venue.nextLookupAt()
      if (lookupAt < answerAt) answerAt = lookupAt
    }
    if (dueAt === this.#dueAt[index] && answerAt === this.#answerAt[index]) return
    this.#dueAt[index] = dueAt
    this.#answerAt[index] = answerAt
    this.#nextDue = least(this.#dueAt)
    this.#nextAnswer = least(this.#answerAt)
  }

  #firstAt(times: Float64Array, time: number): number {
    return times.indexOf(time)
  }
}

function least(times: Float64Array): number {
  let earliest = Infinity
  for (let index = 0; index < times.length; index++) {
    if (times[index]! < earliest) earliest = times[index]!
  }
  return earliest
}
