import type { BookChecksum } from './checksum/book-checksum.ts'
import {
  judgeTouch,
  removeCrossed,
  touchOf,
  type CrossedRule,
  type CrossingState,
} from './crossing.ts'
import { HeldMessages } from './held-messages.ts'
import { InstrumentBook } from './instrument-book.ts'
import { voidSequence, type SequenceRule, type SequenceState } from './sequence/sequence-rule.ts'
import { eventKind, eventSide, type BookSide } from '../core/events/event-codes.ts'
import type { EventRows } from '../core/events/event-columns.ts'
import type { MessageSequence } from '../core/events/wire-codec.ts'
import type { Duration, Instant } from '../core/time.ts'
import { invariant } from '../math/invariant.ts'

/** What a feed must keep for its book to be believed. */
export interface FeedRules {
  readonly sequence: SequenceRule
  /** Compared after every message that carries one. */
  readonly checksum?: BookChecksum
  /** Levels a side the feed covers: those beyond fall out without being deleted. */
  readonly depth?: number
  /** Default: tolerated for ten seconds. */
  readonly crossed?: CrossedRule
}

/** Why nothing is known of a book. */
export type VoidReason = 'no-snapshot' | 'gap' | 'checksum' | 'crossed' | 'disconnected'

/**
 * What a message did. `applied`: the book is the venue's, as far as its rules can tell. `stale` and `held`: the book
 * is as it was. `left-out`: so it is, for the message came by another stream than the one the book is followed by.
 * `voided`: the book is void from here, see `voidReason`.
 */
export type Followed = 'applied' | 'stale' | 'held' | 'left-out' | 'voided'

/** What became of a feed's messages, for people and for the trust in a venue. */
export interface FollowedCounts {
  applied: number
  stale: number
  held: number
  /** Messages of streams that cover less of the book than the one it is followed by. */
  leftOut: number
  /** Checksums compared, right ones and wrong ones. */
  checksums: number
  /** Times the book was lost, by reason. */
  readonly lost: Record<Exclude<VoidReason, 'no-snapshot'>, number>
  /** Levels removed under `trim`. */
  trimmedLevels: number
  /** Times that more was held than there is room for, and all of it dropped. */
  heldOverflows: number
}

/** Who keeps what a followed book goes through. */
export interface BookListener {
  /** The rows `[start, end)` of a message were applied; of one that was held, when its snapshot came. */
  applied(rows: EventRows, start: number, end: number): void
  /** A level fell out of the depth the feed covers, by a message that is then applied. */
  dropped(side: BookSide, price: number): void
  /** Nothing is known of the book from here on. */
  lost(reason: Exclude<VoidReason, 'no-snapshot'>): void
}

/**
 * So many old messages in a row are no echo but a venue whose ids began anew lower: the book would stand still for ever.
 * Behind a snapshot that came by another way the stream may be a while behind it.
 */
const staleMost = 10
const staleMostJoining = 1_000

const usualCrossed: CrossedRule = { kind: 'tolerate', microsecondsMax: 10_000_000 as Duration }

/**
 * One book as its live feed is followed: sequence, checksum, depth and crossing judged message by message, and the
 * book void from the first doubt to the next snapshot.
 *
 * Messages that may be needed after a snapshot that comes by another way are held until it is there.
 *
 * @example
 * const followed = new FollowedBook({ sequence: contiguousRule })
 * const place = { instrument: 0, isSnapshot: true, first: NaN, last: 7, previous: NaN, checksum: NaN }
 * const rows = new EventColumns()
 * rows.begin(0, 1_700_000_000_000_000, NaN, 7)
 * rows.addClear()
 * rows.addLevel(eventSide.bid, 99, 5)
 * rows.end()
 * followed.follow(rows, 0, 2, place) // => 'applied'
 * followed.follow(rows, 2, 2, { ...place, isSnapshot: false, last: 9 }) // => 'voided'
 * followed.voidReason // => 'gap'
 */
export class FollowedBook {
  readonly book: InstrumentBook
  readonly counts: FollowedCounts = {
    applied: 0,
    stale: 0,
    held: 0,
    leftOut: 0,
    checksums: 0,
    lost: { gap: 0, checksum: 0, crossed: 0, disconnected: 0 },
    trimmedLevels: 0,
    heldOverflows: 0,
  }
  /** Meaningful while the book is void. */
  voidReason: VoidReason = 'no-snapshot'
  readonly #rules: FeedRules
  readonly #crossed: CrossedRule
  readonly #sequence: SequenceState = voidSequence()
  readonly #crossing: CrossingState = { since: NaN }
  #depth: number | undefined
  readonly #held = new HeldMessages()
  /** That of the stream the book is followed by; none before the first snapshot. */
  #coverage = -Infinity
  /** Messages in a row that told nothing new. */
  #staleRun = 0
  readonly #listener: BookListener | undefined

  constructor(
    rules: FeedRules,
    book: InstrumentBook = new InstrumentBook(),
    listener?: BookListener,
  ) {
    this.#rules = rules
    this.#depth = rules.depth
    this.#listener = listener
    this.#crossed = rules.crossed ?? usualCrossed
    this.book = book
  }

  /**
   * Follows one message: its rows `[start, end)` and what it says about its place.
   *
   * Of several streams of one book the one that covers most is followed, from its first snapshot on and for good: their
   * numbers often fit one another, and levels of one put upon those of another are a book that never was.
   */
  follow(rows: EventRows, start: number, end: number, sequence: MessageSequence): Followed {
    const followed = this.#take(rows, start, end, sequence)
    if (followed !== 'stale') {
      if (followed !== 'left-out') this.#staleRun = 0
      return followed
    }
    const most = this.#sequence.phase === 'live' ? staleMost : staleMostJoining
    if (this.book.isVoid || ++this.#staleRun <= most) return 'stale'
    this.lose('gap')
    this.#judge(rows, start, end, sequence)
    return 'voided'
  }

  #take(rows: EventRows, start: number, end: number, sequence: MessageSequence): Followed {
    const coverage = sequence.coverage ?? Infinity
    if (coverage !== this.#coverage) {
      if (coverage < this.#coverage) {
        this.counts.leftOut++
        return 'left-out'
      }
      if (!sequence.isSnapshot) return this.#awaitSnapshot(rows, start, end, sequence)
      this.#turnTo(coverage)
    }
    const followed = this.#judge(rows, start, end, sequence)
    return followed === 'applied' && sequence.isSnapshot ? this.#followHeld() : followed
  }

  /** The feed is known to cover so many levels a side from the next message on: see `FeedRules`. */
  cover(depth: number): void {
    this.#depth = depth
  }

  /** Holds the book void: the connection is gone, or another rule has found it wanting. */
  lose(reason: Exclude<VoidReason, 'no-snapshot'>): void {
    this.counts.lost[reason]++
    if (!this.book.isVoid) this.#listener?.lost(reason)
    this.book.void()
    this.voidReason = reason
    Object.assign(this.#sequence, voidSequence())
    this.#crossing.since = NaN
    this.#staleRun = 0
    // What was held comes from before the loss, and no snapshot after it will need it.
    if (reason !== 'disconnected') return
    this.#held.empty()
    // A new connection may be subscribed to less.
    this.#coverage = -Infinity
  }

  /** A message about this book was not understood: a gap, also among what is held for a snapshot. */
  miss(): void {
    if (!this.book.isVoid) this.lose('gap')
    this.#held.empty()
  }

  /** A change of a stream that covers more, whose snapshot is not there: it may be needed then. */
  #awaitSnapshot(
    rows: EventRows,
    start: number,
    end: number,
    sequence: MessageSequence,
  ): 'held' | 'stale' | 'left-out' {
    if (this.#rules.sequence.judge(voidSequence(), sequence) === 'hold') {
      return this.#hold(rows, start, end, sequence)
    }
    const isFollowed = this.#coverage > -Infinity
    this.counts[isFollowed ? 'leftOut' : 'stale']++
    return isFollowed ? 'left-out' : 'stale'
  }

  #hold(rows: EventRows, start: number, end: number, sequence: MessageSequence): 'held' {
    this.counts.held++
    if (!this.#held.add(rows, start, end, sequence)) this.counts.heldOverflows++
    return 'held'
  }

  /** From this snapshot on the book is another stream's, whose numbers are its own. */
  #turnTo(coverage: number): void {
    this.#coverage = coverage
    Object.assign(this.#sequence, voidSequence())
    this.#crossing.since = NaN
  }

  #judge(rows: EventRows, start: number, end: number, sequence: MessageSequence): Followed {
    switch (this.#rules.sequence.judge(this.#sequence, sequence)) {
      case 'apply':
        return this.#apply(rows, start, end, sequence)
      case 'stale':
        this.counts.stale++
        return 'stale'
      case 'hold':
        return this.#hold(rows, start, end, sequence)
      case 'gap':
        this.lose('gap')
        // What reveals a gap may itself be needed after the next snapshot: the rule, void now, says so.
        this.#judge(rows, start, end, sequence)
        return 'voided'
    }
  }

  /** The snapshot is in: what was held is judged against it, and what reveals a gap stays held with all behind it. */
  #followHeld(): Followed {
    let followed: Followed = 'applied'
    for (const message of this.#held.take()) {
      const { rows, start, end, sequence } = message
      if (this.#take(rows, start, end, sequence) === 'voided') followed = 'voided'
    }
    return followed
  }

  #apply(rows: EventRows, start: number, end: number, sequence: MessageSequence): Followed {
    invariant(
      !sequence.isSnapshot || rows.kind[start] === eventKind.clear,
      'a snapshot begins with a clear row',
    )
    this.book.applyRows(rows, start, end, sequence.instrument)
    const depth = this.#depth
    if (depth !== undefined) {
      this.#keepBest(eventSide.bid, depth)
      this.#keepBest(eventSide.ask, depth)
    }
    const fault = this.#fault(rows, start, end, sequence)
    if (fault !== undefined) {
      this.lose(fault)
      return 'voided'
    }
    this.counts.applied++
    this.#listener?.applied(rows, start, end)
    return 'applied'
  }

  /** Drops what the feed does not cover any more, and tells who keeps account of it. */
  #keepBest(side: BookSide, depth: number): void {
    const { levels } = this.book
    const count = levels.levelCount(side)
    if (count <= depth) return
    if (this.#listener !== undefined) {
      const prices = new Float64Array(count)
      levels.readTop(side, prices, new Float64Array(count))
      for (let level = depth; level < count; level++) this.#listener.dropped(side, prices[level]!)
    }
    levels.keepBest(side, depth)
  }

  /** What is wrong with the book after a message. */
  #fault(
    rows: EventRows,
    start: number,
    end: number,
    sequence: MessageSequence,
  ): 'checksum' | 'crossed' | undefined {
    const { checksum } = this.#rules
    if (checksum !== undefined && !Number.isNaN(sequence.checksum)) {
      this.counts.checksums++
      if (checksum.of(this.book.levels) !== sequence.checksum) return 'checksum'
    }
    if (end === start) return undefined
    const touch = touchOf(this.book.levels)
    if (this.#crossed.kind === 'trim') {
      if (touch === 'crossed') this.#trim(rows, start, end)
      return undefined
    }
    const time = rows.localTime[end - 1] as Instant
    const judged = judgeTouch(this.#crossing, touch, time, this.#crossed.microsecondsMax)
    return judged === 'expired' ? 'crossed' : undefined
  }

  /** Takes every level of the message for newer than what it crosses. */
  #trim(rows: EventRows, start: number, end: number): void {
    for (let row = start; row < end; row++) {
      if (rows.kind[row] !== eventKind.level || rows.quantity[row] === 0) continue
      const side = rows.side[row] as BookSide
      // A level the message itself has replaced since crosses nothing.
      if (this.book.levels.quantityAt(side, rows.price[row]!) === 0) continue
      this.counts.trimmedLevels += removeCrossed(this.book.levels, side, rows.price[row]!)
    }
  }
}
