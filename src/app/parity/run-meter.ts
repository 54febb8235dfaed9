import { eventKind } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import type { FeedListener, MarketFeed } from '../../core/events/market-feed.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { JournalRecord } from '../../core/journal.ts'
import type { Strategy } from '../../core/strategy/strategy.ts'
import type { OpenJournal } from '../live/open-journal.ts'
import type { MeasuredByVenue, MeasuredLatency, MeasuredWorld } from './measured.ts'

/** Points of a latency that are kept: beyond them every other one is given up. */
const pointsMost = 100_000
/** Orders whose decision is remembered for their fills. */
const decisionsMost = 10_000

/**
 * Measures what a run on paper or live is made to wait for, from outside: it listens to feeds and journal, and changes
 * neither.
 */
export class RunMeter {
  readonly #feed = new PointsByVenue()
  readonly #orders = new PointsByVenue()
  readonly #answers = new PointsByVenue()
  readonly #instruments: readonly Instrument[]
  readonly #decidedAt = new Map<number, number>()
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
      orders: this.#orders.list(),
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

  /** Trades alone: of a book some venues tell when it was sent, not when it changed. */
  #see(venue: string, rows: EventRows): void {
    for (let row = 0; row < rows.length; row++) {
      if (rows.kind[row] !== eventKind.trade) continue
      const at = rows.exchangeTime[row]!
      if (!Number.isNaN(at)) this.#feed.of(venue).add(at, rows.localTime[row]! - at)
    }
  }

  #note(record: JournalRecord): void {
    if (record.kind === 'intent') {
      this.#decidedAt.set(record.order.clientOrderId, record.time)
      if (this.#decidedAt.size > decisionsMost)
        this.#decidedAt.delete(this.#decidedAt.keys().next().value!)
    }
    if (record.kind !== 'answer' || record.event.kind !== 'filled') return
    const { clientOrderId, exchangeTime, liquidity, instrument } = record.event
    const { venue } = this.#instruments[instrument]!
    this.#answers.of(venue).add(exchangeTime, record.time - exchangeTime)
    const decidedAt = this.#decidedAt.get(clientOrderId)
    if (liquidity === 'taker' && decidedAt !== undefined)
      this.#orders.of(venue).add(decidedAt, exchangeTime - decidedAt)
  }
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

/** The same of every venue. */
class PointsByVenue {
  readonly #venues = new Map<string, Points>()

  of(venue: string): Points {
    const known = this.#venues.get(venue)
    if (known !== undefined) return known
    const points = new Points()
    this.#venues.set(venue, points)
    return points
  }

  list(): MeasuredByVenue {
    return Object.fromEntries([...this.#venues].map(([venue, points]) => [venue, points.list()]))
  }
}
