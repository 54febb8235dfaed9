import { expect, test } from 'vitest'
import { eventSide } from '../../core/events/event-codes.ts'
import { TradeSides } from './trade-sides.ts'

const { bid, ask, buy, sell, unknown } = eventSide

type Step = readonly [
  what: 'place' | 'change' | 'end',
  id: number,
  side: typeof bid | typeof ask,
  price: number,
  left: number,
  seconds?: number,
]

/** A log of steps, and then a trade of 2 at 100, at the end of second 20. */
function sideAfter(...steps: readonly Step[]): number {
  const sides = new TradeSides()
  for (const [what, id, side, price, quantityLeft, seconds = 20] of steps) {
    const order = { id, side, price, quantityLeft, localTime: seconds * 1e6 }
    if (what === 'place') sides.place(order)
    else sides.change(order, what === 'end')
  }
  return sides.aggressorOf({ price: 100, quantity: 2, localTime: 20e6 })
}

const restingBid: Step = ['place', 7, bid, 100, 5, 19]
const takingAsk: Step = ['place', 9, ask, 100, 2, 20]

test('of the two orders that lost the quantity the younger took, whichever is told last', () => {
  const changes: Step[] = [
    ['change', 7, bid, 100, 3],
    ['end', 9, ask, 100, 0],
  ]
  expect(sideAfter(restingBid, takingAsk, ...changes)).toBe(sell)
  expect(sideAfter(restingBid, takingAsk, ...changes.toReversed())).toBe(sell)
  expect(
    sideAfter(
      ['place', 7, ask, 100, 2, 19],
      ['place', 9, bid, 101, 2],
      ['end', 9, bid, 101, 0],
      ['end', 7, ask, 100, 0],
    ),
  ).toBe(buy)
})

test('an order that was withdrawn lost nothing', () => {
  const withdrawn: Step[] = [
    ['place', 6, ask, 100, 2, 19],
    ['end', 6, ask, 100, 2],
  ]
  expect(sideAfter(...withdrawn)).toBe(unknown)
  expect(sideAfter(restingBid, ...withdrawn, ['change', 7, bid, 100, 3])).toBe(unknown)
})

test('one order alone tells by its limit, by its age, or by the order from before the log that it met', () => {
  expect(sideAfter(['place', 9, ask, 99, 2], ['end', 9, ask, 99, 0])).toBe(sell)
  expect(sideAfter(['place', 9, bid, 101, 2], ['end', 9, bid, 101, 0])).toBe(buy)
  expect(sideAfter(['place', 9, ask, 100, 2, 1], ['end', 9, ask, 100, 0])).toBe(buy)
  expect(sideAfter(takingAsk, ['end', 9, ask, 100, 0])).toBe(unknown)
  expect(sideAfter(takingAsk, ['change', 3, bid, 100, 1], ['end', 9, ask, 100, 0])).toBe(sell)
})

test('what reaches not so far, was long ago, or was another quantity, tells nothing', () => {
  expect(sideAfter(['place', 9, ask, 101, 2, 1], ['end', 9, ask, 101, 0])).toBe(unknown)
  expect(sideAfter(['place', 9, ask, 100, 2, 1], ['end', 9, ask, 100, 0, 16])).toBe(unknown)
  expect(sideAfter(['place', 9, ask, 100, 3, 1], ['end', 9, ask, 100, 0])).toBe(unknown)
})

test('an order tells of one trade only', () => {
  const sides = new TradeSides()
  sides.place({ id: 1, side: ask, price: 100, quantityLeft: 2, localTime: 0 })
  sides.change({ id: 1, side: ask, price: 100, quantityLeft: 0, localTime: 20e6 }, true)
  const trade = { price: 100, quantity: 2, localTime: 20e6 }
  expect([sides.aggressorOf(trade), sides.aggressorOf(trade)]).toEqual([buy, unknown])
})
