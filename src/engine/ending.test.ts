import { expect, test } from 'vitest'
import { madeUpInstrument } from '../../test/engine/random-tape.ts'
import type { Lots, PriceTicks } from '../core/price.ts'
import { noIntents, type Intent, type OrderWish } from '../core/strategy/intent.ts'
import type { Strategy } from '../core/strategy/strategy.ts'
import type { Duration, Instant } from '../core/time.ts'
import { act } from './act.ts'
import type { Engine } from './engine.ts'
import { newEngine } from './new-engine.ts'
import { process } from './process.ts'

const second = 1_000_000 as Duration
const priceTicks = 100 as PriceTicks
const idle: Strategy = { name: 'idle', begin: () => undefined, decide: () => noIntents }
const limit = { kind: 'limit', priceTicks, isPostOnly: false } as const

function placing(change: Partial<OrderWish>): Intent {
  return {
    kind: 'place',
    order: { instrument: 0, side: 'buy', lots: 1 as Lots, pricing: limit, ...change },
  }
}

const idleEngine = (): Engine =>
  newEngine({
    instruments: [madeUpInstrument('one', 'BTC-USDT')],
    strategies: [idle],
    reporting: { currency: 'USDT', rates: new Map() },
    capital: 1_000,
    limits: {},
    seed: 1,
    answerWithin: second,
    watchEvery: second,
  })

const stop = { kind: 'stop', triggerTicks: priceTicks, triggeredBy: 'mark' } as const

test.each<[string, Intent, sent: boolean]>([
  ['an order that rests', placing({}), false],
  ['an amendment', { kind: 'amend', clientOrderId: 1, lots: 2 as Lots, priceTicks }, false],
  ['a stop that may open a position', placing({ pricing: stop }), false],
  ['what takes at once', placing({ timeInForce: { kind: 'ioc' } }), true],
  ['an order at the market', placing({ pricing: { kind: 'market' } }), true],
  ['a cancellation', { kind: 'cancel', clientOrderId: 1 }, true],
])(
  'while a run ends %s is sent: $2, and once it is over nothing but cancellations',
  (_, intent, sent) => {
    const engine = idleEngine()
    process(engine, { kind: 'begin', time: 0 as Instant })
    act(engine, 0, [placing({})])
    const told = { clientOrderId: 1, instrument: 0, exchangeTime: 1 as Instant }
    process(engine, {
      kind: 'answer',
      event: { ...told, kind: 'accepted', localTime: 2 as Instant },
    })
    engine.outbox.length = 0
    engine.isEnding = true
    act(engine, 0, [intent])
    expect([engine.outbox.length === 1, engine.runners[0]!.refusalsBy.get('ending') === 1]).toEqual(
      [sent, !sent],
    )
    process(engine, { kind: 'over', time: 3 as Instant })
    engine.outbox.length = 0
    act(engine, 0, [intent, placing({ timeInForce: { kind: 'ioc' } })])
    expect(engine.outbox.filter(({ kind }) => kind !== 'cancel')).toEqual([])
  },
)

test.each([
  [['ending', 'kill'], { ending: 1 }],
  [['kill', 'ending', 'kill'], { killed: 1 }],
] as const)('after %j what is refused is counted as %j', (happened, counted) => {
  const engine = idleEngine()
  for (const kind of ['begin', ...happened] as const) process(engine, { kind, time: 0 as Instant })
  act(engine, 0, [placing({ pricing: { kind: 'market' } })])
  expect(Object.fromEntries(engine.runners[0]!.refusalsBy)).toEqual(counted)
})
