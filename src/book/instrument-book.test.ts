import { expect, test } from 'vitest'
import { expectEqualBooks } from '../../test/book/order-book-laws.ts'
import { EventColumns } from '../core/events/event-columns.ts'
import { eventKind, eventSide, type BookSide } from '../core/events/event-codes.ts'
import { messageEnd } from '../core/events/message-end.ts'
import type { Instant } from '../core/time.ts'
import { Random } from '../math/random.ts'
import { InstrumentBook } from './instrument-book.ts'

const { bid, ask, buy } = eventSide

/** A book after the rows that `write` adds. */
function bookAfter(write: (rows: EventColumns) => void): InstrumentBook {
  const rows = new EventColumns()
  rows.begin(0, 1 as Instant, NaN, NaN)
  write(rows)
  rows.end()
  const book = new InstrumentBook()
  for (let row = 0; row < rows.length; row++) book.apply(rows, row)
  return book
}

test('nothing is known before the first snapshot', () => {
  const book = bookAfter((rows) => {
    rows.addLevel(bid, 99, 5)
    rows.addOrder(ask, 101, 5, 1)
  })
  expect(book.isVoid).toBe(true)
  expect(book.levels.best(bid)).toBeNaN()
  expect(book.levels.best(ask)).toBeNaN()
})

test('a snapshot replaces what was there', () => {
  const book = bookAfter((rows) => {
    rows.addClear()
    rows.addLevel(bid, 99, 5)
    rows.addClear()
    rows.addLevel(bid, 98, 4)
  })
  expect(book.isVoid).toBe(false)
  expect(book.levels.best(bid)).toBe(98)
  expect(book.levels.levelCount(bid)).toBe(1)
})

test('after a gap the book is void until its snapshot, and changes in between are not of it', () => {
  const upToGap = (rows: EventColumns): void => {
    rows.addClear()
    rows.addLevel(bid, 99, 5)
    rows.addLevel(ask, 101, 5)
    rows.addGap()
    rows.addLevel(ask, 100, 1)
  }
  const book = bookAfter(upToGap)
  expect(book.isVoid).toBe(true)
  expect([book.levels.levelCount(bid), book.levels.levelCount(ask)]).toEqual([0, 0])
  const again = bookAfter((rows) => {
    upToGap(rows)
    rows.addClear()
    rows.addLevel(bid, 97, 2)
  })
  expect(again.isVoid).toBe(false)
  expect(again.levels.best(bid)).toBe(97)
  expect(again.levels.best(ask)).toBeNaN()
})

test('orders build queues and the levels with them; a gap empties both', () => {
  const toQueues = (rows: EventColumns): void => {
    rows.addClear()
    rows.addOrder(bid, 99, 5, 1)
    rows.addOrder(bid, 99, 3, 2)
    rows.addOrder(bid, 99, 1, 1)
  }
  const book = bookAfter(toQueues)
  expect(book.levels.quantityAt(bid, 99)).toBe(4)
  expect(book.queues?.quantityAhead(2)).toBe(1)
  const broken = bookAfter((rows) => {
    toQueues(rows)
    rows.addGap()
  })
  expect(broken.queues?.orderCount()).toBe(0)
  expect(broken.levels.levelCount(bid)).toBe(0)
})

test('what does not change a book leaves it alone', () => {
  const book = bookAfter((rows) => {
    rows.addClear()
    rows.addLevel(bid, 99, 5)
    rows.addTrade(buy, 99, 5, NaN)
    rows.addQuoteBid(90, 1)
    rows.addValue(eventKind.mark, 95)
    rows.addLiquidation(buy, 99, 5)
  })
  expect(book.levels.quantityAt(bid, 99)).toBe(5)
  expect(book.levels.levelCount(bid)).toBe(1)
})

test('many rows at once are the same book as row by row, and those of others are left out', () => {
  const rows = new EventColumns()
  const random = new Random(20261128)
  const below = (count: number): number => Math.floor(random.uniform() * count)
  for (let count = 0; count < 400; count++) {
    rows.begin(below(2), 1 as Instant, NaN, NaN)
    if (count === 0 || below(40) === 0) rows.addClear()
    for (let run = below(4); run > 0; run--) {
      const side = below(2) as BookSide
      if (below(5) === 0) rows.turnTo(below(2))
      for (let left = below(4); left > 0; left--) {
        rows.addLevel(side, side === bid ? 100 - below(9) : 100 + below(9), below(3))
      }
      if (below(4) === 0) rows.addTrade(buy, 100, 5, NaN)
      if (below(60) === 0) rows.addGap()
    }
    rows.end()
  }
  for (const instrument of [0, 1]) {
    const [together, singly] = [new InstrumentBook(), new InstrumentBook()]
    let voids = 0
    for (let start = 0; start < rows.length;) {
      const end = messageEnd(rows, start)
      together.applyRows(rows, start, end, instrument)
      for (let row = start; row < end; row++) {
        if (rows.instrument[row] === instrument) singly.apply(rows, row)
      }
      expect(together.isVoid).toBe(singly.isVoid)
      expectEqualBooks(together.levels, singly.levels)
      if (singly.isVoid) voids++
      start = end
    }
    // Both states were there.
    expect(voids).toBeGreaterThan(20)
    expect(voids).toBeLessThan(380)
  }
})
