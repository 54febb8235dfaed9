import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InstrumentBook } from '../../book/instrument-book.ts'
import { eventFlag, eventKind, eventSide, type BookSide } from '../../core/events/event-codes.ts'
import { Random } from '../../math/random.ts'
import { InstrumentFeed, type FeedStyle } from './instrument-feed.ts'
import { MatchingBook } from './matching-book.ts'
import { VenueOutbox } from './venue-outbox.ts'

const { bid, ask } = eventSide

/** A book with its feed, and what a listener makes of it. */
class Told {
  readonly book = new MatchingBook(128)
  readonly outbox = new VenueOutbox({ least: 5, jitter: 0 }, new Random(1))
  readonly feed: InstrumentFeed
  readonly rebuilt = new InstrumentBook()
  readonly sequences: number[] = []
  readonly tradeIds: number[] = []
  readonly rebuiltBooks: number[][][][] = []
  readonly insideBooks: number[][][][] = []
  #read = 0

  constructor(style: FeedStyle) {
    this.feed = new InstrumentFeed(0, this.book, this.outbox, style)
  }

  /** Applies what was told since; at each end of a message of the book both books are written down. */
  listen(): void {
    const { rows } = this.outbox
    for (; this.#read < rows.length; this.#read++) {
      const row = this.#read
      this.rebuilt.apply(rows, row)
      const kind = rows.kind[row]!
      if (kind === eventKind.trade) this.tradeIds.push(rows.id[row]!)
      const isOfBook = kind <= eventKind.order
      if (!isOfBook || (rows.flags[row]! & eventFlag.endsMessage) === 0) continue
      this.sequences.push(rows.sequence[row]!)
      this.#compare()
    }
  }

  #compare(): void {
    this.rebuiltBooks.push([levelsOf(this.rebuilt, bid), levelsOf(this.rebuilt, ask)])
    this.insideBooks.push([levelsOf(this.book, bid), levelsOf(this.book, ask)])
  }
}

function levelsOf(
  { levels }: Pick<MatchingBook, 'levels'> | InstrumentBook,
  side: BookSide,
): number[][] {
  const prices = new Float64Array(levels.levelCount(side))
  const quantities = new Float64Array(prices.length)
  levels.readTop(side, prices, quantities)
  return [[...prices], [...quantities]]
}

const order = fc.record({
  side: fc.constantFrom<BookSide>(bid, ask),
  price: fc.integer({ min: 95, max: 105 }),
  lots: fc.integer({ min: 1, max: 20 }),
  isIceberg: fc.boolean(),
  cancels: fc.boolean(),
  /** What else happens after it. */
  afterwards: fc.constantFrom('nothing', 'nothing', 'flush', 'snapshot'),
})

const styles: readonly FeedStyle[] = [
  { book: 'levels', conflation: 0, quotes: true },
  { book: 'levels', conflation: 100_000, quotes: false },
  { book: 'orders', conflation: 0, quotes: true },
]

test.each(styles)(
  'what $book with conflation $conflation tell is the inside book at every message end',
  (style) => {
    fc.assert(
      fc.property(fc.array(order, { maxLength: 80 }), (orders) => {
        const told = new Told(style)
        let at = 1_700_000_000_000_000
        told.feed.snapshot(at)
        told.listen()
        for (const { side, price, lots, isIceberg, cancels, afterwards } of orders) {
          at += 10
          if (cancels && told.book.orderCount(side) > 0) told.book.remove(told.book.slotAt(side, 0))
          const left = lots - told.book.take(side, lots, price, 0)
          if (left > 0 && isIceberg) {
            told.book.addIceberg({ side, price, peak: 2, lots: left, owner: 0 })
          } else if (left > 0) told.book.add(side, price, left, 0)
          told.feed.publish(at)
          told.book.journal.empty()
          told.listen()
          if (afterwards === 'flush') told.feed.flush(at)
          if (afterwards === 'snapshot') told.feed.snapshot(at)
          told.listen()
        }
        told.feed.flush(at)
        told.listen()
        expect(told.rebuiltBooks).toEqual(told.insideBooks)
        expect(told.sequences).toEqual(told.sequences.map((_, k) => k + 1))
        expect(told.tradeIds).toEqual(told.tradeIds.map((_, k) => k + 1))
      }),
    )
  },
)

test('an outage is a gap and then a snapshot, and the numbers go on', () => {
  const told = new Told({ book: 'levels', conflation: 0, quotes: true })
  told.book.add(bid, 99, 5, 0)
  told.book.journal.empty()
  told.feed.snapshot(10)
  told.feed.goOut(20)
  told.listen()
  expect(told.rebuilt.isVoid).toBe(true)
  told.book.add(ask, 101, 5, 0)
  told.feed.publish(25)
  told.book.journal.empty()
  const silent = told.outbox.rows.length
  told.feed.publish(25)
  expect(told.outbox.rows.length).toBe(silent)
  told.feed.comeBack(30)
  told.listen()
  expect(told.rebuiltBooks).toEqual(told.insideBooks)
  expect(told.sequences).toEqual([1, 2])
})
