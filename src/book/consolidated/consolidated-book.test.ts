import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventSide, type BookSide } from '../../core/events/event-codes.ts'
import type { Instrument } from '../../core/instrument.ts'
import { priceOf, quantityOf, type Lots, type PriceTicks } from '../../core/price.ts'
import { expectValue } from '../../math/outcome.ts'
import { DenseBook } from '../dense-book.ts'
import type { CommonMarket } from './comparable.ts'
import {
  ConsolidatedBook,
  consolidatedLevels,
  type ConsolidatedMember,
  type ConsolidatedPricing,
} from './consolidated-book.ts'

const { bid, ask } = eventSide

const market: CommonMarket = {
  base: 'BTC',
  quote: 'USD',
  class: 'spot',
  quoteRates: new Map([
    ['USDT', 0.9991],
    ['USDC', 1],
  ]),
}

const listed = (venue: string, quote: string, more: Partial<Instrument> = {}): Instrument => ({
  name: `BTC-${quote}`,
  venue,
  base: 'BTC',
  quote,
  class: 'spot',
  tickSize: { units: 1, decimals: 1 },
  lotSize: { units: 1, decimals: 3 },
  ...more,
})

const levels = fc.array(
  fc.record({
    side: fc.constantFrom<BookSide>(bid, ask),
    distance: fc.integer({ min: -3, max: 30 }),
    lots: fc.integer({ min: 1, max: 1000 }),
  }),
  { maxLength: 25 },
)
const venues = fc.array(
  fc.record({
    quote: fc.constantFrom('USD', 'USDT', 'USDC'),
    decimals: fc.constantFrom(0, 1, 2),
    takerFeeBps: fc.constantFrom(-1, 0, 5, 26),
    isSetAside: fc.constantFrom(false, false, false, true),
    levels,
  }),
  { maxLength: 6 },
)

function memberOf(venue: typeof venues extends fc.Arbitrary<(infer V)[]> ? V : never) {
  const book = new DenseBook()
  const middle = 600 * 10 ** venue.decimals
  for (const { side, distance, lots } of venue.levels) {
    book.setLevel(side, side === bid ? middle - distance : middle + distance, lots)
  }
  const tickSize = { units: 1, decimals: venue.decimals }
  const instrument = listed('any', venue.quote, { tickSize })
  return { instrument, levels: book, takerFeeBps: venue.takerFeeBps }
}

interface Row {
  readonly member: number
  readonly price: number
  readonly lots: number
  readonly quantity: number
}

/** Every level of every venue that may be used, put in order by sorting. */
function sorted(
  members: readonly ConsolidatedMember[],
  isUsed: (position: number) => boolean,
  side: BookSide,
  pricing: ConsolidatedPricing,
): readonly Row[] {
  const rows = members.flatMap(({ instrument, levels: book, takerFeeBps }, member): Row[] => {
    const isCrossed = book.best(bid) > book.best(ask)
    if (isCrossed || !isUsed(member)) return []
    const prices = new Float64Array(book.levelCount(side))
    const lots = new Float64Array(prices.length)
    book.readTop(side, prices, lots)
    const rate = instrument.quote === 'USDT' ? 0.9991 : 1
    const fee = pricing === 'net' ? takerFeeBps / 1e4 : 0
    return [...prices].map((ticks, row) => ({
      member,
      price:
        priceOf(ticks as PriceTicks, instrument.tickSize) *
        rate *
        (side === bid ? 1 - fee : 1 + fee),
      lots: lots[row]!,
      quantity: quantityOf(lots[row]! as Lots, instrument.lotSize),
    }))
  })
  const sign = side === bid ? -1 : 1
  return rows.toSorted((a, b) => sign * (a.price - b.price) || a.member - b.member)
}

test('is every level of every venue in use, put in order', () => {
  const pricings = fc.constantFrom<ConsolidatedPricing>('gross', 'net')
  fc.assert(
    fc.property(venues, pricings, fc.nat(80), (drawn, pricing, room) => {
      const book = new ConsolidatedBook(market)
      const members = drawn.map(memberOf)
      for (const [position, member] of members.entries()) {
        expect(expectValue(book.add(member))).toBe(position)
        if (drawn[position]!.isSetAside) book.setAside(position)
      }
      for (const side of [bid, ask] as const) {
        const into = consolidatedLevels(room)
        const found = book.readTop(side, pricing, into)
        const read = Array.from({ length: found }, (_, row) => ({
          member: into.members[row]!,
          price: into.prices[row]!,
          lots: into.lots[row]!,
          quantity: into.quantities[row]!,
        }))
        const isUsed = (position: number): boolean => !drawn[position]!.isSetAside
        expect(read).toEqual(sorted(members, isUsed, side, pricing).slice(0, room))
      }
    }),
  )
})

test.each([
  ['another base', listed('okx', 'USD', { base: 'ETH' }), 'other-base'],
  ['a quote without a rate', listed('okx', 'EUR'), 'unmapped-quote'],
  ['a perpetual', listed('okx', 'USDT', { class: 'linear' }), 'other-class'],
])('%s is not let in', (_, instrument, reason) => {
  const book = new ConsolidatedBook(market)
  const outcome = book.add({ instrument, levels: new DenseBook(), takerFeeBps: 0 })
  expect(outcome).toMatchObject({ kind: 'unavailable', reason })
  expect(book.memberCount()).toBe(0)
})

test('a venue crossed in itself is out until it is not, a locked one is in', () => {
  const book = new ConsolidatedBook(market)
  const own = new DenseBook()
  book.add({ instrument: listed('okx', 'USD'), levels: own, takerFeeBps: 0 })
  own.setLevel(bid, 101, 1)
  own.setLevel(ask, 100, 1)
  const into = consolidatedLevels(3)
  expect(book.readTop(bid, 'gross', into)).toBe(0)
  own.setLevel(bid, 101, 0)
  own.setLevel(bid, 100, 1)
  expect(book.isUsed(0)).toBe(true)
  expect(book.readTop(bid, 'gross', into)).toBe(1)
})

test('a venue set aside comes back', () => {
  const book = new ConsolidatedBook(market)
  const own = new DenseBook()
  book.add({ instrument: listed('okx', 'USD'), levels: own, takerFeeBps: 0 })
  own.setLevel(bid, 100, 1)
  book.setAside(0)
  const into = consolidatedLevels(1)
  expect(book.readTop(bid, 'gross', into)).toBe(0)
  book.takeBack(0)
  expect(book.readTop(bid, 'gross', into)).toBe(1)
  expect(() => book.member(1)).toThrow('venue 1 of 1')
})

test('a fee may change which venue is best', () => {
  const book = new ConsolidatedBook(market)
  for (const [takerFeeBps, price] of [
    [60, 1000],
    [5, 1001],
  ] as const) {
    const own = new DenseBook()
    own.setLevel(ask, price, 1)
    book.add({ instrument: listed(`at ${takerFeeBps}`, 'USD'), levels: own, takerFeeBps })
  }
  const into = consolidatedLevels(1)
  book.readTop(ask, 'gross', into)
  expect(into.members[0]).toBe(0)
  book.readTop(ask, 'net', into)
  expect(into.members[0]).toBe(1)
})
