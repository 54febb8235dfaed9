import { expect, test } from 'vitest'
import { eventSide } from '../core/events/event-codes.ts'
import { EventColumns } from '../core/events/event-columns.ts'
import type { Instant } from '../core/time.ts'
import { FollowedBook } from './followed-book.ts'
import { FollowedFeed } from './followed-feed.ts'
import { unnumberedRule } from './sequence/numbered.ts'

/** A feed of two books, each with its snapshot. */
function feedOfTwo(): { readonly feed: FollowedFeed; readonly books: readonly FollowedBook[] } {
  const feed = new FollowedFeed()
  const books = [0, 1].map((instrument) => {
    const book = new FollowedBook({ sequence: unnumberedRule })
    feed.add(instrument, book)
    const rows = new EventColumns()
    rows.begin(instrument, 1 as Instant, NaN, NaN)
    rows.addClear()
    rows.addLevel(eventSide.bid, 100, 1)
    rows.end()
    const none = { first: NaN, last: NaN, previous: NaN, checksum: NaN }
    expect(feed.follow(rows, 0, rows.length, { instrument, isSnapshot: true, ...none })).toBe(
      'applied',
    )
    return book
  })
  return { feed, books }
}

test.each([
  [0, [true, false]],
  [NaN, [true, true]],
  [7, [false, false]],
])('a message about instrument %s that is not understood voids %j', (instrument, expected) => {
  const { feed, books } = feedOfTwo()
  feed.miss(instrument)
  expect(books.map(({ book }) => book.isVoid)).toEqual(expected)
})
