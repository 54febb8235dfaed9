import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomPair } from '../../../../test/random-pair.ts'
import type { Lots } from '../../../core/price.ts'
import type { Instant } from '../../../core/time.ts'
import { fillOrders, markBook, newBook, type Book } from './book.ts'
import { shareWithinCaps, uncapped, type OpeningLeg } from './exposure-caps.ts'
import { newLeg } from './held-leg.ts'
import { legMarket } from './leg-market.ts'

const terms = { feeBps: 0, slippageBps: 0, borrowBpsPerDay: 0 }
const { y, x } = randomPair(1, 20)
const markets = [legMarket(y, undefined, terms), legMarket(x, undefined, terms)]
const price = 50

/** A book that holds so many coins of each market, at 50 apiece. */
function bookOf(coins: readonly number[]): Book {
  const book = newBook()
  const bars = { ...y, open: y.open.map(() => price) }
  const held = markets.map((market) => ({ ...market, bars: { ...market.bars, open: bars.open } }))
  fillOrders(
    book,
    y.times[0]! as Instant,
    coins.map((count, k) => ({
      leg: newLeg(held[k]!),
      lots: (count * 1e8) as Lots,
      marketPrice: price,
    })),
  )
  markBook(book, y.times[0]! as Instant, 'open')
  return book
}

function opening(coins: readonly number[]): OpeningLeg[] {
  return coins.map((quantity, k) => ({ market: markets[k]!, quantity, price }))
}

test('without caps an opening is whole', () => {
  expect(shareWithinCaps(bookOf([1e6, -1e6]), [], opening([5, 5]), uncapped)).toBe(1)
})

test('an opening is cut to the room that is left', () => {
  const caps = { gross: 1_000, coin: Infinity }
  // 600 held, 800 wanted: half fits.
  expect(shareWithinCaps(bookOf([6, -6]), [], opening([8, -8]), caps)).toBeCloseTo(0.5, 9)
  expect(shareWithinCaps(bookOf([0, 0]), [], opening([8, -8]), caps)).toBe(1)
  expect(shareWithinCaps(bookOf([10, -10]), [], opening([1, -1]), caps)).toBeCloseTo(0, 9)
})

test('one that offsets what is held may be whole in a full book, until it has turned it round', () => {
  const caps = { gross: 1_000, coin: Infinity }
  expect(shareWithinCaps(bookOf([10, -10]), [], opening([-20, 20]), caps)).toBe(1)
  expect(shareWithinCaps(bookOf([10, -10]), [], opening([-40, 40]), caps)).toBeCloseTo(0.5, 9)
})

test('the cap of a coin counts all its instruments, and orders of the same open', () => {
  const caps = { gross: Infinity, coin: 500 }
  const order = { leg: newLeg(markets[0]!), lots: 6e8 as Lots, marketPrice: price }
  expect(shareWithinCaps(bookOf([0, 0]), [order], opening([8, -8]), caps)).toBeCloseTo(0.5, 9)
})

test('a book that prices carried over a cap is not taken further', () => {
  const caps = { gross: 500, coin: Infinity }
  expect(shareWithinCaps(bookOf([10, -10]), [], opening([1, -1]), caps)).toBeCloseTo(0, 9)
  expect(shareWithinCaps(bookOf([10, -10]), [], opening([-1, 1]), caps)).toBe(1)
})

test('whatever is held and wanted, what fits keeps the caps and no more would', () => {
  const coins = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 2 })
  const cap = fc.integer({ min: 100, max: 2_000 })
  fc.assert(
    fc.property(coins, coins, cap, cap, (held, wanted, gross, coin) => {
      const share = shareWithinCaps(bookOf(held), [], opening(wanted), { gross, coin })
      const strain = (part: number): number => {
        const notionals = held.map((count, k) => (count + part * wanted[k]!) * price)
        const sizes = notionals.map(Math.abs)
        return Math.max((sizes[0]! + sizes[1]!) / gross, ...sizes.map((size) => size / coin))
      }
      const allowed = Math.max(1, strain(0)) + 1e-9
      expect(strain(share)).toBeLessThanOrEqual(allowed)
      const more = strain(share + 1e-6)
      expect(share === 1 || more > allowed - 2e-9).toBe(true)
    }),
  )
})
