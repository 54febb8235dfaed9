import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventSide, type BookSide } from '../core/events/event-codes.ts'
import { removeCrossed, touchOf } from './crossing.ts'
import { DenseBook } from './dense-book.ts'

const { bid, ask } = eventSide
const sides = fc.constantFrom<BookSide>(bid, ask)
const prices = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 20 })

test('a touch is open, locked or crossed', () => {
  const book = new DenseBook()
  expect(touchOf(book)).toBe('open')
  book.setLevel(bid, 100, 1)
  expect(touchOf(book)).toBe('open')
  book.setLevel(ask, 101, 1)
  expect(touchOf(book)).toBe('open')
  book.setLevel(ask, 100, 1)
  expect(touchOf(book)).toBe('locked')
  book.setLevel(ask, 99, 1)
  expect(touchOf(book)).toBe('crossed')
})

test('removing what a level crosses leaves its own side alone, and nothing crossed by it', () => {
  fc.assert(
    fc.property(
      prices,
      prices,
      sides,
      fc.integer({ min: 1, max: 60 }),
      (bids, asks, side, price) => {
        const book = new DenseBook()
        for (const each of bids) book.setLevel(bid, each, 1)
        for (const each of asks) book.setLevel(ask, each, 1)
        book.setLevel(side, price, 1)
        const other = side === bid ? ask : bid
        const before = [book.levelCount(side), book.levelCount(other)]
        const removed = removeCrossed(book, side, price)
        expect(book.levelCount(side)).toBe(before[0])
        expect(book.levelCount(other)).toBe(before[1]! - removed)
        const isCrossed = side === bid ? book.best(other) < price : book.best(other) > price
        expect(isCrossed).toBe(false)
      },
    ),
  )
})
