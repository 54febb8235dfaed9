import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomPair } from '../../../../test/random-pair.ts'
import { unitsOf } from '../../../core/currency.ts'
import type { Lots } from '../../../core/price.ts'
import type { Instant } from '../../../core/time.ts'
import { fillOrders, gainOf, markBook, newBook, type Book, type LegOrder } from './book.ts'
import { heldQuantity, newLeg, type HeldLeg } from './held-leg.ts'
import { legMarket, type LegMarket } from './leg-market.ts'
import { settleBook } from './settle-book.ts'

const terms = { feeBps: 7, slippageBps: 3, borrowBpsPerDay: 4 }
const pair = randomPair(5, 60)
const perpetual = legMarket(pair.y, pair.yFunding, terms)
const coin = legMarket(randomPair(6, 60, 'spot').x, undefined, terms)

/** What all legs together say they gained in cash. */
function cashOf(legs: readonly HeldLeg[]): number {
  return legs.reduce(
    (sum, leg) =>
      sum +
      leg.fills.reduce((cash, { quantity, price, fee }) => cash - quantity * price - fee, 0) +
      leg.funding -
      leg.borrow,
    0,
  )
}

function ledgerCash({ ledger }: Book, { bars }: LegMarket): number {
  return unitsOf(ledger.balance('cash', bars.instrument.name, bars.instrument.quote))
}

test('whatever several relations order, what each bears adds up to what the ledger paid', () => {
  // Whole thousands of lots: every position is worth trading, and opposite orders meet exactly now and then.
  const lots = fc.integer({ min: -4, max: 4 }).map((count) => (count * 1e8) as Lots)
  const round = fc.array(lots, { minLength: 4, maxLength: 4 })
  fc.assert(
    fc.property(fc.array(round, { minLength: 1, maxLength: 12 }), (rounds) => {
      const book = newBook()
      const legs = [perpetual, coin, perpetual, coin].map(newLeg)
      rounds.forEach((wanted, k) => {
        const row = 4 * k
        const time = pair.y.times[row]! as Instant
        const orders: LegOrder[] = legs.map((leg, which) => ({
          leg,
          lots: wanted[which]!,
          marketPrice: leg.market.bars.open[row]!,
        }))
        settleBook(book, time)
        fillOrders(book, time, orders)
        for (const market of [perpetual, coin]) {
          const own = legs.filter((leg) => leg.market === market)
          // Doubles near 4e4 over some dozens of operations.
          expect(Math.abs(cashOf(own) - ledgerCash(book, market))).toBeLessThan(1e-7)
          const held = own.reduce((sum, leg) => sum + heldQuantity(leg), 0)
          const { name, base } = market.bars.instrument
          expect(held).toBe(unitsOf(book.ledger.balance('position', name, base)))
        }
        expect(book.ledger.total('USDT')).toBe(0n)
        expect(book.tradedNotional).toBeLessThanOrEqual(book.orderedNotional * (1 + 4e-4))
      })
    }),
  )
})

test('a buy and a sell of the same coin meet without fee or slippage', () => {
  const book = newBook()
  const [one, other] = [newLeg(coin), newLeg(coin)]
  fillOrders(book, 0 as Instant, [
    { leg: one, lots: 5e8 as Lots, marketPrice: 40 },
    { leg: other, lots: -5e8 as Lots, marketPrice: 40 },
  ])
  expect(one.fills).toEqual([{ time: 0, quantity: 5, price: 40, marketPrice: 40, fee: 0 }])
  expect(other.fills[0]).toMatchObject({ quantity: -5, price: 40, fee: 0 })
  expect(book).toMatchObject({ orderedNotional: 400, metNotional: 400, tradedNotional: 0 })
  expect(gainOf(book)).toBe(0)
})

test('of orders that meet in part, the rest is traded and each bears its share', () => {
  const book = newBook()
  const [one, other] = [newLeg(coin), newLeg(coin)]
  fillOrders(book, 0 as Instant, [
    { leg: one, lots: 6e8 as Lots, marketPrice: 40 },
    { leg: other, lots: -2e8 as Lots, marketPrice: 40 },
  ])
  // 4 of 8 are traded at 40.012: half of the slippage and half of the fee for each coin ordered.
  expect(one.fills[0]!.price).toBeCloseTo(40.006, 9)
  expect(other.fills[0]!.price).toBeCloseTo(39.994, 9)
  expect(one.fills[0]!.fee / other.fills[0]!.fee).toBeCloseTo(3, 12)
  expect(one.fills[0]!.fee + other.fills[0]!.fee).toBeCloseTo((4 * 40.012 * 7) / 1e4, 9)
})

test('opposite legs of one coin owe each other funding and borrow nothing', () => {
  const book = newBook()
  const [long, short, spotLong, spotShort] = [perpetual, perpetual, coin, coin].map(newLeg)
  const time = pair.y.times[0]! as Instant
  fillOrders(book, time, [
    { leg: long!, lots: 5e8 as Lots, marketPrice: 40 },
    { leg: short!, lots: -5e8 as Lots, marketPrice: 40 },
    { leg: spotLong!, lots: 1e8 as Lots, marketPrice: 40 },
    { leg: spotShort!, lots: -3e8 as Lots, marketPrice: 40 },
  ])
  settleBook(book, pair.y.times[50]! as Instant)
  expect(long!.funding).not.toBe(0)
  expect(long!.funding + short!.funding).toBe(0)
  expect(spotLong!.borrow).toBe(0)
  const days = (pair.y.times[50]! - time) / 86_400e6
  // Two of the three short coins are borrowed, at 39.988 less netting's share of the slippage (2 of 4 traded).
  expect(spotShort!.borrow).toBeCloseTo(2 * 39.994 * 4e-4 * days, 9)
})

test('a holding is marked at the bar of the instant, or at the last before it', () => {
  const book = newBook()
  const leg = newLeg(coin)
  const { times, open, close } = coin.bars
  fillOrders(book, times[3]! as Instant, [{ leg, lots: 1e8 as Lots, marketPrice: open[3]! }])
  const worth = (): number => gainOf(book) - ledgerCash(book, coin)
  markBook(book, times[4]! as Instant, 'close')
  expect(worth()).toBe(close[4])
  markBook(book, (times[4]! + 1) as Instant, 'close')
  expect(worth()).toBe(close[4])
  markBook(book, times[6]! as Instant, 'open')
  expect(worth()).toBe(open[6])
})
