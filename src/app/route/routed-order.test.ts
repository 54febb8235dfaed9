import { expect, test } from 'vitest'
import { DenseBook } from '../../book/dense-book.ts'
import { atomsOf } from '../../core/currency.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { LeastOrder } from '../../core/least-order.ts'
import type { Lots } from '../../core/price.ts'
import type { Intent } from '../../core/strategy/intent.ts'
import type { OrderView, StrategyDesk, StrategyEvent } from '../../core/strategy/strategy.ts'
import type { Instant } from '../../core/time.ts'
import { doubleOf } from '../../execution/router/exact-decimal.ts'
import { routedOrderStrategy, type AccountHolds, type RoutedOrder } from './routed-order.ts'

const at = (venue: string, quote: string, lotDecimals: number): Instrument => ({
  name: `BTC-${quote}`,
  venue,
  base: 'BTC',
  quote,
  class: 'spot',
  tickSize: { units: 1, decimals: 1 },
  lotSize: { units: 1, decimals: lotDecimals },
})
const instruments = [at('a', 'USD', 2), at('b', 'USDT', 3)]

/** Two books: 2 BTC at 100 and 5 at 102 dollars; 1 BTC at 101 and 5 at 103 USDT, of which one is 0.99 dollars. */
class Seen {
  readonly books = [new DenseBook(), new DenseBook()]
  held = [0, 0]
  orders: OrderView[] = []
  time = 0

  constructor() {
    const levels = [
      [990, 1_000, 200, 1_020, 500],
      [1_000, 1_010, 1_000, 1_030, 5_000],
    ] as const
    for (const [index, [bid, ask, quantity, next, more]] of levels.entries()) {
      this.books[index]!.setLevel(eventSide.bid, bid, quantity)
      this.books[index]!.setLevel(eventSide.ask, ask, quantity)
      this.books[index]!.setLevel(eventSide.ask, next, more)
    }
  }

  desk(): StrategyDesk {
    const { books, held } = this
    return {
      time: this.time as Instant,
      instruments,
      book: (instrument) => books[instrument]!,
      midTicks: (instrument) =>
        (books[instrument]!.best(eventSide.bid) + books[instrument]!.best(eventSide.ask)) / 2,
      mark: () => NaN,
      fundingRate: () => NaN,
      position: (instrument) => held[instrument]! as Lots,
      orders: () => this.orders,
      legsUnderWay: () => [],
      reportingRate: (currency) => (currency === 'USDT' ? 0.99 : 1),
      uniform: () => 0,
    }
  }
}

/** A run of an order, woken by hand. */
function running(
  settings: Readonly<Record<string, unknown>>,
  seen = new Seen(),
  holds?: AccountHolds,
  leastOrders: readonly LeastOrder[] = [],
) {
  const told: RoutedOrder[] = []
  const strategy = routedOrderStrategy(
    { settings: { side: 'buy', takerFeeBps: 0, ...settings }, instruments, leastOrders },
    (each) => told.push(each),
    holds,
  )
  const state = strategy.begin(seen.desk()) as never
  const hear = (event: Partial<StrategyEvent>): readonly Intent[] => {
    const whole = { ...event, time: seen.time as Instant } as unknown as StrategyEvent
    return strategy.decide(state, whole, seen.desk())
  }
  hear({ kind: 'begun' })
  const woken = (time: number) => {
    seen.time = time
    const intents = hear({ kind: 'woken', key: 0 })
    return intents.flatMap((each) => (each.kind === 'place' ? [each.order] : []))
  }
  return { seen, told, hear, woken }
}

test('a slice goes where it is cheapest in one currency, as limits at the worst prices of the plan', () => {
  const { woken } = running({ quantity: 4 })
  // 2 at 100.0, then 1 USDT book at 101 (99.99), then 102 at b (103 x 0.99 = 101.97) before 102.0 at a.
  expect(woken(1_000)).toMatchObject([
    {
      instrument: 0,
      side: 'buy',
      lots: 200,
      pricing: { kind: 'limit', priceTicks: 1_000, isPostOnly: false },
      timeInForce: { kind: 'ioc' },
    },
    { instrument: 1, lots: 2_000, pricing: { priceTicks: 1_030 } },
  ])
})

test('a venue whose least order is known is asked for no less, unless the settings say otherwise', () => {
  const leastOrders = [{ minQuantity: 2.5 }, {}]
  const placedAt = (settings: Readonly<Record<string, unknown>>) =>
    running({ quantity: 2, ...settings }, new Seen(), undefined, leastOrders).woken(1_000)
  expect(placedAt({})).toMatchObject([{ instrument: 1, lots: 2_000 }])
  expect(placedAt({ minQuantity: 0 })).toMatchObject([{ instrument: 0 }, { instrument: 1 }])
})

test('slices are due in equal parts, and what one did not get is planned again after a pause', () => {
  const { seen, woken, told } = running({ quantity: 3, slices: 3, seconds: 3, pauseSeconds: 0.5 })
  const lots = (time: number) => woken(time).map(({ instrument, lots: own }) => [instrument, own])
  expect(lots(1_000)).toEqual([[1, 1_000]])
  // An order whose answer has not come is waited for.
  seen.orders = [{} as OrderView]
  expect(lots(600_000)).toEqual([])
  seen.orders = []
  seen.held[1] = 400
  expect(lots(700_000)).toEqual([[1, 600]])
  seen.held[1] = 1_000
  expect(lots(900_000)).toEqual([])
  expect(lots(1_300_000)).toEqual([[1, 1_000]])
  seen.held[1] = 2_000
  expect(lots(2_500_000)).toEqual([[1, 1_000]])
  seen.held[1] = 3_000
  expect(lots(3_500_000)).toEqual([])
  expect(told.at(-1)!.end).toBe('filled')
})

test('what is refused is left out for a while, and what nobody sells ends the order', () => {
  const { hear, woken, told } = running({ quantity: 2, attempts: 2, limitPrice: 99.995 })
  const [refused] = woken(1_000)
  // 101 USDT are 99.99 dollars: within the limit, which a hundred dollars are not.
  expect(refused).toMatchObject({ instrument: 1, lots: 1_000 })
  hear({ kind: 'refused', intent: { kind: 'place', order: refused! } })
  expect(woken(600_000)).toEqual([])
  expect(woken(1_200_000)).toEqual([])
  expect(told.at(-1)).toMatchObject({ end: 'no-more', refusals: 1 })
})

test('what an earlier run holds counts, and a run without books says so', () => {
  const seen = new Seen()
  seen.held[0] = 150
  const { woken, told } = running({ quantity: 2 }, seen)
  expect(woken(1_000).map(({ instrument, lots }) => [instrument, lots])).toEqual([[1, 500]])
  expect(doubleOf(told.at(-1)!.filled)).toBe(1.5)
  const empty = new Seen()
  for (const book of empty.books) book.clear()
  const none = running({ quantity: 2, attempts: 1, waitSeconds: 1, pauseSeconds: 0 }, empty)
  for (const time of [1_000, 1_100_000, 1_200_000, 1_300_000]) expect(none.woken(time)).toEqual([])
  expect(none.told.at(-1)!.end).toBe('no-books')
})

test('what is held counts signed: a sell is not filled by what was bought, nor by both together', () => {
  const seen = new Seen()
  seen.held[0] = -150
  seen.held[1] = 500
  const { woken, told } = running({ side: 'sell', quantity: 2 }, seen)
  const [order] = woken(1_000)
  expect(order).toMatchObject({ side: 'sell' })
  expect(doubleOf(told.at(-1)!.filled)).toBe(1)
  const bought = new Seen()
  bought.held[1] = 1_000_000
  const other = running({ side: 'sell', quantity: 1_000 }, bought)
  expect(() => other.woken(1_000)).toThrow('1000 BTC are held, which no sell can have led to')
  expect(other.told.at(-1)!.end).toBeUndefined()
})

/** What accounts hold, by venue and currency. */
function holding(balances: Readonly<Record<string, number>>): AccountHolds {
  return (venue, currency) => atomsOf(balances[`${venue} ${currency}`]!)
}

test('no more goes to a venue than its account can pay for at the limit, and the end names who holds too little', () => {
  // All of it costs 401.96 dollars: 404.43 are held, and 2.5 of it at b may cost up to 257.5 USDT.
  const balances: Record<string, number> = { 'a USD': 150, 'b USDT': 257 }
  const { seen, woken, told } = running({ quantity: 4 }, new Seen(), holding(balances))
  expect(woken(1_000)).toMatchObject([
    { instrument: 0, lots: 150 },
    { instrument: 1, lots: 2_495 },
  ])
  seen.held = [150, 2_495]
  balances['a USD'] = 0
  balances['b USDT'] = 0.005
  // At once: nothing is out that could change it.
  expect(woken(600_000)).toEqual([])
  expect(told.at(-1)).toMatchObject({ end: 'no-balance', shortAt: ['b'], missing: undefined })
})

const overTime = { quantity: 4, slices: 2, seconds: 10 }

test.each([
  // 2 at 100 dollars, 1 at 101 USDT of 0.99 and 1 at 103.
  [{ quantity: 4 }, { 'a USD': 200, 'b USDT': 200 }, 401.96, 3.96],
  // Over time it may all cost what the first of it does.
  [overTime, { 'a USD': 200, 'b USDT': 200 }, 399.96, 1.96],
  [{ side: 'sell', quantity: 4 }, { 'a BTC': 1, 'b BTC': 2.5 }, 4, 0.5],
] as const)('of %o with %o it needs %s and lacks %s, before anything is sent', (...of) => {
  const [settings, balances, needed, missing] = of
  const { woken, told } = running(settings, new Seen(), holding(balances))
  expect(woken(1_000)).toEqual([])
  const order = told.at(-1)!
  expect(order.end).toBe('no-balance')
  expect(order.missing!.needed).toBeCloseTo(needed, 9)
  expect(order.missing!.missing).toBeCloseTo(missing, 9)
  expect(order.missing!.held).toHaveLength(2)
})

test.each([
  [{ quantity: 4 }, { 'a USD': 205, 'b USDT': 200 }],
  // No more than the limit, which is waited for.
  [
    { ...overTime, limitPrice: 99 },
    { 'a USD': 200, 'b USDT': 200 },
  ],
  [
    { side: 'sell', quantity: 3.5 },
    { 'a BTC': 1, 'b BTC': 2.5 },
  ],
])('of %o with %o it lacks nothing', (settings, balances) => {
  const { woken, told } = running(settings, new Seen(), holding(balances))
  woken(1_000)
  expect(told.at(-1)).toMatchObject({ missing: undefined, end: undefined })
})

test.each([
  ['missing', (book: DenseBook) => book.clear()],
  ['crossed in itself', (book: DenseBook) => book.setLevel(eventSide.bid, 1_015, 100)],
])('an account whose book is %s for a moment is not taken for empty', (_, spoil) => {
  const seen = new Seen()
  const { woken, told } = running(
    { ...overTime, waitSeconds: 0, limitPrice: 99 },
    seen,
    holding({ 'a USD': 100, 'b USDT': 500 }),
  )
  spoil(seen.books[1]!)
  woken(1_000)
  expect(told.at(-1)).toMatchObject({ missing: undefined, end: undefined })
  seen.books[1] = new Seen().books[1]!
  woken(600_000)
  expect(told.at(-1)).toMatchObject({ missing: undefined, end: undefined })
})

test('accounts that hold too little are told of as soon as every book is there', () => {
  const seen = new Seen()
  const { woken, told } = running(
    { ...overTime, waitSeconds: 0, limitPrice: 99 },
    seen,
    holding({ 'a USD': 100, 'b USDT': 100 }),
  )
  const [book] = seen.books.splice(1, 1, new DenseBook())
  woken(1_000)
  expect(told.at(-1)!.end).toBeUndefined()
  seen.books[1] = book!
  woken(600_000)
  expect(told.at(-1)).toMatchObject({ end: 'no-balance', missing: { quantity: 4 } })
})

test('a venue that says that its account cannot pay is left out until something is filled there', () => {
  const { hear, woken, told } = running({ quantity: 1, attempts: 4, limitPrice: 99.995 })
  const order = { request: woken(1_000)[0]! } as unknown as OrderView
  const answered = (answer: object) =>
    hear({ kind: 'order', order, answer } as Partial<StrategyEvent>)
  answered({ kind: 'rejected', reason: 'insufficient-balance' })
  expect(woken(600_000)).toEqual([])
  expect(told.at(-1)).toMatchObject({ shortAt: ['b'] })
  const price = { priceTicks: 1_010, lots: 1, feeAtoms: 0n, feeCurrency: 'USDT' }
  answered({ kind: 'filled', ...price })
  expect(woken(1_200_000)).toMatchObject([{ instrument: 1 }])
})

test('a fee or a minimum of one instrument goes before its venue, and that before every other', () => {
  // The second coin is 100 at a and 101.97 at b: two percent of fee make a the dearer.
  const fees = { 'a:BTC-USD': 200, a: 0, '*': 0 }
  const { woken } = running({ quantity: 2, takerFeeBps: fees })
  expect(woken(1_000)).toMatchObject([{ instrument: 1, lots: 2_000 }])
  const free = running({ quantity: 2, takerFeeBps: { ...fees, 'a:BTC-USD': 0 } })
  expect(free.woken(1_000)).toMatchObject([{ instrument: 0 }, { instrument: 1, lots: 1_000 }])
})

test.each([
  [{ side: 'hold' }, 'strategy.side'],
  [{ quantity: 0 }, 'strategy.quantity'],
  [{ quantity: 1, takerFeeBps: { a: 'much' } }, 'strategy.takerFeeBps'],
  [{ quantity: 1, takerFeeBps: { a: 5 } }, 'a number for b:BTC-USDT, which nobody tells'],
  [{ quantity: 1, takerFeeBps: { a: 5, b: 20_000 } }, 'below 10,000 for b, got 20000'],
  [{ quantity: 1, takerFeeBps: undefined }, 'strategy.takerFeeBps'],
  [{ quantity: 1, limitPrice: 'abc' }, 'strategy.limitPrice'],
  [{ quantity: 1, limitPrice: null }, 'strategy.limitPrice'],
  [{ quantity: 1, limitPrice: '' }, 'strategy.limitPrice'],
  [{ quantity: 1, slices: 1.5 }, 'strategy.slices'],
  [{ quantity: 1, attempts: 0 }, 'strategy.attempts'],
  [{ quantity: 1, maxVenues: -1 }, 'strategy.maxVenues'],
  [{ quantity: 1, seconds: -1 }, 'strategy.seconds'],
])('%o is refused', (settings, words) => {
  expect(() => running(settings)).toThrow(words)
})
