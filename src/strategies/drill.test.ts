import { expect, test } from 'vitest'
import { DenseBook } from '../book/dense-book.ts'
import { eventSide } from '../core/events/event-codes.ts'
import type { Instrument } from '../core/instrument.ts'
import { isBelowLeast, type LeastOrder } from '../core/least-order.ts'
import { notionalOfLots } from '../core/notional.ts'
import type { Lots } from '../core/price.ts'
import type { OrderWish } from '../core/strategy/intent.ts'
import type { StrategyDesk } from '../core/strategy/strategy.ts'
import type { Instant } from '../core/time.ts'
import { drillStrategy } from './drill.ts'

const base: Instrument = {
  name: 'BTC-USDT',
  venue: 'okx',
  base: 'BTC',
  quote: 'USDT',
  class: 'linear',
  tickSize: { units: 1, decimals: 0 },
  lotSize: { units: 1, decimals: 3 },
}

/** The first eight orders, held as if all that take had filled. */
function ordersOf(instrument: Instrument, least: LeastOrder, notional: number): OrderWish[] {
  const book = new DenseBook()
  book.setLevel(eventSide.bid, 59_990, 10)
  book.setLevel(eventSide.ask, 60_010, 10)
  let held = 0
  let time = 1
  const desk: StrategyDesk = {
    get time() {
      return time as Instant
    },
    instruments: [instrument],
    book: () => book,
    midTicks: () => 60_000,
    mark: () => NaN,
    fundingRate: () => NaN,
    position: () => held as Lots,
    orders: () => [],
    legsUnderWay: () => [],
    reportingRate: () => 1,
    uniform: () => 0,
  }
  const settings = { notional }
  const drill = drillStrategy({ settings, instruments: [instrument], leastOrders: [least] })
  const state = drill.begin(desk)
  return Array.from({ length: 8 }).flatMap(() => {
    time += 1e6
    const told = { kind: 'woken', time: time as Instant, key: 0 } as const
    return drill.decide(state, told, desk).flatMap((intent) => {
      if (intent.kind !== 'place') return []
      held += intent.order.side === 'buy' ? intent.order.lots : 0 - intent.order.lots
      return [intent.order]
    })
  })
}

test.each([
  [
    'a hundredth of a coin',
    { lotSize: { units: 1, decimals: 2 }, contractSize: { units: 1, decimals: 2 } },
    100,
    16,
  ],
  ['a coin', {}, 100, 1],
  [
    'a hundred dollars',
    {
      class: 'inverse',
      quote: 'USD',
      lotSize: { units: 1, decimals: 0 },
      contractSize: { units: 100, decimals: 0 },
    },
    350,
    3,
  ],
] as const)(
  'its orders are of the notional it was told, where a contract is %s',
  (_, change, notional, lots) => {
    const instrument = { ...base, ...change } as Instrument
    const orders = ordersOf(instrument, {}, notional)
    expect(orders).toHaveLength(8)
    expect(new Set(orders.map((order) => order.lots))).toEqual(new Set([lots]))
    expect(notionalOfLots(instrument, lots, 60_000)).toBeLessThanOrEqual(notional)
  },
)

test('where its venue takes no order so small, they are as small as it takes', () => {
  // Binance USD-M: 100 USDT, of which a thousandth of a coin is 60.
  const least = { minQuantity: 0.001, minNotional: 100 }
  const orders = ordersOf(base, least, 100)
  expect(new Set(orders.map(({ side }) => side))).toEqual(new Set(['buy', 'sell']))
  for (const { lots, pricing } of orders) {
    const price = pricing.kind === 'limit' ? pricing.priceTicks : NaN
    expect(lots).toBe(2)
    expect(isBelowLeast(base, { lots, price }, least)).toBe(false)
  }
})
