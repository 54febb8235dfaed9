import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InstrumentBook } from '../book/instrument-book.ts'
import { eventSide, type BookSide } from '../core/events/event-codes.ts'
import { EventColumns } from '../core/events/event-columns.ts'
import type { Instant } from '../core/time.ts'
import { BookDiffer, wholeSteps } from './book-differ.ts'

const steps = { tickSize: { units: 5, decimals: 1 }, lotSize: { units: 1, decimals: 3 } }

/** Levels best first, in units. */
function levelsOf(ticks: ReadonlyMap<number, number>, side: BookSide): [number, number][] {
  const sign = side === eventSide.bid ? -1 : 1
  return [...ticks]
    .toSorted(([a], [b]) => sign * (a - b))
    .map(([tick, lots]) => [(tick * 5) / 10, lots / 1_000])
}

const side = (from: number): fc.Arbitrary<Map<number, number>> =>
  fc
    .array(fc.tuple(fc.integer({ min: from, max: from + 12 }), fc.integer({ min: 1, max: 9 })), {
      maxLength: 8,
    })
    .map((levels) => new Map(levels))

test('applied row by row, what changed gives every book in turn, to its depth', () => {
  const books = fc.array(fc.tuple(side(100), side(120), fc.boolean()), {
    minLength: 1,
    maxLength: 12,
  })
  fc.assert(
    fc.property(books, (sequence) => {
      const differ = new BookDiffer(steps, 5)
      const book = new InstrumentBook()
      for (const [bids, asks, isForgotten] of sequence) {
        if (isForgotten) differ.forget()
        const rows = new EventColumns()
        rows.begin(0, 1 as Instant, Number.NaN, Number.NaN)
        differ.write(levelsOf(bids, eventSide.bid), levelsOf(asks, eventSide.ask), rows)
        rows.end()
        for (let row = 0; row < rows.length; row++) book.apply(rows, row)
        for (const [which, levels] of [
          [eventSide.bid, bids],
          [eventSide.ask, asks],
        ] as const) {
          const top = book.levels.top(which, 32)
          const seen = Array.from({ length: top.length }, (_, at) => [
            top.prices[at],
            top.quantities[at],
          ])
          const sign = which === eventSide.bid ? -1 : 1
          expect(seen).toEqual([...levels].toSorted(([a], [b]) => sign * (a - b)).slice(0, 5))
        }
      }
    }),
  )
})

test('a book that did not change leaves no rows', () => {
  const differ = new BookDiffer(steps, 5)
  const rows = new EventColumns()
  for (let look = 0; look < 2; look++) {
    rows.empty()
    rows.begin(0, 1 as Instant, Number.NaN, Number.NaN)
    differ.write([[100, 0.5]], [[101, 0.25]], rows)
  }
  expect(rows.length).toBe(0)
})

test('what is on no grid is left out and counted', () => {
  const differ = new BookDiffer(steps, 5)
  const rows = new EventColumns()
  rows.begin(0, 1 as Instant, Number.NaN, Number.NaN)
  differ.write([[100.3, 0.5]], [[101, 0.0001]], rows)
  expect([rows.length, differ.offGrid]).toEqual([1, 2])
})

test('a double read from decimal text is its whole number of steps', () => {
  const cases = fc.tuple(
    fc.integer({ min: 1, max: 2 ** 40 }),
    fc.integer({ min: 0, max: 9 }),
    fc.constantFrom(1, 5, 25),
  )
  fc.assert(
    fc.property(cases, ([count, decimals, units]) => {
      const value = Number(`${BigInt(count) * BigInt(units)}e-${decimals}`)
      expect(wholeSteps(value, { units, decimals })).toBe(count)
    }),
  )
})
