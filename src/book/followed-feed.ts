import type { Followed, FollowedBook } from './followed-book.ts'
import type { ConnectionNumber } from './sequence/connection-number.ts'
import type { EventRows } from '../core/events/event-columns.ts'
import type { MessageSequence } from '../core/events/wire-codec.ts'

/**
 * The books of one connection: each message goes to the book it concerns, and what concerns the connection to all.
 *
 * `other`: the message changes no book of this feed (trades, heartbeats).
 *
 * @example
 * const feed = new FollowedFeed(new ConnectionNumber())
 * const book = new FollowedBook({ sequence: unnumberedRule })
 * feed.add(0, book)
 * const place = { instrument: NaN, isSnapshot: false, first: NaN, last: 0, previous: NaN, checksum: NaN }
 * feed.follow(new EventColumns(), 0, 0, place) // => 'other'
 * feed.follow(new EventColumns(), 0, 0, { ...place, last: 2 }) // => 'other'
 * book.counts.lost.gap // => 1
 */
export class FollowedFeed {
  readonly #books = new Map<number, FollowedBook>()
  #number: ConnectionNumber | undefined

  /** @param number the counter of a connection that numbers its messages; none for the others */
  constructor(number?: ConnectionNumber) {
    this.#number = number
  }

  /** Takes charge of an instrument's book. */
  add(instrument: number, book: FollowedBook): void {
    this.#books.set(instrument, book)
  }

  /** The book of an instrument; undefined when this feed has none. */
  bookOf(instrument: number): FollowedBook | undefined {
    return this.#books.get(instrument)
  }

  /** Follows one message: its rows `[start, end)` and what it says about its place. */
  follow(
    rows: EventRows,
    start: number,
    end: number,
    sequence: MessageSequence,
  ): Followed | 'other' {
    if (this.#number?.judge(sequence.last) === 'gap') {
      for (const book of this.#books.values()) book.lose('gap')
    }
    const book = this.#books.get(sequence.instrument)
    return book === undefined ? 'other' : book.follow(rows, start, end, sequence)
  }

  /**
   * A message was not understood that may have changed a book: the one of an instrument, or where that could not be made
   * out (NaN) every one, is void until its next snapshot.
   */
  miss(instrument: number): void {
    for (const [index, book] of this.#books) {
      if (Number.isNaN(instrument) || index === instrument) book.miss()
    }
  }

  /** The connection is gone: every book is void until its next snapshot, and numbers begin anew with the next one. */
  disconnect(nextNumber?: ConnectionNumber): void {
    for (const book of this.#books.values()) book.lose('disconnected')
    this.#number = nextNumber
  }
}
