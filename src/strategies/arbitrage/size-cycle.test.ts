import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DenseBook } from '../../book/dense-book.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import { sizeCycle, type SizedLeg } from './size-cycle.ts'

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

/** What is paid in full for so many units and brought by them, unit by unit. */
function cashOf({ levels: book, side, tick }: SizedLeg): number[] {
  const taken = side === 'buy' ? eventSide.ask : eventSide.bid
  const sums = [0]
  for (let price = book.best(taken); !Number.isNaN(price); price = book.nextPrice(taken, price)) {
    for (let unit = 0; unit < book.quantityAt(taken, price); unit++)
      sums.push(sums.at(-1)! + price * tick)
  }
  return sums
}

/** Every quantity of every leg, one by one. */
function bruteForce(legs: readonly SizedLeg[]): number {
  const cash = legs.map(cashOf)
  let best = 0
  const go = (at: number, put: number, brought: number): void => {
    if (at === legs.length) {
      best = Math.max(best, brought - put)
      return
    }
    const { side, fee, orderLot, minQuantity, minNotional } = legs[at]!
    for (let quantity = orderLot; quantity < cash[at]!.length; quantity += orderLot) {
      const notional = cash[at]![quantity]!
      const takes = side === 'buy' ? notional * (1 + fee) : quantity
      const brings = side === 'buy' ? quantity : notional * (1 - fee)
      if (quantity < minQuantity || notional < minNotional - 1e-12) continue
      if (at === 0) go(1, takes, brings)
      else if (takes <= brought + 1e-12) go(at + 1, put, brings)
    }
  }
  go(0, 0, 0)
  return best
}

test('no quantities of the legs, tried one by one, win more', () => {
  let found = 0
  fc.assert(
    fc.property(fc.array(leg, { minLength: 3, maxLength: 4 }), (legs) => {
      const sized = sizeCycle(legs)
      if (sized !== undefined) found++
      expect(sized?.profit ?? 0).toBeCloseTo(bruteForce(legs), 9)
      expect(sizeCycle(legs, 'any') === undefined).toBe(sized === undefined)
    }),
    { numRuns: Number(process.env['ISOBAR_ARBITRAGE_TAPES'] ?? 300), seed: 8 },
  )
  expect(found).toBeGreaterThan(40)
})
