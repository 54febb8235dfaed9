import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import type { CycleOpportunity } from './cycle-detector.ts'
import { ArbitrageDetector } from './detector.ts'
import type { TakerTerms } from './terms.ts'

interface Quoted {
  readonly venue: string
  readonly name: string
  readonly bid: readonly [price: number, quantity: number]
  readonly ask: readonly [price: number, quantity: number]
  readonly terms?: Partial<TakerTerms>
}

/** The ways round that one instant of quotes opens; prices and quantities in hundredths. */
function cyclesOf(quotes: readonly Quoted[], legsMost = 3): CycleOpportunity[] {
  const found: CycleOpportunity[] = []
  const settings = {
    minEdgeBps: 0,
    staleAfter: 0,
    quoteMap: new Map(),
    withBasis: false,
    cycleLegsMost: legsMost,
  }
  const detector = new ArbitrageDetector(settings, (signal) => {
    if (signal.kind === 'cycle-opened') found.push(signal.cycle)
  })
  const rows = new EventColumns()
  for (const { venue, name, bid, ask, terms } of quotes) {
    const [base, quote] = name.split('-') as [string, string]
    const step = { units: 1, decimals: 2 }
    const member = detector.add({
      instrument: { name, venue, base, quote, class: 'spot', tickSize: step, lotSize: step },
      symbol: name,
      terms: { takerFeeBps: 0, ...terms },
    })
    rows.begin(member, 1 as Instant, NaN, NaN)
    rows.addQuoteBid(bid[0] * 100, bid[1] * 100)
    rows.addQuoteAsk(ask[0] * 100, ask[1] * 100)
    rows.end()
  }
  for (let row = 0; row < rows.length; row++) detector.apply(rows, row)
  detector.settle(1 as Instant)
  return found
}

const triangle: readonly Quoted[] = [
  { venue: 'a', name: 'BTC-USD', bid: [99, 1], ask: [100, 1] },
  { venue: 'a', name: 'BTC-USDT', bid: [102, 1], ask: [103, 1] },
  { venue: 'a', name: 'USDT-USD', bid: [0.99, 51], ask: [1, 50] },
]

test('a triangle is found with what it is worth: bounded by its thinnest leg, cut to lots', () => {
  // 100 USD buy 1 BTC, which bring 102 USDT, of which 51 can be sold at 0.99: half of all, 50.49 USD for 50.
  const [found, ...others] = cyclesOf(triangle)
  expect(others).toEqual([])
  expect(found).toMatchObject({ start: 'USD', sized: { quantity: 50 } })
  expect(found?.sized.profit).toBeCloseTo(0.49, 12)
  expect(found?.netBps).toBeCloseTo(98, 9)
  // In lots of 0.2 it is 0.4 BTC, which bring 40.8 USDT; sold in whole tens they bring less than was put in.
  const inLots = (lots: readonly number[]): Quoted[] =>
    triangle.map((each, at) => ({ ...each, terms: { lotSize: lots[at]! } }))
  const [cut] = cyclesOf(inLots([0.2, 0.1, 0.4]))
  expect(cut?.sized.legs.map(({ quantity }) => quantity)).toEqual([0.4, 0.4, 40.8])
  expect(cut?.sized.profit).toBeCloseTo(40.8 * 0.99 - 40, 12)
  expect(cyclesOf(inLots([0.2, 0.1, 10]))).toEqual([])
})

test('fees end it, and four legs are found when four are asked for', () => {
  expect(cyclesOf(triangle.map((each) => ({ ...each, terms: { takerFeeBps: 40 } })))).toEqual([])
  const square: readonly Quoted[] = [
    { venue: 'a', name: 'BTC-USD', bid: [99, 1], ask: [100, 1] },
    { venue: 'b', name: 'BTC-EUR', bid: [95, 1], ask: [96, 1] },
    { venue: 'c', name: 'ETH-EUR', bid: [9.4, 9], ask: [9.5, 10] },
    { venue: 'd', name: 'ETH-USD', bid: [10.2, 10], ask: [10.3, 9] },
  ]
  expect(cyclesOf(square, 3)).toEqual([])
  const [found] = cyclesOf(square, 4)
  expect(found?.legs.map(({ side }) => side)).toEqual(['buy', 'sell', 'buy', 'sell'])
  expect(found?.sized.profit).toBeCloseTo(2, 12)
})

test('the best venue serves each leg, whatever its order, and none that makes no sense', () => {
  const worse = { venue: 'b', name: 'BTC-USDT', bid: [101, 1], ask: [103, 1] } as const
  for (const quotes of [
    [...triangle, worse],
    [worse, ...triangle],
  ]) {
    const [found] = cyclesOf(quotes)
    expect(found?.netBps).toBeCloseTo(98, 9)
  }
  const other = { venue: 'b', name: 'BTC-USDT', bid: [200, 1], ask: [203, 1] } as const
  expect(cyclesOf([...triangle, other])).toEqual([])
})

test('no way round is worth more than the best of all inputs tried one by one', () => {
  const level = fc.tuple(fc.integer({ min: 90, max: 110 }), fc.integer({ min: 1, max: 9 }))
  fc.assert(
    fc.property(level, level, level, (usd, usdt, rate) => {
      const quotes: readonly Quoted[] = [
        { venue: 'a', name: 'BTC-USD', bid: [1, 1], ask: [usd[0], usd[1]] },
        { venue: 'a', name: 'BTC-USDT', bid: [usdt[0], usdt[1]], ask: [999, 1] },
        { venue: 'a', name: 'USDT-USD', bid: [rate[0] / 100, rate[1] * 100], ask: [9, 1] },
      ]
      const whole = Math.min(usd[1], usdt[1], (rate[1] * 100) / usdt[0])
      const best = whole * ((usdt[0] * rate[0]) / 100 - usd[0])
      const [found] = cyclesOf(quotes)
      expect(found?.sized.profit ?? 0).toBeCloseTo(Math.max(0, best), 9)
    }),
    { numRuns: 100 },
  )
})
