import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NaiveMatching, type NaiveTrade } from '../../../test/market/naive-matching.ts'
import { eventSide, type BookSide } from '../../core/events/event-codes.ts'
import { bookChange } from './book-journal.ts'
import { MatchingBook } from './matching-book.ts'

const { bid, ask } = eventSide

interface Operation {
  readonly kind: 'limit' | 'iceberg' | 'market' | 'remove' | 'reduce'
  readonly side: BookSide
  readonly price: number
  readonly lots: number
  readonly owner: number
  readonly pick: number
}

const operation: fc.Arbitrary<Operation> = fc.record({
  kind: fc.constantFrom('limit', 'limit', 'limit', 'iceberg', 'market', 'remove', 'reduce'),
  side: fc.constantFrom(bid, ask),
  price: fc.integer({ min: 95, max: 105 }),
  lots: fc.integer({ min: 1, max: 20 }),
  owner: fc.nat(2),
  pick: fc.nat(1_000),
})

/** The book and its twin, told the same. */
class Pair {
  readonly book = new MatchingBook(128)
  readonly twin = new NaiveMatching()
  /** What each taker took, was told it could take, and from whom. */
  readonly trades: object[] = []
  readonly twinTrades: object[] = []

  apply({ kind, side, price, lots, owner, pick }: Operation): void {
    const { book, twin } = this
    if (kind === 'limit' || kind === 'iceberg') {
      this.#take(side, lots, price, owner)
      const left = lots - this.#taken
      if (left === 0) return
      const peak = kind === 'iceberg' ? 3 : left
      const id =
        kind === 'iceberg'
          ? book.addIceberg({ side, price, peak, lots: left, owner })
          : book.add(side, price, left, owner)
      const shown = Math.min(peak, left)
      twin.rest({ id, side, price, owner, peak, lots: shown, hidden: left - shown })
    } else if (kind === 'market') {
      this.#take(side, lots, side === eventSide.buy ? Infinity : -Infinity, owner)
    } else if (book.orderCount(side) > 0) {
      const slot = book.slotAt(side, pick % book.orderCount(side))
      const order = twin.orders.find(({ id }) => id === book.idOf(slot))!
      if (kind === 'remove') {
        twin.remove(order.id)
        book.remove(slot)
      } else {
        const less = 1 + (pick % order.lots)
        order.lots = less
        book.reduce(slot, less)
      }
    }
  }

  #taken = 0

  #take(side: BookSide, lots: number, limit: number, owner: number): void {
    const { book, twin } = this
    const before = book.journal.length
    const takeable = book.takeable(side, limit, lots, owner)
    const trades: NaiveTrade[] = []
    this.#taken = book.take(side, lots, limit, owner)
    const { journal } = book
    for (let row = before; row < journal.length; row++) {
      if (journal.change[row] !== bookChange.traded) continue
      trades.push({ id: journal.id[row]!, price: journal.price[row]!, lots: journal.lots[row]! })
    }
    const counted = trades.reduce((sum, trade) => sum + trade.lots, 0)
    this.trades.push({ trades, taken: this.#taken, takeable })
    this.twinTrades.push({
      trades: twin.take(side, lots, limit, owner),
      taken: counted,
      takeable: counted,
    })
  }

  /** All there is to see of the book. */
  ours(): object {
    const { book, twin } = this
    const owned = twin.orders.filter(({ owner }) => owner !== 0)
    return {
      trades: this.trades,
      sides: ([bid, ask] as const).map((side) => ({
        best: book.levels.best(side),
        orders: book.orderCount(side),
        shown: prices.map((price) => book.levels.quantityAt(side, price)),
      })),
      places: owned.map(({ id }) => ({
        ahead: book.lotsAhead(book.slotOf(id)),
        leaves: book.leavesOf(book.slotOf(id)),
      })),
    }
  }

  /** The same of its twin. */
  theirs(): object {
    const { twin } = this
    const owned = twin.orders.filter(({ owner }) => owner !== 0)
    return {
      trades: this.twinTrades,
      sides: ([bid, ask] as const).map((side) => ({
        best: twin.best(side),
        orders: twin.orders.filter((each) => each.side === side).length,
        shown: prices.map((price) => twin.shown(side, price)),
      })),
      places: owned.map((order) => ({
        ahead: twin.ahead(order),
        leaves: order.lots + order.hidden,
      })),
    }
  }

  isCrossed(): boolean {
    return this.book.levels.best(bid) >= this.book.levels.best(ask)
  }
}

const prices = Array.from({ length: 11 }, (_, k) => 95 + k)

test('it matches as its twin does: the same trades, places and levels after every order', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 120 }), (operations) => {
      const pair = new Pair()
      for (const each of operations) {
        pair.apply(each)
        expect(pair.ours()).toEqual(pair.theirs())
        expect(pair.isCrossed()).toBe(false)
      }
    }),
    { numRuns: 200 },
  )
})

test('the journal adds up: what was added, traded and taken back is what is there', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 120 }), (operations) => {
      const pair = new Pair()
      for (const each of operations) pair.apply(each)
      const shown = new Map<number, number>()
      const { journal } = pair.book
      for (let row = 0; row < journal.length; row++) {
        if (journal.change[row] === bookChange.traded) continue
        shown.set(journal.id[row]!, journal.lots[row]!)
      }
      const resting = [...shown].filter(([, lots]) => lots > 0)
      expect(new Map(resting)).toEqual(
        new Map(pair.twin.orders.map((each) => [each.id, each.lots])),
      )
    }),
  )
})

test('an order that would cross cannot rest', () => {
  const book = new MatchingBook()
  book.add(ask, 101, 5, 0)
  expect(() => book.add(bid, 101, 1, 0)).toThrow('rests at 101 over 101')
  expect(() => book.add(bid, 100, 0, 0)).toThrow('an order of 0 lots')
})

test('of nothing, nothing is taken', () => {
  const book = new MatchingBook()
  expect(book.take(eventSide.buy, 5, Infinity, 0)).toBe(0)
  expect(book.journal.length).toBe(0)
  expect(book.frontSlot(bid, 100)).toBe(-1)
})
