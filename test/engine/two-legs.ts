import type { OrderCommand } from '../../src/core/orders/order.ts'
import type { OrderEvent } from '../../src/core/orders/order-event.ts'
import type { LeastOrder } from '../../src/core/least-order.ts'
import type { Lots, PriceTicks } from '../../src/core/price.ts'
import { noIntents, type Intent } from '../../src/core/strategy/intent.ts'
import type { Strategy, StrategyEvent } from '../../src/core/strategy/strategy.ts'
import type { Duration, Instant } from '../../src/core/time.ts'
import type { Engine, EngineSetup } from '../../src/engine/engine.ts'
import { newEngine } from '../../src/engine/new-engine.ts'
import { process } from '../../src/engine/process.ts'
import type { RiskLimits } from '../../src/risk/limits.ts'
import { madeUpInstrument } from './random-tape.ts'

/** An order as the engine sent it. */
type Placed = Extract<OrderCommand, { kind: 'place' }>['order']

/** An engine whose strategy wants ten lots bought at one venue and sold at another, once as a rule. */
export interface TwoLegs {
  readonly engine: Engine
  /** What the strategy was told of its legs. */
  readonly told: StrategyEvent[]
  /** Sends for the legs, by the strategy's first decision; for others of the same label when it is asked again. */
  readonly begin: () => void
  /** The orders sent since this was asked last. */
  readonly placed: () => Placed[]
  /** Lets a venue say something of an order. */
  readonly hear: (order: Placed, event: object) => void
}

interface Unusual {
  /** Two as a rule: at the first is bought what is sold at each of the others. */
  readonly venues?: readonly string[]
  /** Of the wish. */
  readonly mendsMost?: number
  /** Of all legs; without it they are at market. */
  readonly limitTicks?: number
  readonly limits?: RiskLimits
  readonly leastOrders?: readonly LeastOrder[]
  readonly refused?: EngineSetup['refused']
  /** Of each leg in the first wishes, one after another. */
  readonly lots?: readonly number[]
  /** Wants legs again as soon as some are over. */
  readonly isRestless?: boolean
  /** Wants this beside them. */
  readonly beside?: Intent
}

/** @param made what is not as usual */
export function twoLegs({
  venues = ['binance', 'okx'],
  mendsMost,
  limitTicks,
  limits = {},
  leastOrders = [],
  refused,
  lots = [],
  isRestless = false,
  beside,
}: Unusual = {}): TwoLegs {
  const told: StrategyEvent[] = []
  const hedging: Strategy<null> = {
    name: 'hedging',
    begin: () => null,
    decide(_, event) {
      if (event.kind === 'legs') told.push(event)
      if (event.kind !== 'begun' && !(isRestless && event.kind === 'legs')) return noIntents
      const legs = venues.map((_venue, instrument) => ({
        instrument,
        side: instrument === 0 ? ('buy' as const) : ('sell' as const),
        lotsPerUnit: (lots[told.length] ?? 10) as Lots,
        ...(limitTicks === undefined ? {} : { limitTicks: limitTicks as PriceTicks }),
      }))
      const mends = mendsMost === undefined ? {} : { mendsMost }
      const wish = { label: 1, legs, units: 1, unitsAtOnce: 1, ...mends }
      return [{ kind: 'enter-legs', wish }, ...(beside === undefined ? [] : [beside])]
    },
  }
  const engine = newEngine({
    instruments: venues.map((venue) => madeUpInstrument(venue, 'BTC-USDT')),
    leastOrders,
    strategies: [hedging],
    reporting: { currency: 'USDT', rates: new Map() },
    capital: 1_000,
    limits,
    seed: 1,
    answerWithin: 5_000_000 as Duration,
    watchEvery: 1_000_000 as Duration,
    ...(refused === undefined ? {} : { refused }),
  })
  let heard = 0
  return {
    engine,
    told,
    begin: () => process(engine, { kind: 'begin', time: 1 as Instant }),
    placed: () =>
      engine.outbox.splice(0).flatMap((each) => (each.kind === 'place' ? [each.order] : [])),
    hear({ clientOrderId, instrument }, event) {
      const at = Math.max(engine.time, ++heard) as Instant
      const base = { clientOrderId, instrument, exchangeTime: at, localTime: at }
      process(engine, { kind: 'answer', event: { ...base, ...event } as OrderEvent })
    },
  }
}

/** A whole order filled, or the last of it. */
export const filledFor = (lots: number, tradeId: string): object => ({
  kind: 'filled',
  lots: lots as Lots,
  leavesLots: 0,
  priceTicks: 1_000 as PriceTicks,
  tradeId,
  liquidity: 'taker',
  feeAtoms: 0n,
  feeCurrency: 'USDT',
})
