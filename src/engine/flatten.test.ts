import { expect, test } from 'vitest'
import { madeUpInstrument } from '../../test/engine/random-tape.ts'
import type { OrderRequest } from '../core/orders/order.ts'
import type { OrderEvent, RejectReason, TradeId } from '../core/orders/order-event.ts'
import type { Lots, PriceTicks } from '../core/price.ts'
import { noIntents, type Intent, type OrderWish } from '../core/strategy/intent.ts'
import type { Strategy } from '../core/strategy/strategy.ts'
import type { Duration, Instant } from '../core/time.ts'
import { act } from './act.ts'
import type { Engine } from './engine.ts'
import { newEngine } from './new-engine.ts'
import { process } from './process.ts'

const now = 5 as Instant
const answerWithin = 1e6 as Duration

interface Held {
  readonly class: 'linear' | 'spot'
  /** What every strategy answers. */
  readonly decide: Strategy['decide']
}

const idleOfContracts: Held = { class: 'linear', decide: () => noIntents }

const engineHolding = (...held: number[]): Engine => holding(idleOfContracts, ...held)

/** An engine whose strategies have bought so many lots each, sold below zero. */
function holding({ class: kind, decide }: Held, ...held: number[]): Engine {
  const engine = newEngine({
    instruments: [{ ...madeUpInstrument('one', 'BTC-USDT'), class: kind }],
    strategies: held.map((_, at) => ({ name: `${at}`, begin: () => 0, decide })),
    reporting: { currency: 'USDT', rates: new Map() },
    capital: 1_000,
    limits: {},
    seed: 1,
    answerWithin,
    watchEvery: answerWithin,
  })
  process(engine, { kind: 'begin', time: now })
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

function fill(
  engine: Engine,
  { clientOrderId, lots }: OrderRequest,
  tradeId: TradeId = clientOrderId,
): void {
  process(engine, {
    kind: 'answer',
    event: {
      kind: 'filled',
      clientOrderId,
      instrument: 0,
      exchangeTime: now,
      localTime: now,
      tradeId,
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

/** Answers an order, a microsecond after what came before. */
function answer(
  engine: Engine,
  clientOrderId: number,
  said:
    | { kind: 'accepted' | 'cancelled' }
    | { kind: 'rejected' | 'cancel-rejected'; reason: RejectReason },
): void {
  const localTime = (engine.time + 1) as Instant
  const told = { clientOrderId, instrument: 0, exchangeTime: now, localTime }
  const event =
    said.kind === 'cancelled'
      ? { ...told, ...said, reason: 'asked', filledLots: 0 as Lots }
      : { ...told, ...said }
  process(engine, { kind: 'answer', event: event as OrderEvent })
}

/** What waits to be sent, taken out: a cancellation by the order it is for, an order by what it is. */
function sent(engine: Engine): string[] {
  return engine.outbox.splice(0).map((command) => {
    if (command.kind !== 'place') return `${command.kind} ${command.clientOrderId}`
    const { side, lots, pricing, isReduceOnly } = command.order
    return `${side} ${lots} ${pricing.kind}${isReduceOnly ? ' reducing' : ''}`
  })
}

const priceTicks = 10_100 as PriceTicks
const resting: OrderWish = {
  instrument: 0,
  side: 'sell',
  lots: 2 as Lots,
  pricing: { kind: 'limit', priceTicks, isPostOnly: true },
}
const taking: OrderWish = {
  ...resting,
  pricing: { kind: 'market' },
  timeInForce: { kind: 'ioc' },
}

test.each([
  ['quotes its way out', resting],
  ['takes its way out', taking],
])('a strategy that %s at every event does not hold the closing up', (_, wish) => {
  const again = (): Intent[] => [{ kind: 'place', order: wish }]
  const decide: Strategy['decide'] = (_state, { kind }) => (kind === 'order' ? again() : noIntents)
  const engine = holding({ class: 'spot', decide }, 4)
  // What it answered its own fill with.
  const own = engine.orders.nextId() - 1
  engine.outbox.length = 0
  process(engine, { kind: 'kill', time: now })
  process(engine, { kind: 'flatten', time: now })
  expect(sent(engine)).toEqual([`cancel ${own}`])
  answer(engine, own, { kind: 'cancelled' })
  expect(sent(engine)).toEqual([])
  act(engine, 0, again())
  expect(sent(engine)).toEqual([])
  expect(Object.keys(Object.fromEntries(engine.runners[0]!.refusalsBy))).toEqual(['killed'])
  process(engine, { kind: 'flatten', time: now })
  expect(sent(engine)).toEqual(['sell 4 market'])
})

const stop = { kind: 'stop', triggerTicks: priceTicks, triggeredBy: 'mark' } as const
const onlyReducing = { ...resting, pricing: stop, isReduceOnly: true }

test.each<[string, Held['class'], Intent, isSent: boolean]>([
  [
    'what would rest',
    'linear',
    { kind: 'place', order: { ...resting, isReduceOnly: true } },
    false,
  ],
  ['what takes at once', 'linear', { kind: 'place', order: taking }, false],
  [
    'an amendment',
    'linear',
    { kind: 'amend', clientOrderId: 2, lots: 1 as Lots, priceTicks },
    false,
  ],
  ['a stop that only reduces', 'linear', { kind: 'place', order: onlyReducing }, true],
  ['such a stop at a spot market', 'spot', { kind: 'place', order: onlyReducing }, false],
  ['a cancellation', 'linear', { kind: 'cancel', clientOrderId: 2 }, true],
])(
  'while positions are closed %s (%s) is sent: $3; a freeze lets it through, and so does taking the switch back',
  (_, kind, intent, isSent) => {
    const isSentAfter = (...happened: readonly ('kill' | 'flatten' | 'resume')[]): boolean => {
      const engine = holding({ ...idleOfContracts, class: kind }, 4)
      act(engine, 0, [{ kind: 'place', order: { ...resting, lots: 1 as Lots } }])
      answer(engine, 2, { kind: 'accepted' })
      for (const each of happened) {
        process(engine, { kind: each, time: now })
        // It stays, to be changed.
        answer(engine, 2, { kind: 'cancel-rejected', reason: 'rate-limit' })
      }
      engine.outbox.length = 0
      act(engine, 0, [intent])
      return engine.outbox.length === 1
    }
    expect(isSentAfter('kill')).toBe(true)
    expect(isSentAfter('kill', 'flatten')).toBe(isSent)
    expect(isSentAfter('kill', 'flatten', 'resume')).toBe(true)
  },
)

/** As a maker whose quotes have a price, and an order at the market none. */
const cancelsWhatIsTaken: Strategy['decide'] = (_, event) =>
  event.kind === 'order' && event.answer.kind === 'accepted'
    ? [{ kind: 'cancel', clientOrderId: event.order.request.clientOrderId }]
    : noIntents

test('a closing that is under way is cancelled by nobody until its answer is overdue', () => {
  const engine = holding({ class: 'spot', decide: cancelsWhatIsTaken }, 4)
  process(engine, { kind: 'kill', time: now })
  process(engine, { kind: 'flatten', time: now })
  expect(sent(engine)).toEqual(['sell 4 market'])
  answer(engine, 2, { kind: 'accepted' })
  const asked = (kind: 'kill' | 'flatten', after: number): string[] => {
    process(engine, { kind, time: (now + after) as Instant })
    return sent(engine)
  }
  expect([asked('kill', 2), asked('flatten', answerWithin - 1)]).toEqual([[], []])
  expect(asked('flatten', answerWithin)).toEqual(['cancel 2'])
})

const seconds = 1_000_000

/** At which seconds a closing is sent where its venue refuses each, and it is asked for each second. */
function closedAt(engine: Engine, from: number, to: number, reason: RejectReason): number[] {
  const at: number[] = []
  for (let second = from; second <= to; second++) {
    process(engine, { kind: 'flatten', time: (now + second * seconds) as Instant })
    for (const command of engine.outbox.splice(0)) {
      if (command.kind !== 'place') continue
      at.push(second)
      answer(engine, command.order.clientOrderId, { kind: 'rejected', reason })
    }
  }
  return at
}

test('a closing that its venue refuses is asked for again later and later, and at once where another quantity is held', () => {
  const engine = engineHolding(4)
  process(engine, { kind: 'kill', time: now })
  const refused = 'no-position-to-reduce'
  expect(closedAt(engine, 0, 130, refused)).toEqual([0, 1, 3, 7, 15, 31, 63, 95, 127])
  fill(engine, engine.orders.of(1)!.state.request, 'another')
  expect(closedAt(engine, 131, 136, refused)).toEqual([131, 132, 134])
})

test('where there were too many requests a closing is asked for as before: the venue says how long', () => {
  const engine = engineHolding(4)
  process(engine, { kind: 'kill', time: now })
  expect(closedAt(engine, 0, 4, 'rate-limit')).toEqual([0, 1, 2, 3, 4])
})

test.each([
  ['spot', ['cancel 2'], ['sell 4 market']],
  ['linear', ['sell 4 market reducing'], []],
] as const)('a stop that rests at a %s market: the closing sends %j first', (kind, first, then) => {
  const engine = holding({ ...idleOfContracts, class: kind }, 4)
  act(engine, 0, [{ kind: 'place', order: { ...onlyReducing, lots: 4 as Lots } }])
  answer(engine, 2, { kind: 'accepted' })
  engine.outbox.length = 0
  process(engine, { kind: 'kill', time: now })
  process(engine, { kind: 'flatten', time: now })
  expect(sent(engine)).toEqual(first)
  if (kind === 'spot') answer(engine, 2, { kind: 'cancelled' })
  process(engine, { kind: 'flatten', time: now })
  expect(sent(engine)).toEqual(then)
})
