import type { BookLevels, OrderBook } from './order-book.ts'
import { eventSide, type BookSide } from '../core/events/event-codes.ts'
import type { Duration, Instant } from '../core/time.ts'

/**
 * How a book's touch stands. `locked`: best bid and best ask are the same price, which some venues publish for half of
 * the day; `crossed`: the bid is above the ask, which no venue means to publish; `open`: neither, or a side is empty.
 */
export type Touch = 'open' | 'locked' | 'crossed'

/**
 * How the touch of one book stands.
 *
 * @example
 * const book = new DenseBook()
 * book.setLevel(eventSide.bid, 101, 1)
 * book.setLevel(eventSide.ask, 100, 1)
 * touchOf(book) // => 'crossed'
 */
export function touchOf(book: BookLevels): Touch {
  const bid = book.best(eventSide.bid)
  const ask = book.best(eventSide.ask)
  // A side that is empty is NaN, which compares as neither.
  if (bid > ask) return 'crossed'
  return bid === ask ? 'locked' : 'open'
}

/**
 * What to do with a book that is crossed after a message.
 *
 * `tolerate`: leave it, and hold it void when it stays crossed for longer than `microsecondsMax`: a deletion was
 * lost. `trim`: the levels of the other side that the newest level crosses are taken for gone, as their deletions are
 * late or never come.
 */
export type CrossedRule =
  | { readonly kind: 'tolerate'; readonly microsecondsMax: Duration }
  | { readonly kind: 'trim' }

/** Since when a book is crossed. One record a book. */
export interface CrossingState {
  /** NaN while it is not. */
  since: number
}

/**
 * Judges the touch after a message under `tolerate`: `expired` when it has been crossed for longer than it may.
 *
 * @param time our clock's, of the message
 *
 * @example
 * const state = { since: NaN }
 * judgeTouch(state, 'crossed', 0, 100) // => 'crossed'
 * judgeTouch(state, 'crossed', 101, 100) // => 'expired'
 * judgeTouch(state, 'open', 102, 100) // => 'open'
 */
export function judgeTouch(
  state: CrossingState,
  touch: Touch,
  time: Instant,
  microsecondsMax: Duration,
): Touch | 'expired' {
  if (touch !== 'crossed') {
    state.since = NaN
    return touch
  }
  if (Number.isNaN(state.since)) state.since = time
  return time - state.since > microsecondsMax ? 'expired' : 'crossed'
}

/**
 * Removes the levels that a level just set crosses, on the other side; levels at its own price stay (locked).
 *
 * @param side the side of the level just set
 * @returns how many levels went
 *
 * @example
 * const book = new DenseBook()
 * book.setLevel(eventSide.ask, 100, 1)
 * book.setLevel(eventSide.ask, 102, 1)
 * book.setLevel(eventSide.bid, 101, 1)
 * removeCrossed(book, eventSide.bid, 101) // => 1
 * book.best(eventSide.ask) // => 102
 */
export function removeCrossed(book: OrderBook, side: BookSide, price: number): number {
  const other = side === eventSide.bid ? eventSide.ask : eventSide.bid
  let removed = 0
  for (let best = book.best(other); isCrossed(side, price, best); best = book.best(other)) {
    book.setLevel(other, best, 0)
    removed++
  }
  return removed
}

function isCrossed(side: BookSide, price: number, best: number): boolean {
  return side === eventSide.bid ? price > best : price < best
}
