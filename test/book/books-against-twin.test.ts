import { afterAll, expect, test } from 'vitest'
import { DenseBook } from '../../src/book/dense-book.ts'
import { eventKind, type BookSide } from '../../src/core/events/event-codes.ts'
import type { EventColumns } from '../../src/core/events/event-columns.ts'
import { needs } from '../need.ts'
import { decodedRows } from '../wire/follow.ts'
import { binanceFiles } from '../wire/recordings.ts'
import { NaiveBook } from './naive-book.ts'
import { expectEqualBooks } from './order-book-laws.ts'
import { randomUpdates, type LevelUpdate } from './random-updates.ts'

// The book against its twin over a long stream, random and recorded. The long form, whose result is in
// docs/results/books.md:
//
//   ISOBAR_UPDATES=10000000 npx vitest run test/book/books-against-twin.test.ts --testTimeout 0 --reporter verbose

const asked = process.env['ISOBAR_UPDATES']
const updates = Number(asked ?? 20_000)
/** Both books are compared level by level after so many updates; the level touched and the counts after each. */
const comparedEvery = Math.max(2_000, updates / 2_000)
const windows = [128, 2 ** 16]

test.each(windows)(
  'random updates, a window of %i ticks: the book equals its twin',
  (windowTicks) => {
    expect(followBoth(new DenseBook(windowTicks), randomUpdates(1, updates))).toBe(updates)
  },
)

test.for(windows)('recorded updates, a window of %i ticks: the same', (windowTicks, context) => {
  needs('data', context)
  let applied = 0
  for (const rows of recordedRows()) {
    applied += followBoth(new DenseBook(windowTicks), updatesOf(rows))
  }
  expect(applied).toBeGreaterThan(asked === undefined ? 10_000 : 2_000_000)
  if (asked !== undefined) process.stdout.write(`${applied} recorded updates\n`)
})

// A file without the snapshot that begins it goes on in the middle: changes of levels all the same.
// A thousand messages of each change tens of thousands of levels, each compared as it changes.
const most = asked === undefined ? 1000 : Infinity
let known: readonly EventColumns[] | undefined
afterAll(() => (known = undefined))

/** The rows of each file, read once for all windows. */
function recordedRows(): readonly EventColumns[] {
  return (known ??= Array.from(binanceFiles(most), (file) => decodedRows(file, most)))
}

function* updatesOf(rows: EventColumns): Generator<LevelUpdate> {
  for (let row = 0; row < rows.length; row++) {
    if (rows.kind[row] !== eventKind.level) continue
    yield {
      side: rows.side[row] as BookSide,
      price: rows.price[row]!,
      quantity: rows.quantity[row]!,
    }
  }
}

/** Applies a stream to a book and its twin, comparing as they go; gives the number of updates. */
function followBoth(book: DenseBook, stream: Iterable<LevelUpdate>): number {
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
