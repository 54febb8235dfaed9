import { expect, test } from 'vitest'
import type { Instrument } from '../core/instrument.ts'
import type { OrderCommand } from '../core/orders/order.ts'
import type { OrderEvent } from '../core/orders/order-event.ts'
import type { Lots, PriceTicks } from '../core/price.ts'
import { noIntents } from '../core/strategy/intent.ts'
import type { Strategy } from '../core/strategy/strategy.ts'
import type { Duration, Instant } from '../core/time.ts'
import { newEngine } from './new-engine.ts'
import { process } from './process.ts'

const instrument = (venue: string): Instrument => ({
  name: 'BTC-USDT',
  venue,
  base: 'BTC',
  quote: 'USDT',
  class: 'spot',
  tickSize: { units: 1, decimals: 1 },
  lotSize: { units: 1, decimals: 3 },
})

/** Ten lots bought at one venue and sold at another. */
const hedging: Strategy<null> = {
  name: 'hedging',
  begin: () => null,
  decide(_, { kind }) {
    if (kind !== 'begun') return noIntents
    const legs = [0, 1].map((index) => ({
      instrument: index,
      side: index === 0 ? ('buy' as const) : ('sell' as const),
      lotsPerUnit: 10 as Lots,
    }))
    return [{ kind: 'enter-legs', wish: { label: 1, legs, units: 1, unitsAtOnce: 1 } }]
  },
}

const fill = (lots: number, tradeId: string): object => ({
  kind: 'filled',
  lots: lots as Lots,
  leavesLots: 0,
  priceTicks: 1_000 as PriceTicks,
  tradeId,
  liquidity: 'taker',
  feeAtoms: 0n,
  feeCurrency: 'USDT',
})

test('a fill that comes after its order was over is no news of the order that took its place', () => {
  const engine = newEngine({
    instruments: [instrument('binance'), instrument('okx')],
    strategies: [hedging],
    reporting: { currency: 'USDT', rates: new Map() },
    capital: 1_000,
    limits: {},
    seed: 1,
    answerWithin: 5_000_000 as Duration,
    watchEvery: 1_000_000 as Duration,
  })
  let time = 1
  const placed = (): Extract<OrderCommand, { kind: 'place' }>['order'][] =>
    engine.outbox.splice(0).flatMap((each) => (each.kind === 'place' ? [each.order] : []))
  const hear = (order: { clientOrderId: number; instrument: number }, event: object): void => {
    const { clientOrderId, instrument: of } = order
    const at = time++ as Instant
    const base = { clientOrderId, instrument: of, exchangeTime: at, localTime: at }
    process(engine, { kind: 'answer', event: { ...base, ...event } as OrderEvent })
  }
  process(engine, { kind: 'begin', time: 1 as Instant })
  const [bought, sold] = placed()
  hear(sold!, fill(10, 's'))
  // Four of ten are said to be filled, and none of them was told of yet.
  hear(bought!, { kind: 'cancelled', reason: 'not-filled-at-once', filledLots: 4 })
  const [rest] = placed()
  expect(rest).toMatchObject({ side: 'buy', lots: 6 })
  hear(bought!, fill(4, 'late'))
  // The six are still out: nothing is undone, and nothing sent again.
  expect([placed(), engine.runners[0]!.legs.size]).toEqual([[], 1])
  hear(rest!, fill(6, 'b'))
  expect([engine.runners[0]!.legs.size, engine.account.holdings.map(({ lots }) => lots)]).toEqual([
    0,
    [10, -10],
  ])
})
