import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Lots, PriceTicks } from '../price.ts'
import type { Instant } from '../time.ts'
import { eventKind, eventSide } from './event-codes.ts'
import { EventColumns } from './event-columns.ts'
import { addMarketEvent, marketEventAt, type MarketEvent } from './market-event.ts'

const times = fc.integer({ min: 0, max: 2e15 }).map((time) => time as Instant)
const prices = fc.integer({ min: -1e9, max: 1e12 }).map((ticks) => ticks as PriceTicks)
const quantities = fc.integer({ min: 0, max: 1e12 }).map((lots) => lots as Lots)
const ids = fc.maxSafeNat()
const bookSides = fc.constantFrom('bid' as const, 'ask' as const)
const orderSides = fc.constantFrom('buy' as const, 'sell' as const)

const base = fc.record(
  {
    instrument: fc.nat(65_535),
    localTime: times,
    exchangeTime: times,
    sequence: ids,
    endsMessage: fc.boolean(),
    isSnapshot: fc.boolean(),
  },
  { requiredKeys: ['instrument', 'localTime', 'endsMessage', 'isSnapshot'] },
)

/** Every kind of record, with and without what may be missing. */
const marketEvents: fc.Arbitrary<MarketEvent> = fc
  .tuple(
    base,
    fc.oneof(
      fc.record({ kind: fc.constant('gap' as const) }),
      fc.record({ kind: fc.constant('clear' as const), isSnapshot: fc.constant(true) }),
      fc.record({
        kind: fc.constant('level' as const),
        side: bookSides,
        price: prices,
        quantity: quantities,
      }),
      fc.record(
        {
          kind: fc.constant('order' as const),
          side: bookSides,
          price: prices,
          quantity: quantities,
          id: ids,
        },
        { requiredKeys: ['kind', 'side', 'price', 'quantity'] },
      ),
      fc.record(
        {
          kind: fc.constant('trade' as const),
          aggressor: orderSides,
          price: prices,
          quantity: quantities,
          id: ids,
        },
        { requiredKeys: ['kind', 'price', 'quantity'] },
      ),
      fc.record(
        {
          kind: fc.constantFrom('quoteBid' as const, 'quoteAsk' as const),
          price: prices,
          quantity: quantities,
        },
        { requiredKeys: ['kind', 'price'] },
      ),
      fc.record({
        kind: fc.constantFrom(
          'mark' as const,
          'index' as const,
          'fundingRate' as const,
          'fundingTime' as const,
          'openInterest' as const,
        ),
        value: fc.double({ noNaN: true, noDefaultInfinity: true }),
      }),
      fc.record(
        {
          kind: fc.constant('liquidation' as const),
          side: orderSides,
          price: prices,
          quantity: quantities,
        },
        { requiredKeys: ['kind', 'price', 'quantity'] },
      ),
    ),
  )
  .map(([shared, content]) => ({ ...shared, ...content }))

test('records survive the way into columns and back', () => {
  fc.assert(
    fc.property(fc.array(marketEvents, { maxLength: 40 }), (events) => {
      const columns = new EventColumns(2)
      for (const event of events) addMarketEvent(columns, event)
      expect(events.map((_, row) => marketEventAt(columns, row))).toEqual(events)
    }),
  )
})

test('every kind has its record', () => {
  const seen = new Set(fc.sample(marketEvents, { numRuns: 1000, seed: 1 }).map(({ kind }) => kind))
  expect([...seen].toSorted()).toEqual(Object.keys(eventKind).toSorted())
})

test('what is missing in the columns is missing in the record', () => {
  const columns = new EventColumns()
  columns.begin(3, 1_000 as Instant, NaN, NaN)
  columns.addTrade(eventSide.unknown, 50_000, 2, NaN)
  columns.addQuoteAsk(50_001, NaN)
  columns.end()
  const shared = { instrument: 3, localTime: 1_000, isSnapshot: false }
  expect(marketEventAt(columns, 0)).toEqual({
    ...shared,
    kind: 'trade',
    price: 50_000,
    quantity: 2,
    endsMessage: false,
  })
  expect(marketEventAt(columns, 1)).toEqual({
    ...shared,
    kind: 'quoteAsk',
    price: 50_001,
    endsMessage: true,
  })
})

test('a row that is not there is a mistake', () => {
  expect(() => marketEventAt(new EventColumns(), 0)).toThrow('row 0 of 0 events')
})
