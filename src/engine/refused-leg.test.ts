import { expect, test } from 'vitest'
import type { Instrument } from '../core/instrument.ts'
import type { OrderCommand } from '../core/orders/order.ts'
import type { OrderEvent } from '../core/orders/order-event.ts'
import type { Lots, PriceTicks } from '../core/price.ts'
import { noIntents } from '../core/strategy/intent.ts'
import type { Strategy, StrategyEvent } from '../core/strategy/strategy.ts'
import type { Duration, Instant } from '../core/time.ts'
import { setHalt } from '../risk/risk-state.ts'
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

type Placed = Extract<OrderCommand, { kind: 'place' }>['order']

/** Ten lots were bought at one venue; the other has refused to sell, and risk lets nothing be undone. */
function halfHedged(): {
  readonly engine: ReturnType<typeof newEngine>
  readonly told: StrategyEvent[]
  readonly hear: (order: Placed, event: object) => void
  readonly placed: () => Placed[]
} {
  const told: StrategyEvent[] = []
  const hedging: Strategy<null> = {
    name: 'hedging',
    begin: () => null,
    decide(_, event) {
      if (event.kind === 'legs') told.push(event)
      if (event.kind !== 'begun') return noIntents
      const legs = [0, 1].map((index) => ({
        instrument: index,
        side: index === 0 ? ('buy' as const) : ('sell' as const),
        lotsPerUnit: 10 as Lots,
      }))
      return [
        { kind: 'enter-legs', wish: { label: 1, legs, units: 1, unitsAtOnce: 1, mendsMost: 0 } },
      ]
    },
  }
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
  const hear = (order: Placed, event: object): void => {
    const { clientOrderId, instrument: of } = order
    const at = engine.time
    const base = { clientOrderId, instrument: of, exchangeTime: at, localTime: at }
    process(engine, { kind: 'answer', event: { ...base, ...event } as OrderEvent })
  }
  const placed = (): Placed[] =>
    engine.outbox.splice(0).flatMap((each) => (each.kind === 'place' ? [each.order] : []))
  process(engine, { kind: 'begin', time: 1 as Instant })
  const [bought, sold] = placed()
  hear(bought!, {
    kind: 'filled',
    lots: 10 as Lots,
    leavesLots: 0,
    priceTicks: 1_000 as PriceTicks,
    tradeId: 'b',
    liquidity: 'taker',
    feeAtoms: 0n,
    feeCurrency: 'USDT',
  })
  setHalt(engine.risk, 0, 'not-reconciled', true)
  hear(sold!, { kind: 'rejected', reason: 'insufficient-balance' })
  return { engine, told, hear, placed }
}

/** Lets the engine's timers come, up to an instant. */
function passTo(engine: ReturnType<typeof newEngine>, seconds: number): void {
  while (engine.timers.nextAt() <= seconds * 1e6)
    process(engine, { kind: 'timer', time: engine.timers.nextAt() as Instant })
}

test('what risk does not let be undone now is undone when it does', () => {
  const { engine, told, placed } = halfHedged()
  expect([placed(), told]).toEqual([[], []])
  passTo(engine, 20)
  expect([placed(), told]).toEqual([[], []])
  setHalt(engine.risk, 0, 'not-reconciled', false)
  passTo(engine, 30)
  expect(placed()).toMatchObject([{ instrument: 0, side: 'sell', lots: 10 }])
  expect(told).toEqual([])
})

test('legs that risk never lets be undone are stuck after minutes, not at one instant', () => {
  const { engine, told, placed } = halfHedged()
  passTo(engine, 120)
  expect(told).toEqual([])
  passTo(engine, 600)
  expect(placed()).toEqual([])
  expect(told).toMatchObject([{ kind: 'legs', outcome: 'stuck', units: 0 }])
})
