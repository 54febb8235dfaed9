import { expect, test } from 'vitest'
import { madeUpInstrument } from '../../test/engine/random-tape.ts'
import { twoLegs } from '../../test/engine/two-legs.ts'
import type { LeastOrder } from '../core/least-order.ts'
import type { Lots, PriceTicks } from '../core/price.ts'
import type { OrderWish } from '../core/strategy/intent.ts'
import { act } from './act.ts'
import { isBelowVenue } from './below-venue.ts'
import type { Engine, Refused } from './engine.ts'

/** Ten lots of a thousandth, bought at ten dollars. */
const order: OrderWish = {
  instrument: 0,
  side: 'buy',
  lots: 10 as Lots,
  pricing: { kind: 'limit', priceTicks: 1_000 as PriceTicks, isPostOnly: false },
}

function sent(least: LeastOrder, change: Partial<OrderWish> = {}) {
  const heard: Refused[] = []
  const { engine, placed } = twoLegs({
    leastOrders: [least],
    refused: (_, refused) => heard.push(refused),
  })
  for (let times = 0; times < 2; times++)
    act(engine, 0, [{ kind: 'place', order: { ...order, ...change } }])
  return {
    count: placed().length,
    heard,
    counted: Object.fromEntries(engine.runners[0]!.refusalsBy),
  }
}

test('an order that its venue would refuse for being too small does not leave, and is counted', () => {
  const { count, heard, counted } = sent({ minNotional: 0.11 })
  expect(count).toBe(0)
  expect(counted).toEqual({ 'least-order': 2 })
  expect(heard).toMatchObject([
    { intent: { kind: 'place', order }, refusal: { kind: 'least-order' } },
    { refusal: { kind: 'least-order' } },
  ])
})

test.each<[LeastOrder, Partial<OrderWish>, number]>([
  [{ minNotional: 0.1 }, {}, 2],
  [{ minQuantity: 0.01 }, {}, 2],
  [{ minQuantity: 0.011 }, {}, 0],
  // Nobody knows what it is worth: the venue says.
  [{ minNotional: 0.11 }, { pricing: { kind: 'market' } }, 2],
  // Spot knows no order that only reduces.
  [{ minNotional: 0.11 }, { isReduceOnly: true }, 0],
])('of a venue that takes %o two orders like %o: so many go out', (least, change, count) => {
  expect(sent(least, change).count).toBe(count)
})

test('of what only reduces a perpetual the least quantity counts alone', () => {
  const perpetual = { ...madeUpInstrument('binance', 'BTC-USDT'), class: 'linear' } as const
  const engine = {
    setup: { instruments: [perpetual], leastOrders: [{ minQuantity: 0.005, minNotional: 100 }] },
    market: { midPrice: () => 10 },
  } as unknown as Engine
  const isBelow = (lots: number, isReduceOnly: boolean): boolean =>
    isBelowVenue(engine, {
      ...order,
      lots: lots as Lots,
      pricing: { kind: 'market' },
      isReduceOnly,
    })
  expect(isBelow(10, false)).toBe(true)
  expect(isBelow(10, true)).toBe(false)
  expect(isBelow(4, true)).toBe(true)
  // None that is no number of lots: what is wrong with it is said by risk.
  expect(isBelow(0, false)).toBe(false)
})
