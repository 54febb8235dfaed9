import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomRoute } from '../../../test/execution/random-route.ts'
import { routeByHand } from '../../../test/execution/route-by-hand.ts'
import { compared, doubleOf, exactDecimalOf, type ExactDecimal } from './exact-decimal.ts'
import { divisibleSplit, type DivisibleBook } from './divisible-split.ts'
import { planRoute, singleVenuePlan } from './plan-route.ts'
import type { RouteBook, RouteRequest } from './route-book.ts'

const decimal = (text: string): ExactDecimal => exactDecimalOf(text)!

interface Rules {
  readonly venue?: string
  readonly lot?: string
  readonly minNotional?: string
  readonly minQuantity?: string
  readonly feeBps?: number
}

/** Prices in cents, quantities in thousandths. */
function book(levels: readonly (readonly [price: number, quantity: number])[], rules: Rules = {}) {
  const { venue = 'a', lot = '0.001', minNotional = '0', minQuantity, feeBps = 0 } = rules
  const lotSize = decimal(lot)
  return {
    venue,
    instrument: 'BTC-USD',
    levels: {
      count: levels.length,
      prices: Float64Array.from(levels, ([price]) => Math.round(price * 100)),
      quantities: Float64Array.from(levels, ([, quantity]) => Math.round(quantity * 1000)),
      priceStep: { units: 1, decimals: 2 },
      quantityStep: { units: 1, decimals: 3 },
    },
    lotSize: { units: Number(lotSize.units), decimals: lotSize.decimals },
    minNotional: decimal(minNotional),
    ...(minQuantity === undefined ? {} : { minQuantity: decimal(minQuantity) }),
    takerFeeBps: feeBps,
  } satisfies RouteBook
}

const buy = (quantity: string, more: Partial<RouteRequest> = {}): RouteRequest => ({
  side: 'buy',
  quantity: decimal(quantity),
  ...more,
})

test('is the best of all plans, on 300 questions small enough to try every plan', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
      const route = randomRoute(seed, { books: 4, levels: 3, lots: 5 })
      const hand = routeByHand(route)
      const exact = planRoute(route.books, { ...route.request, effort: 'exact' })
      const fast = planRoute(route.books, route.request)
      expect(compared(exact.filled, hand.filled)).toBe(0)
      expect(compared(exact.cost, hand.cost)).toBe(0)
      expect(exact.isOptimal && exact.isFillProven).toBe(true)
      expect(compared(fast.filled, hand.filled)).toBe(0)
      expect(fast.lowerBound).toBeLessThanOrEqual(doubleOf(hand.cost))
    }),
    { numRuns: 300, seed: 8 },
  )
})

test('takes the cheapest levels after fees', () => {
  const plan = planRoute(
    [
      book(
        [
          [100, 1],
          [101, 5],
        ],
        { venue: 'dear', feeBps: 100 },
      ),
      book(
        [
          [100.5, 2],
          [102, 9],
        ],
        { venue: 'free' },
      ),
    ],
    buy('4'),
  )
  // 100 costs 101 after its fee, 101 costs 102.01: the free venue's 100.5 comes first, its 102 third.
  expect(plan.legs.map(({ quantity }) => doubleOf(quantity))).toEqual([1, 3])
  expect(doubleOf(plan.cost)).toBe(101 + 201 + 102)
  expect(plan.lowerBound).toBe(404)
})

test('an order below the minimum is not sent, one at it is', () => {
  const books = [
    book(
      [
        [100, 0.5],
        [300, 9],
      ],
      { venue: 'a', minNotional: '60' },
    ),
    book([[105, 9]], { venue: 'b' }),
  ]
  expect(planRoute(books, buy('1')).legs.map(({ lots }) => lots)).toEqual([1000])
  const exact = [
    book(
      [
        [100, 0.6],
        [300, 9],
      ],
      { minNotional: '60' },
    ),
    books[1]!,
  ]
  expect(planRoute(exact, buy('1')).legs.map(({ lots }) => lots)).toEqual([600, 400])
})

test('an order below the least quantity is not sent, one at it is, and the larger of both minimums counts', () => {
  const cheap = [
    [100, 0.5],
    [300, 9],
  ] as const
  const other = book([[105, 9]], { venue: 'b' })
  const lots = (minQuantity: string, minNotional = '0') =>
    planRoute([book(cheap, { lot: '0.1', minQuantity, minNotional }), other], buy('1')).legs.map(
      (leg) => [leg.book, leg.lots],
    )
  expect(lots('0.5')).toEqual([
    [0, 5],
    [1, 500],
  ])
  // Of whole lots 0.51 asks for six, of which the sixth costs 300.
  expect(lots('0.51')).toEqual([[1, 1000]])
  expect(lots('0.2', '50.01')).toEqual([[1, 1000]])
  // Nobody takes so little.
  const most = book([[100, 9]], { minQuantity: '2' })
  expect(planRoute([most], buy('1.999')).legs).toEqual([])
  expect(planRoute([most], buy('2')).legs).toMatchObject([{ lots: 2000 }])
})

test('fills as much as whole lots can when they cannot fill it all', () => {
  const books = [book([[100, 3.5]], { lot: '1' }), book([[101, 3.5]], { venue: 'b', lot: '0.4' })]
  const plan = planRoute(books, buy('100'))
  expect(doubleOf(plan.filled)).toBe(6.2)
  expect(plan.isFillProven).toBe(true)
  expect(planRoute(books, buy('0.3'))).toMatchObject({ legs: [], lowerBound: 0 })
  expect(planRoute([], buy('1')).legs).toEqual([])
})

test('lots that do not divide one another fill what only they can together', () => {
  const books = [
    book([[100, 50]], { lot: '0.003' }),
    book([[90, 50]], { venue: 'b', lot: '0.005' }),
  ]
  const plan = planRoute(books, buy('1.001'))
  // The most of the cheaper 0.005 that leaves a multiple of 0.003: 199 x 0.005 leaves 0.006.
  expect(plan.legs.map(({ lots }) => lots)).toEqual([2, 199])
  expect(plan.isOptimal).toBe(true)
})

test('numbers with more digits than a double counts are exact', () => {
  const plain = book([[100, 1]])
  const price = 1_000_000_000_000_000_000_123n
  const quantity = 9_999_999_999_999_999_999n
  const levels = {
    ...plain.levels,
    priceStep: { units: 1, decimals: 19 },
    quantityStep: { units: 1, decimals: 19 },
    prices: Float64Array.of(Number(price)),
    quantities: Float64Array.of(Number(quantity)),
    exact: { prices: [price], quantities: [quantity] },
  }
  // 0.9999999999999999999 of a coin are 999 whole lots of a thousandth, not 1,000.
  const plan = planRoute([{ ...plain, levels }], buy('1'))
  expect(plan.legs[0]!.lots).toBe(999)
  expect(plan.legs[0]!.worstPrice).toEqual({ units: price, decimals: 19 })
})

test('a fee in base leaves less to arrive, and counts where value does', () => {
  const inBase = {
    ...book([[100, 5]], { venue: 'base', feeBps: 100 }),
    feeCurrency: 'base' as const,
  }
  const books = [inBase, book([[100.5, 5]], { venue: 'quote' })]
  const [leg] = planRoute(books, buy('1')).legs
  expect([leg!.book, doubleOf(leg!.quantity), doubleOf(leg!.netQuantity)]).toEqual([0, 1, 0.99])
  expect(planRoute(books, buy('1', { objective: 'value' })).legs[0]!.book).toBe(1)
})

test('a quote currency below its peg makes its venue cheaper', () => {
  const books = [
    book([[100, 5]], { venue: 'dollars' }),
    { ...book([[100.05, 5]], { venue: 'tether' }), quoteRate: decimal('0.999') },
  ]
  const plan = planRoute(books, buy('1'))
  expect(plan.legs[0]!.book).toBe(1)
  expect(doubleOf(plan.cost)).toBe(99.94995)
})

test('the best single venue is a venue that fills all of it alone', () => {
  const books = [
    book([[100, 1]], { venue: 'small' }),
    book(
      [
        [101, 2],
        [103, 9],
      ],
      { venue: 'a' },
    ),
    book([[102, 9]], { venue: 'b' }),
  ]
  const single = singleVenuePlan(books, buy('3'), decimal('3'))!
  expect([single.venue, doubleOf(single.cost)]).toEqual(['a', 305])
  expect(singleVenuePlan(books, buy('30'), decimal('30'))).toBeUndefined()
})

test('more of anything never costs more: a venue, a looser limit, one more venue allowed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
      const { books, request } = randomRoute(seed, { books: 6, levels: 6, lots: 20 })
      const { limitPrice: _, ...unlimited } = request
      const narrow = planRoute(books, { ...request, maxVenues: 1, effort: 'exact' })
      const wide = planRoute(books, { ...unlimited, maxVenues: 2, effort: 'exact' })
      const more = compared(wide.filled, narrow.filled)
      expect(more > 0 || (more === 0 && compared(wide.cost, narrow.cost) <= 0)).toBe(true)
    }),
    { numRuns: 80, seed: 9 },
  )
})

test('a divisible split is what sorting all levels gives, however many it takes', () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 9 })), {
    maxLength: 120,
  })
  const venues = fc.array(fc.tuple(rows, fc.constantFrom(1, 1.001, 0.999, -0.999)), {
    maxLength: 9,
  })
  fc.assert(
    fc.property(venues, fc.double({ min: 0, max: 3000, noNaN: true }), (drawn, quantity) => {
      const sign = drawn[0] === undefined ? 1 : Math.sign(drawn[0][1])
      const books = drawn.map(([levels, factor]): DivisibleBook => {
        const sorted = levels.toSorted(([a], [b]) => sign * (a - b))
        return {
          count: sorted.length,
          prices: Float64Array.from(sorted, ([price]) => price),
          quantities: Float64Array.from(sorted, ([, lots]) => lots),
          costFactor: sign * Math.abs(factor),
        }
      })
      const all = books
        .flatMap(({ prices, quantities, costFactor }) =>
          Array.from(prices, (price, k) => ({ cost: price * costFactor, lots: quantities[k]! })),
        )
        .toSorted((a, b) => a.cost - b.cost)
      let [left, cost] = [quantity, 0]
      for (const level of all) {
        const here = Math.min(left, level.lots)
        cost += here * level.cost
        left -= here
      }
      const taken = new Float64Array(books.length)
      const split = divisibleSplit(books, quantity, taken)
      // Sums of up to a thousand products, in another order.
      expect(split.cost).toBeCloseTo(cost, 7)
      expect(split.filled).toBeCloseTo(quantity - left, 9)
      expect(taken.reduce((a, b) => a + b, 0)).toBeCloseTo(split.filled, 9)
    }),
    { numRuns: 150, seed: 12 },
  )
})

test('the order of the books does not change the cost', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
      const { books, request } = randomRoute(seed, { books: 6, levels: 6, lots: 20 })
      const exact = { ...request, effort: 'exact' as const }
      const there = planRoute(books, exact)
      const back = planRoute(books.toReversed(), exact)
      expect(compared(there.filled, back.filled)).toBe(0)
      expect(compared(there.cost, back.cost)).toBe(0)
    }),
    { numRuns: 80, seed: 10 },
  )
})
