import { eventFlag, eventKind, isOfBook, type EventKind } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import type { FeedListener, MarketFeed } from '../../core/events/market-feed.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { JournalRecord } from '../../core/journal.ts'
import type { OrderEvent } from '../../core/orders/order-event.ts'
import type { Strategy } from '../../core/strategy/strategy.ts'
import type { Instant } from '../../core/time.ts'
import type { OpenJournal } from '../live/open-journal.ts'
import type { MeasuredByVenue, MeasuredLatency, MeasuredWorld } from './measured.ts'

/** Points of a latency that are kept: beyond them every other one is given up. */
const pointsMost = 100_000
/** Orders whose decision is remembered until it is known when they came. */
const decisionsMost = 10_000
/** Clocks that differ by more are no clocks: an answer of that time tells none. */
const clocksApartMost = 60_000_000

/**
 * Measures what a run on paper or live is made to wait for, from outside: it listens to feeds and journal, and changes
 * neither.
 */
export class RunMeter {
  readonly #feed = new PointsByName()
  readonly #books = new PointsByName()
  readonly #orders = new PointsByName()
  readonly #cancels = new PointsByName()
  readonly #answers = new PointsByName()
  readonly #instruments: readonly Instrument[]
  readonly #decidedAt = new Decisions()
  readonly #cancelledAt = new Decisions()
  readonly #wakes = new Points()
  /** When each wake that is not over was asked for, by its key, the earliest first. */
  readonly #askedAt = new Map<number, number[]>()
  #began = Number.NaN

  constructor(instruments: readonly Instrument[]) {
    this.#instruments = instruments
  }

  feed(feed: MarketFeed): MarketFeed {
    return {
      venue: feed.venue,
      start: (listener: FeedListener) =>
        feed.start({
          rows: (rows) => {
            this.#see(feed.venue, rows)
            listener.rows(rows)
          },
          notice: (notice) => listener.notice(notice),
        }),
      resync: (instruments) => feed.resync(instruments),
      touch: (instrument) => feed.touch(instrument),
      ...(feed.heardAt === undefined
        ? {}
        : { heardAt: (instrument: number) => feed.heardAt!(instrument) }),
      close: () => feed.close(),
    }
  }

  journal(journal: OpenJournal): OpenJournal {
    return {
      state: journal.state,
      tornBytes: journal.tornBytes,
      append: (record) => {
        this.#note(record)
        journal.append(record)
      },
      commit: () => journal.commit(),
      close: () => journal.close(),
    }
  }

  strategy(strategy: Strategy): Strategy {
    const begin: Strategy['begin'] = (desk) => {
      this.#began = desk.time
      return strategy.begin(desk)
    }
    const decide: Strategy['decide'] = (state, event, desk) => {
      if (event.kind === 'woken') this.#woken(event.key, event.time)
      const intents = strategy.decide(state, event, desk)
      for (const intent of intents) if (intent.kind === 'wake') this.#asked(intent.key, intent.at)
      return intents
    }
    // Over it rather than a copy, for its functions may be those of a class.
    return Object.create(strategy, {
      begin: { value: begin },
      decide: { value: decide },
    }) as Strategy
  }

  measured(ended: number, playedShift: number | null): MeasuredWorld {
    return {
      feed: this.#feed.list(),
      books: this.#books.list(),
      orders: this.#orders.list(),
      cancels: this.#cancels.list(),
      answers: this.#answers.list(),
      wakes: this.#wakes.list(),
      began: this.#began,
      ended,
      playedShift,
    }
  }

  #asked(key: number, at: number): void {
    const asked = this.#askedAt.get(key) ?? []
    this.#askedAt.set(
      key,
      [...asked, at].toSorted((one, other) => one - other),
    )
  }

  #woken(key: number, time: number): void {
    const asked = this.#askedAt.get(key)
    const at = asked?.shift()
    if (asked?.length === 0) this.#askedAt.delete(key)
    if (at !== undefined) this.#wakes.add(at, time - at)
  }

  #see(
    venue: string,
    { length, kind, flags, exchangeTime, localTime, instrument }: EventRows,
  ): void {
    for (let row = 0; row < length; row++) {
      const at = exchangeTime[row]!
      if (Number.isNaN(at)) continue
      if (kind[row] === eventKind.trade)
        this.#feed.of(venue).add(within(at), localTime[row]! - within(at))
      else if ((flags[row]! & eventFlag.endsMessage) !== 0 && isOfBook(kind[row] as EventKind))
        this.#books
          .of(`${venue}:${this.#instruments[instrument[row]!]!.name}`)
          .add(at, localTime[row]! - at)
    }
  }

  #note(record: JournalRecord): void {
    if (record.kind === 'intent') this.#decidedAt.note(record.order.clientOrderId, record.time)
    if (record.kind === 'answer') this.#answered(record.event, record.time)
    if (record.kind !== 'cancel') return
    // Whatever the order ends by from now on may be that.
    this.#decidedAt.take(record.clientOrderId)
    this.#cancelledAt.note(record.clientOrderId, record.time)
  }

  #answered(event: OrderEvent, heardAt: Instant): void {
    const at = within(event.exchangeTime)
    // Some answers do not say when, and some are of ours: refusals, and ends that were found by asking.
    if (at < heardAt - clocksApartMost || isOwnStamp(event.exchangeTime, heardAt)) return
    const { venue } = this.#instruments[event.instrument]!
    if (event.kind === 'filled') this.#answers.of(venue).add(at, heardAt - at)
    // One that is asked for in vain came later than what it lost against.
    const isLost = event.kind === 'filled' && event.leavesLots === 0
    if (event.kind === 'cancelled' || isLost) {
      const asked = this.#cancelledAt.take(event.clientOrderId)
      const came = isLost ? at + 500 : at
      if (asked !== undefined) this.#cancels.of(venue).add(asked, came - asked)
    }
    // A maker is filled long after it came.
    if (event.kind === 'filled' && event.liquidity === 'maker') return
    const decided = this.#decidedAt.take(event.clientOrderId)
    if (decided !== undefined) this.#orders.of(venue).add(decided, at - decided)
  }
}

/** When something was decided about an order, of the latest orders. */
class Decisions {
  readonly #at = new Map<number, Instant>()

  note(clientOrderId: number, at: Instant): void {
    this.#at.set(clientOrderId, at)
    if (this.#at.size > decisionsMost) this.#at.delete(this.#at.keys().next().value!)
  }

  take(clientOrderId: number): Instant | undefined {
    const at = this.#at.get(clientOrderId)
    this.#at.delete(clientOrderId)
    return at
  }
}

/** Stamped by our clock when it was heard: to the microsecond, which venues do not tell of orders. */
function isOwnStamp(at: Instant, heardAt: Instant): boolean {
  return heardAt - at < 1_000 && at % 1_000 !== 0
}

/** Whole milliseconds are what most venues tell: it was half of one later in the mean. */
function within(at: number): number {
  return at % 1_000 === 0 ? at + 500 : at
}

/** A latency over time, at instants that ascend, in bounded memory. */
class Points {
  #points: (readonly [number, number])[] = []
  #every = 1
  #seen = 0

  add(at: number, microseconds: number): void {
    const last = this.#points.at(-1)
    if ((last !== undefined && at <= last[0]) || this.#seen++ % this.#every !== 0) return
    this.#points.push([at, Math.max(1, Math.round(microseconds))])
    if (this.#points.length < pointsMost) return
    this.#points = this.#points.filter((_, k) => k % 2 === 0)
    this.#every *= 2
  }

  list(): MeasuredLatency {
    return this.#points
  }
}

/** The same of every venue, or of every instrument. */
class PointsByName {
  readonly #points = new Map<string, Points>()

  of(name: string): Points {
    const known = this.#points.get(name)
    if (known !== undefined) return known
    const points = new Points()
    this.#points.set(name, points)
    return points
  }

  list(): MeasuredByVenue {
    return Object.fromEntries([...this.#points].map(([name, points]) => [name, points.list()]))
  }
}
