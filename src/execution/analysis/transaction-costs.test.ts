import fc from 'fast-check'
import { expect, test } from 'vitest'
import { transactionCosts } from './transaction-costs.ts'

const price = fc.double({ min: 90, max: 110, noNaN: true })
const fill = fc.record({
  venue: fc.constantFrom('a', 'b', 'c'),
  quantity: fc.double({ min: 0.01, max: 5, noNaN: true }),
  price,
  fee: fc.double({ min: -0.1, max: 1, noNaN: true }),
  midSent: price,
  midArrived: price,
  touchArrived: price,
})
const order = fc.record({
  side: fc.constantFrom('buy' as const, 'sell' as const),
  quantity: fc.double({ min: 0.1, max: 50, noNaN: true }),
  midDecided: price,
  midEnded: price,
  fills: fc.array(fill, { maxLength: 12 }),
})

test('the parts add up to what paper and reality differ by, in all and by venue', () => {
  fc.assert(
    fc.property(order, (drawn) => {
      const { timing, arrival, spread, impact, fee, opportunity, ...costs } =
        transactionCosts(drawn)
      const sign = drawn.side === 'buy' ? 1 : -1
      const paper = sign * drawn.quantity * (drawn.midEnded - drawn.midDecided)
      const real = drawn.fills.reduce(
        (sum, own) => sum + sign * own.quantity * (drawn.midEnded - own.price) - own.fee,
        0,
      )
      expect(costs.total).toBeCloseTo(paper - real, 8)
      expect(timing + arrival + spread + impact + fee + opportunity).toBeCloseTo(costs.total, 8)
      const venues = [...costs.byVenue.values()].reduce((sum, parts) => sum + parts.total, 0)
      expect(venues + opportunity).toBeCloseTo(costs.total, 8)
    }),
    { seed: 6 },
  )
})

test('an order nobody filled costs what it missed', () => {
  const costs = transactionCosts({
    side: 'sell',
    quantity: 2,
    midDecided: 100,
    midEnded: 97,
    fills: [],
  })
  expect(costs).toMatchObject({ total: 6, opportunity: 6, filled: 0, totalBps: 300 })
})
