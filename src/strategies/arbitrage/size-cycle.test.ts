import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DenseBook } from '../../book/dense-book.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import { one } from './fraction.ts'
import { matchBooks } from './match-books.ts'
import type { PricedBook } from './priced-book.ts'
import { sizeCycle, type SizedLeg } from './size-cycle.ts'
import { exactUnits } from './terms.ts'

type Level = readonly [price: number, quantity: number]

/** A leg whose prices are hundredths of quote per base. */
function legOf(
  side: 'buy' | 'sell',
  levels: readonly Level[],
  terms: Pick<SizedLeg, 'fee' | 'orderLot' | 'minQuantity' | 'minNotional'>,
): SizedLeg {
  const book = new DenseBook()
  const taken = side === 'buy' ? eventSide.ask : eventSide.bid
  for (const [price, quantity] of levels) book.setLevel(taken, price, quantity)
  return { levels: book, side, tick: 0.01, lot: 1, ...terms }
}

const levels = (middle: number) =>
  fc.uniqueArray(
    fc.tuple(fc.integer({ min: middle - 7, max: middle + 7 }), fc.integer({ min: 1, max: 5 })),
    { minLength: 1, maxLength: 3, selector: ([price]) => price },
  )
const terms = fc.record({
  fee: fc.constantFrom(0, 0.001, 0.005),
  orderLot: fc.constantFrom(1, 1, 2, 3),
  minQuantity: fc.constantFrom(0, 0, 2, 4),
  minNotional: fc.constantFrom(0, 0, 3),
})
const leg = fc
  .tuple(fc.constantFrom('buy' as const, 'sell' as const), levels(95), levels(105), terms)
  .map(([side, asks, bids, of]) => legOf(side, side === 'buy' ? asks : bids, of))

/** The book of a leg as `matchBooks` wants it. */
function priced({ levels: book, fee, orderLot, minQuantity, minNotional }: SizedLeg): PricedBook {
  const instrument = {
    name: 'A-B',
    venue: 'x',
    base: 'A',
    quote: 'B',
    class: 'spot' as const,
    tickSize: { units: 1, decimals: 2 },
    lotSize: { units: 1, decimals: 0 },
  }
  const held = { takerFeeBps: fee * 1e4, lotSize: orderLot, minQuantity, minNotional }
  return { levels: book, units: exactUnits({ instrument, symbol: 'AB', terms: held }, one) }
}

test('a way round of two legs is a match of two books: fine lots and none, and least sizes that only losing units reach', () => {
  let found = 0
  let tooSmall = 0
  // With these fees no unit of whole ticks gains exactly nothing, on which doubles and fractions may differ.
  const of = fc.record({
    fee: fc.constant(0.0013),
    orderLot: fc.constantFrom(0, 0.001, 0.004, 1, 2),
    minQuantity: fc.constantFrom(0, 1.001, 1.004, 2, 4),
    minNotional: fc.constantFrom(0, 0, 3),
  })
  fc.assert(
    fc.property(levels(97), levels(103), of, (asks, bids, held) => {
      const pair = [legOf('buy', asks, held), legOf('sell', bids, held)] as const
      const profit = sizeCycle(pair)?.profit ?? 0
      expect(profit).toBeCloseTo(matchBooks(priced(pair[0]), priced(pair[1]))?.profit ?? 0, 9)
      if (profit > 0) found++
      const free = { ...held, minQuantity: 0, minNotional: 0 }
      const freed = [legOf('buy', asks, free), legOf('sell', bids, free)]
      if (profit === 0 && sizeCycle(freed) !== undefined) tooSmall++
    }),
    { numRuns: Number(process.env['ISOBAR_ARBITRAGE_TAPES'] ?? 300), seed: 8 },
  )
  expect(found).toBeGreaterThan(100)
  expect(tooSmall).toBeGreaterThan(20)
})

test('no leg sells more than it was brought, and lots cost at most what one of each leg is worth', () => {
  let found = 0
  let cut = 0
  fc.assert(
    fc.property(fc.array(leg, { minLength: 3, maxLength: 4 }), (legs) => {
      const free = legs.map((each) => ({ ...each, orderLot: 0, minQuantity: 0, minNotional: 0 }))
      const whole = sizeCycle(free)?.profit ?? 0
      const sized = sizeCycle(legs)
      const rates = legs.map(({ side, levels: book, tick, fee }) => {
        const taken = side === 'buy' ? eventSide.ask : eventSide.bid
        const price = book.best(taken) * tick
        return side === 'buy' ? 1 / (price * (1 + fee)) : price * (1 - fee)
      })
      const worthOfLots = legs.reduce((sum, { side, orderLot }, at) => {
        // What a leg buys is carried on from after it, what it sells from before it.
        const onwards = rates.slice(side === 'buy' ? at + 1 : at)
        return sum + onwards.reduce((worth, rate) => worth * rate, orderLot)
      }, 0)
      const isFree = legs.every(({ minQuantity, minNotional }) => minQuantity + minNotional === 0)
      const profitLeast = isFree ? whole - worthOfLots - 1e-9 : 0
      expect(sized?.profit ?? 0).toBeGreaterThanOrEqual(profitLeast)
      if (sized === undefined) return
      found++
      if (sized.profit < whole - 1e-9) cut++
      expect(sized.profit).toBeGreaterThan(0)
      expect(sized.profit).toBeLessThanOrEqual(whole + 1e-9)
      let brought = sized.quantity
      for (const [at, { side, fee, orderLot, minQuantity, minNotional }] of legs.entries()) {
        const { quantity, price } = sized.legs[at]!
        expect(quantity / orderLot).toBeCloseTo(Math.round(quantity / orderLot), 9)
        expect(quantity).toBeGreaterThanOrEqual(minQuantity)
        expect(quantity * price).toBeGreaterThanOrEqual(minNotional - 1e-9)
        expect(side === 'buy' ? quantity * price * (1 + fee) : quantity).toBeLessThanOrEqual(
          brought + 1e-9,
        )
        brought = side === 'buy' ? quantity : quantity * price * (1 - fee)
      }
      expect(sized.profit).toBeCloseTo(brought - sized.quantity, 9)
    }),
    { numRuns: Number(process.env['ISOBAR_ARBITRAGE_TAPES'] ?? 400), seed: 8 },
  )
  expect(found).toBeGreaterThan(40)
  expect(cut).toBeGreaterThan(20)
})
