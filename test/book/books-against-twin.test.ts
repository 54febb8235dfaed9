import { expect, test } from 'vitest'
import { DenseBook } from '../../src/book/dense-book.ts'
import type { OrderBook } from '../../src/book/order-book.ts'
import { NaiveBook } from './naive-book.ts'
import { expectEqualBooks } from './order-book-laws.ts'
import { randomUpdates, type LevelUpdate } from './random-updates.ts'

// The books against their twin over a long stream. The long form, whose result is in docs/results/books.md:
//
//   ISOBAR_UPDATES=10000000 npx vitest run test/book --testTimeout 0

const updates = Number(process.env['ISOBAR_UPDATES'] ?? 20_000)
/** Both books are compared level by level after so many updates; the level touched and its neighbour after each. */
const comparedEvery = 2_000

test.each([128, 2 ** 17])('a window of %i ticks: equals its twin all the way', (windowTicks) => {
  expect(followBoth(new DenseBook(windowTicks), randomUpdates(1, updates))).toBe(updates)
})

/** Applies a stream to a book and its twin, comparing as they go; gives the number of updates. */
function followBoth(book: OrderBook, stream: Iterable<LevelUpdate>): number {
  const twin = new NaiveBook()
  let applied = 0
  for (const { side, price, quantity } of stream) {
    book.setLevel(side, price, quantity)
    twin.setLevel(side, price, quantity)
    // Not `expect`, which at ten million calls takes longer than the books.
    if (book.quantityAt(side, price) !== quantity) throw new Error(`level ${price} at ${applied}`)
    if (book.levelCount(side) !== twin.levelCount(side)) throw new Error(`count at ${applied}`)
    if (++applied % comparedEvery === 0) expectEqualBooks(book, twin)
  }
  expectEqualBooks(book, twin)
  return applied
}
