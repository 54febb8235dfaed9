import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OrderBook } from '../../src/book/order-book.ts'
import { eventSide, type BookSide } from '../../src/core/events/event-codes.ts'
import { NaiveBook } from './naive-book.ts'

const { bid, ask } = eventSide
const sides = [bid, ask] as const

type Step =
  | { readonly kind: 'set'; readonly side: BookSide; readonly price: number; readonly lots: number }
  | { readonly kind: 'keep'; readonly side: BookSide; readonly count: number }
  | { readonly kind: 'clear' }

/**
 * Updates that find the edges of a window of 128 ticks: prices that wander by a few ticks and now and then leap by one
 * to twelve windows, a third of the updates deletions, mostly of levels that are there.
 */
const steps: fc.Arbitrary<readonly Step[]> = fc
  .array(
    fc.record({
      side: fc.constantFrom<BookSide>(bid, ask),
      kind: fc.nat(99),
      near: fc.integer({ min: -20, max: 20 }),
      leap: fc.constantFrom(0, 0, 0, 0, 0, 0, 31, 32, 33, 95, 96, 127, 128, 129, 500, 1500),
      lots: fc.integer({ min: 1, max: 1e9 }),
    }),
    { minLength: 1, maxLength: 300 },
  )
  .chain((drawn) =>
    fc.constantFrom(0, 1, 60_000, -70, 2 ** 31 - 40, 2 ** 45).map((start) => {
      let middle = start
      const sets: { readonly side: BookSide; readonly price: number }[] = []
      return drawn.map(({ side, kind, near, leap, lots }): Step => {
        if (kind === 0) return { kind: 'clear' }
        if (kind === 1) return { kind: 'keep', side, count: Math.abs(near) }
        if (leap >= 500 && kind < 30) middle += near < 0 ? -leap : leap
        const earlier = sets[sets.length - 1 - (lots % 40)]
        if (kind < 34 && earlier !== undefined) return { kind: 'set', ...earlier, lots: 0 }
        const price = middle + (kind % 2 === 0 ? near + leap : near - leap)
        sets.push({ side, price })
        return { kind: 'set', side, price, lots: kind === 99 ? 0 : lots }
      })
    }),
  )

/** What every `OrderBook` owes. `make` builds one whose edges, if it has any, lie near. */
export function orderBookLaws(name: string, make: () => OrderBook): void {
  test(`${name}: an empty side has no best price, no levels and no next price`, () => {
    const book = make()
    for (const side of sides) {
      book.setLevel(side, 100, 0)
      expect(book.best(side)).toBeNaN()
      expect(book.nextPrice(side, 100)).toBeNaN()
      expect(book.quantityAt(side, 100)).toBe(0)
      expect(book.levelCount(side)).toBe(0)
      expect(book.readTop(side, new Float64Array(3), new Float64Array(3))).toBe(0)
    }
  })

  test(`${name}: price zero is a price, without a sign`, () => {
    const book = make()
    for (const side of sides) {
      book.setLevel(side, 0, 3)
      const prices = new Float64Array(1)
      expect(Object.is(book.best(side), 0)).toBe(true)
      expect(book.readTop(side, prices, new Float64Array(1))).toBe(1)
      expect(Object.is(prices[0], 0)).toBe(true)
    }
  })

  test(`${name}: reading touches no more of the arrays than it says`, () => {
    const book = make()
    book.setLevel(bid, 99, 5)
    book.setLevel(bid, 98, 4)
    const prices = new Float64Array(3).fill(7)
    const quantities = new Float64Array(3).fill(7)
    expect(book.readTop(bid, prices, quantities)).toBe(2)
    expect([...prices, ...quantities]).toEqual([99, 98, 7, 5, 4, 7])
    expect(book.readTop(bid, prices.subarray(0, 1), quantities.subarray(0, 1))).toBe(1)
    expect(book.readTop(bid, new Float64Array(0), new Float64Array(0))).toBe(0)
  })

  test(`${name}: equals the naive book after every update`, () => {
    fc.assert(
      fc.property(steps, (updates) => {
        const book = make()
        const twin = new NaiveBook()
        for (const [row, update] of updates.entries()) {
          apply(book, update)
          apply(twin, update)
          const room = 1 + ((row * 7) % 5)
          const side = update.kind === 'clear' ? bid : update.side
          expect(book.best(side)).toBe(twin.best(side))
          expect(book.levelCount(side)).toBe(twin.levelCount(side))
          expect(levelsByTop(book, side, room)).toEqual(levelsByTop(twin, side, room))
          const from = update.kind === 'set' ? update.price + ((row * 37) % 400) - 200 : 0
          expect(book.nextPrice(side, from)).toBe(twin.nextPrice(side, from))
          const { length, prices, quantities } = book.top(side, room)
          expect(length).toBeGreaterThanOrEqual(Math.min(room, twin.levelCount(side)))
          expect(levelsOf(prices, quantities, length)).toEqual(levelsByTop(twin, side, length))
        }
        expectEqualBooks(book, twin)
      }),
      { numRuns: 300 },
    )
  })

  test(`${name}: many levels at once are the same book as one by one`, () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 60 }), fc.nat(3), (updates, most, watched) => {
        const [book, twin] = [make(), make()]
        for (const run of runsOf(updates, most)) {
          for (const update of run) apply(twin, update)
          const [update] = run
          if (update?.kind === 'set') {
            const sets = run.filter((each) => each.kind === 'set')
            const price = Float64Array.from([NaN, ...sets.map((each) => each.price), NaN])
            const quantity = Float64Array.from([NaN, ...sets.map(({ lots }) => lots), NaN])
            book.setLevels(update.side, { price, quantity }, 1, 1 + sets.length)
          } else if (update !== undefined) apply(book, update)
          for (const side of sides) {
            expect(levelsByTop(book, side, watched)).toEqual(levelsByTop(twin, side, watched))
          }
        }
        expectEqualBooks(book, twin)
      }),
      { numRuns: 300 },
    )
  })

  test(`${name}: the quantity set and not yet removed is the quantity in the book`, () => {
    fc.assert(
      fc.property(steps, (updates) => {
        const book = make()
        let lots = 0
        for (const update of updates) {
          if (update.kind !== 'set') continue
          lots += update.lots - book.quantityAt(update.side, update.price)
          apply(book, update)
        }
        expect(sides.map((side) => totalQuantity(book, side)).reduce((a, b) => a + b)).toBe(lots)
      }),
    )
  })
}

/** Both books have the same levels, by every way of reading them. */
export function expectEqualBooks(book: OrderBook, twin: OrderBook): void {
  for (const side of sides) expect(differenceOf(book, twin, side), `side ${side}`).toBeUndefined()
}

/** Where a side of two books differs first; undefined when it does not. Loops, for books of thousands of levels. */
function differenceOf(book: OrderBook, twin: OrderBook, side: BookSide): string | undefined {
  const room = Math.max(book.levelCount(side), twin.levelCount(side)) + 1
  const read = [new Float64Array(room), new Float64Array(room)] as const
  const right = [new Float64Array(room), new Float64Array(room)] as const
  const found = book.readTop(side, ...read)
  const expected = twin.readTop(side, ...right)
  if (found !== expected) return `${found} levels, not ${expected}`
  let walked = book.best(side)
  for (let row = 0; row < expected; row++) {
    const price = right[0][row]!
    const quantity = right[1][row]!
    if (read[0][row] !== price || read[1][row] !== quantity) return `level ${row}, by reading`
    if (walked !== price) return `level ${row}, by walking`
    if (book.quantityAt(side, price) !== quantity) return `level ${row}, by its price`
    walked = book.nextPrice(side, walked)
  }
  return Number.isNaN(walked) ? undefined : 'a level more, by walking'
}

function apply(book: OrderBook, step: Step): void {
  switch (step.kind) {
    case 'set':
      return book.setLevel(step.side, step.price, step.lots)
    case 'keep':
      return book.keepBest(step.side, step.count)
    case 'clear':
      return book.clear()
  }
}

/** Cuts updates into runs: at most so many levels of one side, or one update that is none. */
function runsOf(updates: readonly Step[], most: number): readonly (readonly Step[])[] {
  const runs: Step[][] = []
  for (const update of updates) {
    const run = runs.at(-1)
    const before = run?.[0]
    const continues = update.kind === 'set' && before?.kind === 'set' && before.side === update.side
    if (run !== undefined && continues && run.length < most) run.push(update)
    else runs.push([update])
  }
  return runs
}

function levelsByTop(
  book: OrderBook,
  side: BookSide,
  room = book.levelCount(side) + 1,
): readonly (readonly [number, number])[] {
  const prices = new Float64Array(room)
  const quantities = new Float64Array(room)
  const found = book.readTop(side, prices, quantities)
  return levelsOf(prices, quantities, found)
}

function levelsOf(
  prices: Float64Array,
  quantities: Float64Array,
  length: number,
): readonly (readonly [number, number])[] {
  return Array.from({ length }, (_, row) => [prices[row]!, quantities[row]!] as const)
}

function totalQuantity(book: OrderBook, side: BookSide): number {
  let total = 0
  for (let price = book.best(side); !Number.isNaN(price); price = book.nextPrice(side, price)) {
    total += book.quantityAt(side, price)
  }
  return total
}
