import { eventFlag, eventKind, isOfBook, type EventKind } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import type { FeedListener, MarketFeed } from '../../core/events/market-feed.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { JournalRecord } from '../../core/journal.ts'
import type { OrderEvent } from '../../core/orders/order-event.ts'
import type { Strategy } from '../../core/strategy/strategy.ts'
import type { Instant } from '../../core/time.ts'
import type { OpenJournal } from '../live/open-journal.ts'
import { Arrivals, boundsOf, endOf, stampedAt, type Arrival } from './arrivals.ts'
import type { MeasuredByVenue, MeasuredLatency, MeasuredWorld } from './measured.ts'
import { Thinned } from './thinned.ts'

/** Orders and cancellations that are remembered until it is known when they came. */
const underWayMost = 10_000

/** An order or a cancellation of which it is still to be known when it came. */
interface UnderWay {
  readonly decidedAt: Instant
  leftAt?: Instant
  /** When the first was heard that a venue says of it. */
  heardAt?: Instant
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
  /** Of those that this run has decided on; NaN before. */
  #firstOrder = Number.NaN
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
        const happened = stampedAt({ stamp: at, heardAt })
        this.#feed.of(venue).add([happened, heardAt - happened])
      } else if ((flags[row]! & eventFlag.endsMessage) !== 0 && isOfBook(kind[row] as EventKind))
        this.#books
          .of(`${venue}:${this.#instruments[instrument[row]!]!.name}`)
          .add([at, localTime[row]! - at])
    }
  }

  #note(record: JournalRecord): void {
    const { time } = record
    if (record.kind === 'intent') {
      const { clientOrderId } = record.order
      // They are counted up, over restarts too.
      if (Number.isNaN(this.#firstOrder)) this.#firstOrder = clientOrderId
      this.#placing.note(clientOrderId, { decidedAt: time })
    }
    if (record.kind === 'sent') {
      const placing = this.#placing.of(record.clientOrderId)
      if (placing !== undefined) placing.leftAt = time
    }
    if (record.kind === 'answer') this.#answered(record.event, time)
    if (record.kind !== 'cancel') return
    // Whatever the order ends by from now on may be that.
    this.#placing.take(record.clientOrderId)
    this.#cancelling.note(record.clientOrderId, { decidedAt: time })
  }

  #answered(event: OrderEvent, heardAt: Instant): void {
    const { clientOrderId, exchangeTime, instrument } = event
    const placing = this.#placing.of(clientOrderId)
    if (placing !== undefined) placing.heardAt ??= heardAt
    // What an earlier run has sent was answered then.
    if (exchangeTime === undefined || !(clientOrderId >= this.#firstOrder)) return
    const { venue } = this.#instruments[instrument]!
    const stamped = { stamp: exchangeTime, heardAt }
    switch (event.kind) {
      case 'filled': {
        const at = stampedAt({ ...stamped, after: placing?.leftAt })
        this.#answers.of(venue).add([at, heardAt - at])
        if (event.leavesLots === 0) this.#cancelled(venue, clientOrderId, event, heardAt)
        // A maker is filled long after it came.
        if (event.liquidity === 'taker') this.#came(venue, clientOrderId, stamped)
        return
      }
      case 'cancelled':
        this.#cancelled(venue, clientOrderId, event, heardAt)
        this.#came(venue, clientOrderId, stamped)
        return
      case 'accepted':
      case 'rejected':
        this.#came(venue, clientOrderId, stamped)
        return
      case 'triggered':
      case 'amended':
      case 'amend-rejected':
      case 'cancel-rejected':
    }
  }

  #came(venue: string, clientOrderId: number, stamped: Heard): void {
    const placing = this.#placing.take(clientOrderId)
    if (placing !== undefined) this.#orders.of(venue).add(arrivalOf(placing, stamped))
  }

  /** The end of an order that was to be cancelled: by that, or by what it lost against. */
  #cancelled(
    venue: string,
    clientOrderId: number,
    { kind, exchangeTime: stamp }: OrderEvent,
    heardAt: Instant,
  ): void {
    const cancelling = this.#cancelling.take(clientOrderId)
    if (cancelling === undefined || stamp === undefined) return
    const { decidedAt } = cancelling
    const isInVain = kind === 'filled' || endOf(stamp) < decidedAt
    const arrival = isInVain
      ? { decidedAt, leftAt: decidedAt, soonest: endOf(stamp), latest: Infinity, isStamped: false }
      : arrivalOf(cancelling, { stamp, heardAt })
    this.#cancels.of(venue).add(arrival)
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

interface Heard {
  readonly stamp: number
  readonly heardAt: number
}

/** What is known of when something came that a venue has stamped and that was heard of. */
function arrivalOf(
  { decidedAt, leftAt = decidedAt, heardAt: firstHeardAt }: UnderWay,
  { stamp, heardAt }: Heard,
): Arrival {
  const bounds = boundsOf({ stamp, after: leftAt, heardAt: firstHeardAt ?? heardAt })
  return { decidedAt, leftAt, ...bounds, isStamped: true }
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
