import fc from 'fast-check'
import { expect, test } from 'vitest'
import { orderBookLaws } from '../../test/book/order-book-laws.ts'
import { eventSide, type BookSide } from '../core/events/event-codes.ts'
import { DenseBook } from './dense-book.ts'
import type { OrderBook } from './order-book.ts'
import { OrderQueues } from './order-queues.ts'

const { bid, ask } = eventSide

/** Levels as an order-by-order feed would build them: two orders make a level. */
function levelsOfOrders(): OrderBook {
  const levels = new DenseBook(128)
  const queues = new OrderQueues(levels)
  const ids = new Map<string, number>()
  const setLevel = (side: BookSide, price: number, quantity: number): void => {
    const key = `${side}:${price}`
    const id = ids.get(key) ?? ids.size * 2
    ids.set(key, id)
    const half = Math.floor(quantity / 2)
    queues.setOrder(side, price, quantity - half, id)
    queues.setOrder(side, price, half, id + 1)
  }
  return {
    setLevel,
    setLevels(side, { price, quantity }, start, end) {
      for (let row = start; row < end; row++) setLevel(side, price[row]!, quantity[row]!)
    },
    keepBest(side, count) {
      const prices = new Float64Array(levels.levelCount(side))
      const found = levels.readTop(side, prices, new Float64Array(prices.length))
      for (let row = count; row < found; row++) setLevel(side, prices[row]!, 0)
    },
    best: (side) => levels.best(side),
    quantityAt: (side, price) => levels.quantityAt(side, price),
    nextPrice: (side, price) => levels.nextPrice(side, price),
    levelCount: (side) => levels.levelCount(side),
    top: (side, wanted) => levels.top(side, wanted),
    readTop: (side, prices, quantities) => levels.readTop(side, prices, quantities),
    clear: () => queues.clear(),
  }
}

orderBookLaws('the levels of an order-by-order book', levelsOfOrders)

interface Order {
  readonly id: number
  readonly side: BookSide
  readonly price: number
  readonly quantity: number
}

/** The book as one would explain it: one list of orders, in the order of their arrival. */
function setInList(list: readonly Order[], order: Order): readonly Order[] {
  const before = list.find(({ id }) => id === order.id)
  const others = list.filter(({ id }) => id !== order.id)
  if (order.quantity === 0) return others
  const keepsPlace =
    before?.price === order.price && before.side === order.side && order.quantity <= before.quantity
  return keepsPlace ? list.map((each) => (each.id === order.id ? order : each)) : [...others, order]
}

const orders = fc.record({
  id: fc.nat(30),
  side: fc.constantFrom<BookSide>(bid, ask),
  price: fc.integer({ min: 100, max: 103 }),
  quantity: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 10 })),
})

test('every order stands where a list of all orders has it', () => {
  fc.assert(
    fc.property(fc.array(orders, { maxLength: 200 }), (rows) => {
      const levels = new DenseBook()
      const queues = new OrderQueues(levels)
      let list: readonly Order[] = []
      for (const order of rows) {
        list = setInList(list, order)
        queues.setOrder(order.side, order.price, order.quantity, order.id)
        expect(queues.orderCount()).toBe(list.length)
        const queue = list.filter(({ side, price }) => side === order.side && price === order.price)
        const into = { ids: new Float64Array(40), quantities: new Float64Array(40) }
        const found = queues.readQueue(order.side, order.price, into)
        expect([...into.ids.subarray(0, found)]).toEqual(queue.map(({ id }) => id))
        expect([...into.quantities.subarray(0, found)]).toEqual(
          queue.map(({ quantity }) => quantity),
        )
        const total = queue.reduce((sum, { quantity }) => sum + quantity, 0)
        expect(levels.quantityAt(order.side, order.price)).toBe(total)
        let ahead = 0
        for (const { id, quantity } of queue) {
          expect(queues.quantityAhead(id)).toBe(ahead)
          expect(queues.quantityOf(id)).toBe(quantity)
          ahead += quantity
        }
      }
    }),
  )
})

test('a row says what it did', () => {
  const queues = new OrderQueues(new DenseBook())
  expect(queues.setOrder(bid, 99, 0, 1)).toBe('unknown')
  expect(queues.setOrder(bid, 99, 5, 1)).toBe('added')
  expect(queues.setOrder(bid, 99, 5, 1)).toBe('reduced')
  expect(queues.setOrder(bid, 99, 6, 1)).toBe('requeued')
  expect(queues.setOrder(bid, 98, 6, 1)).toBe('requeued')
  expect(queues.setOrder(ask, 98, 6, 1)).toBe('requeued')
  expect(queues.setOrder(ask, 98, 0, 1)).toBe('removed')
  expect(() => queues.setOrder(bid, 99, 1, NaN)).toThrow('an order with the id NaN')
})

test('what stands before one who joined then shrinks with what was there and not with what came after', () => {
  const queues = new OrderQueues(new DenseBook())
  queues.setOrder(bid, 99, 5, 1)
  queues.setOrder(bid, 99, 4, 2)
  const arrival = queues.arrivals()
  queues.setOrder(bid, 99, 9, 3)
  expect(queues.quantityBefore(bid, 99, arrival)).toBe(9)
  queues.setOrder(bid, 99, 2, 2)
  queues.setOrder(bid, 99, 8, 3)
  expect(queues.quantityBefore(bid, 99, arrival)).toBe(7)
  queues.setOrder(bid, 99, 6, 1)
  expect(queues.quantityBefore(bid, 99, arrival)).toBe(2)
  expect(queues.quantityBefore(bid, 98, arrival)).toBe(0)
})

test('an order that is not there has no place and nothing left', () => {
  const queues = new OrderQueues(new DenseBook())
  queues.setOrder(bid, 99, 5, 1)
  queues.clear()
  expect(queues.quantityAhead(1)).toBeNaN()
  expect(queues.quantityOf(1)).toBe(0)
  expect(queues.setOrder(bid, 99, 5, 1)).toBe('added')
})
