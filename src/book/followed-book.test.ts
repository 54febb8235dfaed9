import { expect, test } from 'vitest'
import { EventColumns } from '../core/events/event-columns.ts'
import { eventSide, type BookSide } from '../core/events/event-codes.ts'
import type { MessageSequence } from '../core/events/wire-codec.ts'
import type { Duration, Instant } from '../core/time.ts'
import { okxChecksum } from '../wire/okx/checksum.ts'
import { BookChecksum } from './checksum/book-checksum.ts'
import { DenseBook } from './dense-book.ts'
import { FollowedBook, type Followed } from './followed-book.ts'
import { FollowedFeed } from './followed-feed.ts'
import { ConnectionNumber } from './sequence/connection-number.ts'
import { contiguousRule, unnumberedRule } from './sequence/numbered.ts'
import { updateRangeRule } from './sequence/update-range.ts'

const { bid, ask } = eventSide

type Level = readonly [BookSide, number, number]

const place: MessageSequence = {
  instrument: 0,
  isSnapshot: false,
  first: NaN,
  last: NaN,
  previous: NaN,
  checksum: NaN,
}

/** Has a book or a feed follow one message of levels. */
function tell<Answer>(
  follower: {
    follow(rows: EventColumns, start: number, end: number, sequence: MessageSequence): Answer
  },
  numbers: Partial<MessageSequence>,
  levels: readonly Level[],
  time = 0,
): Answer {
  const sequence = { ...place, ...numbers }
  const rows = new EventColumns()
  rows.begin(sequence.instrument, time as Instant, NaN, sequence.last)
  if (sequence.isSnapshot) rows.addClear()
  for (const [side, price, quantity] of levels) rows.addLevel(side, price, quantity)
  rows.end()
  return follower.follow(rows, 0, rows.length, sequence)
}

const touch = [
  [bid, 99, 5],
  [ask, 101, 6],
] as const

const snapshot = (last: number): Partial<MessageSequence> => ({ isSnapshot: true, last })
const range = (first: number, last: number): Partial<MessageSequence> => ({ first, last })

test('what was held is applied behind the snapshot, in its order', () => {
  const followed = new FollowedBook({ sequence: updateRangeRule })
  expect(tell(followed, range(8, 9), [[bid, 99, 1]])).toBe('held')
  expect(tell(followed, range(10, 12), [[bid, 99, 2]])).toBe('held')
  expect(tell(followed, range(13, 13), [[bid, 99, 3]])).toBe('held')
  expect(followed.book.isVoid).toBe(true)
  expect(tell(followed, snapshot(10), touch)).toBe('applied')
  expect(followed.book.levels.quantityAt(bid, 99)).toBe(3)
  expect(followed.counts).toMatchObject({ held: 3, stale: 1, applied: 3 })
})

test('a gap among what was held voids the book again and keeps the rest for the next snapshot', () => {
  const followed = new FollowedBook({ sequence: updateRangeRule })
  tell(followed, range(11, 12), [[bid, 99, 2]])
  tell(followed, range(15, 16), [[bid, 99, 3]])
  tell(followed, range(17, 18), [[bid, 98, 4]])
  expect(tell(followed, snapshot(10), touch)).toBe('voided')
  expect(followed.voidReason).toBe('gap')
  expect(followed.book.levels.levelCount(bid)).toBe(0)
  expect(tell(followed, snapshot(14), touch)).toBe('applied')
  expect(followed.book.levels.quantityAt(bid, 99)).toBe(3)
  expect(followed.book.levels.quantityAt(bid, 98)).toBe(4)
})

test('the message that reveals a gap is there when the snapshot comes', () => {
  const followed = new FollowedBook({ sequence: updateRangeRule })
  tell(followed, snapshot(10), touch)
  expect(tell(followed, range(13, 14), [[bid, 99, 7]])).toBe('voided')
  expect(followed.book.isVoid).toBe(true)
  expect(tell(followed, snapshot(12), touch)).toBe('applied')
  expect(followed.book.levels.quantityAt(bid, 99)).toBe(7)
  expect(followed.counts.lost.gap).toBe(1)
})

test('more than can be held is dropped and counted, and the stream must be joined anew', () => {
  const followed = new FollowedBook({ sequence: updateRangeRule })
  const many: readonly Level[] = Array.from({ length: 150_000 }, (_, row) => [bid, row, 1])
  tell(followed, range(1, 1), many)
  tell(followed, range(2, 2), many)
  expect(followed.counts.heldOverflows).toBe(1)
  expect(tell(followed, snapshot(0), touch)).toBe('voided')
  expect(tell(followed, snapshot(1), touch)).toBe('applied')
  expect(followed.book.levels.levelCount(bid)).toBe(150_000)
})

test('what a snapshot has taken makes room again', () => {
  const followed = new FollowedBook({ sequence: updateRangeRule })
  const many: readonly Level[] = Array.from({ length: 150_000 }, () => [bid, 99, 1])
  tell(followed, range(1, 1), many)
  tell(followed, snapshot(0), touch)
  tell(followed, range(3, 3), many)
  expect(followed.counts).toMatchObject({ held: 2, heldOverflows: 0, lost: { gap: 1 } })
})

test('what was held before a lost connection belongs to no later snapshot', () => {
  const followed = new FollowedBook({ sequence: updateRangeRule })
  tell(followed, range(11, 12), [[bid, 99, 2]])
  followed.lose('disconnected')
  expect(tell(followed, snapshot(10), touch)).toBe('applied')
  expect(followed.book.levels.quantityAt(bid, 99)).toBe(5)
})

test('a held message keeps its place though its decoder goes on', () => {
  const followed = new FollowedBook({ sequence: updateRangeRule })
  const outcome = { ...place, first: 11, last: 12 }
  followed.follow(new EventColumns(), 0, 0, outcome)
  Object.assign(outcome, { first: 15, last: 15 })
  expect(tell(followed, snapshot(10), touch)).toBe('applied')
  expect(tell(followed, range(13, 13), [])).toBe('applied')
})

test('a wrong checksum voids the book, a right one and none do not', () => {
  const steps = { tickSize: { units: 1, decimals: 1 }, lotSize: { units: 1, decimals: 0 } }
  const checksum = new BookChecksum(okxChecksum, steps)
  const rightBook = new DenseBook()
  for (const [side, price, quantity] of touch) rightBook.setLevel(side, price, quantity)
  const right = checksum.of(rightBook)
  const followed = new FollowedBook({ sequence: unnumberedRule, checksum })
  expect(tell(followed, { isSnapshot: true, checksum: right }, touch)).toBe('applied')
  expect(tell(followed, {}, [[bid, 98, 1]])).toBe('applied')
  expect(tell(followed, { checksum: right }, [[bid, 98, 2]])).toBe('voided')
  expect(followed.voidReason).toBe('checksum')
  expect(followed.book.isVoid).toBe(true)
  expect(tell(followed, { checksum: right }, [[bid, 98, 0]])).toBe('stale')
})

test('levels beyond the depth of the feed fall out', () => {
  const followed = new FollowedBook({ sequence: unnumberedRule, depth: 2 })
  tell(followed, snapshot(NaN), [
    [bid, 99, 1],
    [bid, 98, 1],
    [bid, 97, 1],
  ])
  expect(followed.book.levels.levelCount(bid)).toBe(2)
  tell(followed, {}, [[bid, 100, 1]])
  tell(followed, {}, [[bid, 100, 0]])
  // 98 fell out when 100 came, and only the feed can bring it back.
  expect(followed.book.levels.levelCount(bid)).toBe(1)
})

test('a book that stays crossed for longer than it may is void', () => {
  const followed = new FollowedBook({
    sequence: unnumberedRule,
    crossed: { kind: 'tolerate', microsecondsMax: 100 as Duration },
  })
  const crossing: readonly Level[] = [[bid, 102, 1]]
  const after = (time: number, levels: readonly Level[]): Followed =>
    tell(followed, {}, levels, time)
  tell(followed, snapshot(NaN), touch)
  expect(after(1_000, crossing)).toBe('applied')
  expect(after(1_090, crossing)).toBe('applied')
  expect(after(1_095, [[bid, 102, 0]])).toBe('applied')
  expect(after(1_200, crossing)).toBe('applied')
  expect(after(1_300, crossing)).toBe('applied')
  expect(after(1_301, crossing)).toBe('voided')
  expect(followed.voidReason).toBe('crossed')
  expect(followed.counts.lost.crossed).toBe(1)
})

test('how long a book was crossed is forgotten with the book', () => {
  const followed = new FollowedBook({
    sequence: unnumberedRule,
    crossed: { kind: 'tolerate', microsecondsMax: 100 as Duration },
  })
  const crossed: readonly Level[] = [...touch, [bid, 102, 1]]
  tell(followed, snapshot(NaN), crossed, 1_000)
  followed.lose('disconnected')
  expect(tell(followed, snapshot(NaN), crossed, 5_000)).toBe('applied')
})

test('a locked book is no fault', () => {
  const followed = new FollowedBook({
    sequence: unnumberedRule,
    crossed: { kind: 'tolerate', microsecondsMax: 0 as Duration },
  })
  tell(followed, snapshot(NaN), touch)
  expect(tell(followed, {}, [[bid, 101, 1]], 10)).toBe('applied')
  expect(tell(followed, {}, [[bid, 101, 1]], 1_000)).toBe('applied')
})

test('trimmed, the levels that a newer one crosses are gone, on the other side only', () => {
  const followed = new FollowedBook({ sequence: unnumberedRule, crossed: { kind: 'trim' } })
  const levels: readonly Level[] = [...touch, [ask, 102, 1], [ask, 103, 1], [bid, 98, 1]]
  tell(followed, snapshot(NaN), levels)
  expect(tell(followed, {}, [[bid, 102, 4]])).toBe('applied')
  expect(followed.book.levels.best(bid)).toBe(102)
  expect(followed.book.levels.best(ask)).toBe(102)
  expect(followed.book.levels.levelCount(bid)).toBe(3)
  expect(followed.counts.trimmedLevels).toBe(1)
})

test('trimmed, a level that the same message took back crosses nothing', () => {
  const followed = new FollowedBook({ sequence: unnumberedRule, crossed: { kind: 'trim' } })
  tell(followed, snapshot(NaN), [...touch, [ask, 102, 1]])
  const back: readonly Level[] = [
    [bid, 103, 1],
    [bid, 103, 0],
    [bid, 102, 4],
  ]
  tell(followed, {}, back)
  expect(followed.book.levels.best(ask)).toBe(102)
})

test('a lost connection voids every book, and the next one counts anew', () => {
  const feed = new FollowedFeed(new ConnectionNumber())
  const books = [0, 1].map((instrument) => {
    const book = new FollowedBook({ sequence: unnumberedRule })
    feed.add(instrument, book)
    tell(feed, { ...snapshot(instrument), instrument }, touch)
    return book
  })
  expect(tell(feed, { instrument: NaN, last: 2 }, [])).toBe('other')
  expect(books.map(({ book }) => book.isVoid)).toEqual([false, false])
  feed.disconnect(new ConnectionNumber())
  expect(books.map(({ voidReason }) => voidReason)).toEqual(['disconnected', 'disconnected'])
  expect(tell(feed, { ...snapshot(0), instrument: 0 }, touch)).toBe('applied')
  expect(books.map(({ book }) => book.isVoid)).toEqual([false, true])
})

test('a number missing on the connection voids books the message is not about', () => {
  const feed = new FollowedFeed(new ConnectionNumber())
  const book = new FollowedBook({ sequence: unnumberedRule })
  feed.add(0, book)
  tell(feed, { ...snapshot(5), instrument: 0 }, touch)
  expect(tell(feed, { instrument: NaN, last: 7 }, [])).toBe('other')
  expect(book.voidReason).toBe('gap')
  expect(feed.bookOf(0)).toBe(book)
  expect(feed.bookOf(1)).toBeUndefined()
})

test('rows of a message about other instruments stay out of the book', () => {
  const followed = new FollowedBook({ sequence: contiguousRule })
  const rows = new EventColumns()
  rows.begin(0, 0 as Instant, NaN, 1)
  rows.addClear()
  rows.addLevel(bid, 99, 5)
  rows.turnTo(1)
  rows.addLevel(bid, 100, 5)
  rows.end()
  followed.follow(rows, 0, rows.length, { ...place, isSnapshot: true, last: 1 })
  expect(followed.book.levels.best(bid)).toBe(99)
})

test('a snapshot whose rows do not begin with a clear is a mistake of its decoder', () => {
  const followed = new FollowedBook({ sequence: contiguousRule })
  const rows = new EventColumns()
  rows.begin(0, 0 as Instant, NaN, 1)
  rows.addLevel(bid, 99, 5)
  rows.end()
  expect(() => followed.follow(rows, 0, 1, { ...place, isSnapshot: true, last: 1 })).toThrow(
    'a snapshot begins with a clear row',
  )
})

test('a numbered connection whose message comes a second time, later, voids its books', () => {
  const feed = new FollowedFeed(new ConnectionNumber())
  const book = new FollowedBook({ sequence: unnumberedRule })
  feed.add(0, book)
  tell(feed, snapshot(0), [...touch, [bid, 98, 1]])
  tell(feed, { last: 1 }, [[bid, 99, 7]])
  tell(feed, { last: 2 }, [[bid, 99, 0]])
  tell(feed, { last: 1 }, [[bid, 99, 7]])
  expect(book).toMatchObject({ voidReason: 'gap', book: { isVoid: true } })
  // The snapshot of before, come again, is no start either: what follows is not the next to it.
  tell(feed, snapshot(0), touch)
  tell(feed, { last: 3 }, [[bid, 97, 7]])
  expect(book.book.isVoid).toBe(true)
})

test('many old messages in a row are a venue that began anew, a few are an echo', () => {
  const followed = new FollowedBook({ sequence: updateRangeRule })
  tell(followed, snapshot(0), touch)
  tell(followed, range(1, 100), [])
  const old = Array.from({ length: 11 }, (_, k) => tell(followed, range(k + 1, k + 1), []))
  expect(old).toEqual([...Array<Followed>(10).fill('stale'), 'voided'])
  expect(followed.counts).toMatchObject({ stale: 11, lost: { gap: 1 } })
  // That message and those behind it are what the next snapshot needs.
  expect(tell(followed, range(12, 12), [[bid, 99, 8]])).toBe('held')
  expect(tell(followed, snapshot(10), touch)).toBe('applied')
  expect(followed.book.levels.quantityAt(bid, 99)).toBe(8)
  for (let k = 0; k < 50; k++) {
    expect(tell(followed, range(k + 13, k + 13), [])).toBe('applied')
    expect(tell(followed, range(k + 13, k + 13), [])).toBe('stale')
  }
})
