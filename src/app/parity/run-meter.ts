import { eventFlag, eventKind, isOfBook, type EventKind } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import type { FeedListener, MarketFeed } from '../../core/events/market-feed.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { JournalRecord } from '../../core/journal.ts'
import { unstamped, type OrderEvent } from '../../core/orders/order-event.ts'
import type { Strategy } from '../../core/strategy/strategy.ts'
import type { Instant } from '../../core/time.ts'
import type { OpenJournal } from '../live/open-journal.ts'
import { Arrivals, type Arrival } from './arrivals.ts'
import type { MeasuredByVenue, MeasuredLatency, MeasuredWorld } from './measured.ts'
import { Thinned } from './thinned.ts'

/** Orders and cancellations that are remembered until it is known when they came. */
const underWayMost = 10_000

/** An order or a cancellation of which it is still to be known when it came. */
interface UnderWay {
  readonly decided: Instant
  left?: Instant
  /** When the first was heard that a venue says of it. */
  heard?: Instant
}

/**
 * Measures what a run on paper or live is made to wait for, from outside: it listens to feeds and journal, and changes
 * neither.
 */
export class RunMeter {
  readonly #feed = new ByName(() => new Points())
  readonly #books = new ByName(() => new Points())
  readonly #orders = new ByName(() => new Arrivals())
  readonly #cancels = new ByName(() => new Arrivals())
  readonly #answers = new ByName(() => new Points())
  readonly #instruments: readonly Instrument[]
  readonly #placing = new Recent()
  readonly #cancelling = new Recent()
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
    if (at !== undefined) this.#wakes.add([at, time - at])
  }

  #see(
    venue: string,
    { length, kind, flags, exchangeTime, localTime, instrument }: EventRows,
  ): void {
    for (let row = 0; row < length; row++) {
      const at = exchangeTime[row]!
      if (Number.isNaN(at)) continue
      if (kind[row] === eventKind.trade) {
        const heardAt = localTime[row]!
        const happened = within(at, { before: heardAt })
        this.#feed.of(venue).add([happened, heardAt - happened])
      } else if ((flags[row]! & eventFlag.endsMessage) !== 0 && isOfBook(kind[row] as EventKind))
        this.#books
          .of(`${venue}:${this.#instruments[instrument[row]!]!.name}`)
          .add([at, localTime[row]! - at])
    }
  }

  #note(record: JournalRecord): void {
    const { time } = record
    if (record.kind === 'intent') this.#placing.note(record.order.clientOrderId, { decided: time })
    if (record.kind === 'sent') {
      const placing = this.#placing.of(record.clientOrderId)
      if (placing !== undefined) placing.left = time
    }
    if (record.kind === 'answer') this.#answered(record.event, time)
    if (record.kind !== 'cancel') return
    // Whatever the order ends by from now on may be that.
    this.#placing.take(record.clientOrderId)
    this.#cancelling.note(record.clientOrderId, { decided: time })
  }

  #answered(event: OrderEvent, heardAt: Instant): void {
    const { clientOrderId, exchangeTime, instrument, kind } = event
    const placing = this.#placing.of(clientOrderId)
    if (placing !== undefined) placing.heard ??= heardAt
    if (exchangeTime === unstamped) return
    const { venue } = this.#instruments[instrument]!
    if (kind === 'filled') {
      const at = within(exchangeTime, { after: placing?.left, before: heardAt })
      this.#answers.of(venue).add([at, heardAt - at])
    }
    if (kind === 'cancelled' || (kind === 'filled' && event.leavesLots === 0)) {
      const cancelling = this.#cancelling.take(clientOrderId)
      if (cancelling !== undefined) {
        const arrival = arrivalOf(cancelling, exchangeTime, heardAt)
        this.#cancels.of(venue).add(kind === 'cancelled' ? arrival : inVain(arrival, exchangeTime))
      }
    }
    // A maker is filled long after it came.
    if (kind === 'filled' && event.liquidity === 'maker') return
    this.#placing.take(clientOrderId)
    if (placing !== undefined) this.#orders.of(venue).add(arrivalOf(placing, exchangeTime, heardAt))
  }
}

/** Orders or cancellations under way by the number of the order, of many the latest. */
class Recent {
  readonly #underWay = new Map<number, UnderWay>()

  note(clientOrderId: number, underWay: UnderWay): void {
    this.#underWay.set(clientOrderId, underWay)
    if (this.#underWay.size > underWayMost)
      this.#underWay.delete(this.#underWay.keys().next().value!)
  }

  of(clientOrderId: number): UnderWay | undefined {
    return this.#underWay.get(clientOrderId)
  }

  take(clientOrderId: number): UnderWay | undefined {
    const underWay = this.#underWay.get(clientOrderId)
    this.#underWay.delete(clientOrderId)
    return underWay
  }
}

/** What is known of when something came that a venue has stamped and that was heard of. */
function arrivalOf(
  { decided, left = decided, heard }: UnderWay,
  stamp: number,
  heardAt: number,
): Arrival {
  const { from, to } = bounds(stamp, { after: left, before: heard ?? heardAt })
  return { decided, left, from, to, stamped: (stamp + latest(stamp)) / 2 }
}

/** Of a cancellation: it came later than what it lost against. */
function inVain(arrival: Arrival, stamp: number): Arrival {
  return { ...arrival, from: latest(stamp), to: Infinity, stamped: undefined }
}

interface Known {
  readonly after?: number | undefined
  readonly before: number
}

/** The middle of what a venue's stamp may be of. */
function within(stamp: number, known: Known): number {
  const { from, to } = bounds(stamp, known)
  return Math.round((from + to) / 2)
}

/** What a venue's stamp may be of, by what we know it was after and before, where the two clocks agree on that. */
function bounds(stamp: number, { after = stamp, before }: Known): Pick<Arrival, 'from' | 'to'> {
  const end = latest(stamp)
  const from = Math.min(end, Math.max(stamp, after))
  return { from, to: Math.min(end, Math.max(from, before)) }
}

/** The last instant that a venue's stamp may be of: most venues tell whole milliseconds. */
function latest(stamp: number): number {
  return stamp % 1_000 === 0 ? stamp + 1_000 : stamp
}

/** A latency over time. */
class Points {
  readonly #points = new Thinned<readonly [number, number]>()

  add([at, microseconds]: readonly [number, number]): void {
    this.#points.add([at, Math.max(1, Math.round(microseconds))])
  }

  /** One for each instant, ascending: they come in the order of their ends. */
  list(): MeasuredLatency {
    const ascending = this.#points.items.toSorted(([a], [b]) => a - b)
    return ascending.filter(([at], k) => k === 0 || at > ascending[k - 1]![0])
  }
}

/** The same of every venue, or of every instrument. */
class ByName<Each extends { list: () => MeasuredLatency }> {
  readonly #each = new Map<string, Each>()
  readonly #begin: () => Each

  constructor(begin: () => Each) {
    this.#begin = begin
  }

  of(name: string): Each {
    const known = this.#each.get(name)
    if (known !== undefined) return known
    const each = this.#begin()
    this.#each.set(name, each)
    return each
  }

  list(): MeasuredByVenue {
    return Object.fromEntries([...this.#each].map(([name, each]) => [name, each.list()]))
  }
}
