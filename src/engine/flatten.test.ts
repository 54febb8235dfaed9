import { expect, test } from 'vitest'
import { madeUpInstrument } from '../../test/engine/random-tape.ts'
import type { OrderRequest } from '../core/orders/order.ts'
import type { Lots, PriceTicks } from '../core/price.ts'
import { noIntents } from '../core/strategy/intent.ts'
import type { Duration, Instant } from '../core/time.ts'
import type { Engine } from './engine.ts'
import { newEngine } from './new-engine.ts'
import { process } from './process.ts'

const now = 5 as Instant

/** An engine whose strategies have bought so many lots each, sold below zero. */
function engineHolding(...held: number[]): Engine {
  const engine = newEngine({
    instruments: [{ ...madeUpInstrument('one', 'BTC-USDT'), class: 'linear' }],
    strategies: held.map((_, at) => ({ name: `${at}`, begin: () => 0, decide: () => noIntents })),
    reporting: { currency: 'USDT', rates: new Map() },
    capital: 1_000,
    limits: {},
    seed: 1,
    answerWithin: 1e6 as Duration,
    watchEvery: 1e6 as Duration,
  })
  for (const [strategy, lots] of held.entries()) {
    const clientOrderId = engine.orders.nextId()
    const request: OrderRequest = {
      clientOrderId,
      instrument: 0,
      side: lots > 0 ? 'buy' : 'sell',
      lots: Math.abs(lots) as Lots,
      pricing: { kind: 'market' },
      timeInForce: { kind: 'ioc' },
      isReduceOnly: false,
    }
    engine.orders.add(request, { strategy, label: undefined, arrivalMid: NaN, legs: undefined })
    fill(engine, request)
  }
  return engine
}

function fill(engine: Engine, { clientOrderId, lots }: OrderRequest): void {
  process(engine, {
    kind: 'answer',
    event: {
      kind: 'filled',
      clientOrderId,
      instrument: 0,
      exchangeTime: now,
      localTime: now,
      tradeId: clientOrderId,
      lots,
      priceTicks: 10_000 as PriceTicks,
      liquidity: 'taker',
      feeAtoms: 0n,
      feeCurrency: 'USDT',
      leavesLots: 0 as Lots,
    },
  })
}

/** Whose orders a closing sends: the strategy, the side, the lots. */
function closing(engine: Engine): readonly (readonly [number, string, number])[] {
  process(engine, { kind: 'kill', time: now })
  process(engine, { kind: 'flatten', time: now })
  // Asked again while they are under way: nothing is closed twice.
  process(engine, { kind: 'flatten', time: now })
  const orders = engine.outbox
    .splice(0)
    .flatMap((command) => (command.kind === 'place' ? [command.order] : []))
  for (const order of orders) fill(engine, order)
  return orders.map(({ clientOrderId, side, lots }) => [
    engine.orders.of(clientOrderId)!.strategy,
    side,
    lots,
  ])
}

test('each strategy closes what is its own of the net, and then the account holds nothing', () => {
  const engine = engineHolding(3, -2, 4)
  expect(closing(engine)).toEqual([
    [0, 'sell', 3],
    [2, 'sell', 2],
  ])
  expect(engine.account.holdings[0]!.lots).toBe(0)
  // What two hold against one another the venue knows nothing of.
  expect(engine.runners.map(({ lots }) => lots[0])).toEqual([0, -2, 2])
})

test('a short is bought back by who sold it', () => {
  const engine = engineHolding(1, -6)
  expect(closing(engine)).toEqual([[1, 'buy', 5]])
  expect(engine.account.holdings[0]!.lots).toBe(0)
})

test('what strategies hold against one another alone is not traded', () => {
  expect(closing(engineHolding(2, -2))).toEqual([])
})
