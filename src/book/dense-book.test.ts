import { expect, test } from 'vitest'
import { orderBookLaws } from '../../test/book/order-book-laws.ts'
import { randomUpdates } from '../../test/book/random-updates.ts'
import { eventSide } from '../core/events/event-codes.ts'
import { DenseBook } from './dense-book.ts'

const { bid, ask } = eventSide

orderBookLaws('a dense book of the narrowest window', () => new DenseBook(128))
orderBookLaws('a dense book of the usual window', () => new DenseBook())

test('a far level comes within reach when the market walks there', () => {
  const book = new DenseBook(128)
  book.setLevel(ask, 1_000, 1)
  book.setLevel(ask, 9_000, 9)
  for (let price = 1_001; price <= 9_000; price++) {
    book.setLevel(ask, price, book.quantityAt(ask, price) + 1)
    book.setLevel(ask, price - 1, 0)
  }
  expect(book.best(ask)).toBe(9_000)
  expect(book.quantityAt(ask, 9_000)).toBe(10)
  expect(book.levelCount(ask)).toBe(1)
})

test('a price that is no whole number of ticks, and a quantity that is none, are refused wherever they come', () => {
  for (const side of [bid, ask]) {
    for (const price of [100.5, 90.25, -0.5, NaN, Infinity, 1e7 + 0.5, 2 ** 53]) {
      const book = new DenseBook(128)
      for (const each of [90, 100, 110, 1e7]) book.setLevel(side, each, 3)
      book.top(side, 2)
      expect(() => book.setLevel(side, price, 7), `${price}`).toThrow(/a level at .* ticks/)
      const rows = { price: Float64Array.of(95, price), quantity: Float64Array.of(1, 7) }
      expect(() => book.setLevels(side, rows, 0, 2), `${price}`).toThrow(/a level at .* ticks/)
      expect(book.levelCount(side)).toBe(5)
    }
    for (const quantity of [-1, NaN, -Infinity]) {
      const book = new DenseBook(128)
      for (const each of [90, 100, 110]) book.setLevel(side, each, 3)
      for (const price of [90, 97, 100, 110, 5_000]) {
        const message = `${quantity} lots at ${price} ticks`
        expect(() => book.setLevel(side, price, quantity)).toThrow(message)
        const rows = { price: Float64Array.of(price), quantity: Float64Array.of(quantity) }
        expect(() => book.setLevels(side, rows, 0, 1)).toThrow(message)
      }
      expect(book.levelCount(side)).toBe(3)
    }
  }
})

test('no level is lost or doubled at the end of a window that moves', () => {
  const book = new DenseBook(128)
  const last = 1_700
  for (let price = 1_000; price <= last; price++) book.setLevel(ask, price, price)
  for (let price = 1_000; price < last; price++) {
    expect(book.best(ask)).toBe(price)
    expect(book.levelCount(ask)).toBe(last - price + 1)
    for (const ahead of [60, 95, 96, 100]) {
      expect(book.quantityAt(ask, price + ahead)).toBe(price + ahead <= last ? price + ahead : 0)
    }
    book.setLevel(ask, price, 0)
  }
  for (let price = last - 1; price >= 1_000; price--) book.setLevel(ask, price, price)
  const prices = new Float64Array(800)
  expect(book.readTop(ask, prices, new Float64Array(800))).toBe(701)
  expect([...prices.subarray(0, 701)]).toEqual(Array.from({ length: 701 }, (_, row) => 1_000 + row))
})

test('a better level far before the window pushes what falls off it to the far levels', () => {
  const book = new DenseBook(128)
  for (let price = 1_000; price < 1_090; price++) book.setLevel(bid, price, price)
  book.setLevel(bid, 5_000, 1)
  expect(book.best(bid)).toBe(5_000)
  expect(book.nextPrice(bid, 5_000)).toBe(1_089)
  expect(book.levelCount(bid)).toBe(91)
  book.setLevel(bid, 5_000, 0)
  expect(book.best(bid)).toBe(1_089)
  expect(book.quantityAt(bid, 1_000)).toBe(1_000)
})

test('what is at hand does not outlive what is kept', () => {
  const book = new DenseBook(128)
  book.setLevel(ask, 1_000, 1)
  book.setLevel(ask, 9_000, 9)
  expect(book.top(ask, 5).length).toBe(2)
  book.keepBest(ask, 1)
  expect(book.top(ask, 5).length).toBe(1)
  expect(() => book.top(ask, 33)).toThrow('33 levels at hand, of 32')
})

test('a price that is no number of ticks is a mistake', () => {
  const book = new DenseBook()
  expect(() => book.setLevel(bid, NaN, 1)).toThrow('a level at NaN ticks')
  expect(() => new DenseBook(100)).toThrow('a window of 100 ticks')
})

test('a top that does not say it has turned is as it was', () => {
  const book = new DenseBook(128)
  const seen = [bid, ask].map((side) => ({ side, turn: -1, levels: '' }))
  let same = 0
  let row = 0
  for (const { side, price, quantity } of randomUpdates(7, 30_000)) {
    book.setLevel(side, price, quantity)
    if (++row % 5_000 === 0) book.keepBest(side, 20)
    for (const each of seen) {
      const { length, prices, quantities } = book.top(each.side, 5)
      const count = Math.min(5, length)
      const levels = `${prices.subarray(0, count).join(' ')}, ${quantities.subarray(0, count).join(' ')}`
      if (book.topTurn(each.side) === each.turn) {
        same++
        if (levels !== each.levels) throw new Error(`row ${row}: ${each.levels} became ${levels}`)
      }
      each.turn = book.topTurn(each.side)
      each.levels = levels
    }
  }
  // Not by turning always: most updates are behind the five best.
  expect(same).toBeGreaterThan(30_000)
})

test('a top whose prices have not turned has the same prices, and the quantities of its levels', () => {
  const book = new DenseBook(128)
  const seen = [bid, ask].map((side) => ({ side, turn: -1, prices: '' }))
  let same = 0
  let row = 0
  for (const { side, price, quantity } of randomUpdates(8, 20_000)) {
    const rows = { price: Float64Array.of(price), quantity: Float64Array.of(quantity) }
    if (row++ % 2 === 0) book.setLevel(side, price, quantity)
    else book.setLevels(side, rows, 0, 1)
    for (const each of seen) {
      const { length, prices, quantities } = book.top(each.side, 5)
      const count = Math.min(5, length)
      const text = prices.subarray(0, count).join(' ')
      const turn = book.topPriceTurn(each.side)
      if (turn === each.turn) same++
      if (turn === each.turn && text !== each.prices) throw new Error(`${each.prices} to ${text}`)
      for (let k = 0; k < count; k++) {
        const held = book.quantityAt(each.side, prices[k]!)
        if (quantities[k] !== held) throw new Error(`${quantities[k]} lots, held ${held}`)
      }
      each.turn = turn
      each.prices = text
    }
  }
  expect(same).toBeGreaterThan(20_000)
})

test('depth within distances is that of level after level, whatever has changed since', () => {
  const book = new DenseBook(128)
  const distances = Float64Array.of(1.5, 3, 20, 40.5, 200)
  const depth = new Float64Array(distances.length)
  let ended = 0
  let row = 0
  for (const { side, price, quantity } of randomUpdates(9, 20_000)) {
    const rows = { price: Float64Array.of(price), quantity: Float64Array.of(quantity) }
    if (row % 2 === 0) book.setLevel(side, price, quantity)
    else book.setLevels(side, rows, 0, 1)
    if (++row % 600 === 0) book.keepBest(side, 15)
    if (row % 9_000 === 0) book.clear()
    if (row % 3 !== 0) continue
    const from = book.best(side) + (row % 5) - 2.5
    book.readDepth(side, from, distances, depth)
    const expected = Array.from(distances, (distance) => {
      let sum = 0
      let at = book.best(side)
      while (Math.abs(at - from) <= distance) {
        sum += book.quantityAt(side, at)
        at = book.nextPrice(side, at)
      }
      return Number.isNaN(at) ? NaN : sum
    })
    ended += expected.filter((value) => Number.isNaN(value)).length
    if (expected.some((value, k) => !Object.is(value, depth[k]))) {
      throw new Error(`row ${row}: ${depth.join(' ')}, expected ${expected.join(' ')}`)
    }
  }
  expect(ended).toBeGreaterThan(100)
  expect(ended).toBeLessThan(20_000)
})
