import { expect, test } from 'vitest'
import { madeUpInstrument } from '../../test/engine/random-tape.ts'
import type { OrderCommand } from '../core/orders/order.ts'
import type { Lots, PriceTicks } from '../core/price.ts'
import { noIntents } from '../core/strategy/intent.ts'
import type { Strategy } from '../core/strategy/strategy.ts'
import type { Duration, Instant } from '../core/time.ts'
import { stageOf } from '../execution/order-state.ts'
import { act } from './act.ts'
import type { Engine } from './engine.ts'
import { newEngine } from './new-engine.ts'
import { process } from './process.ts'

const answerWithin = 1_000_000 as Duration
const at = (time: number): Instant => time as Instant

/** Places one order and leaves it alone. */
const patient: Strategy = {
  name: 'patient',
  begin: () => undefined,
  decide: (_state, event) =>
    event.kind === 'begun'
      ? [
          {
            kind: 'place',
            order: {
              instrument: 0,
              side: 'buy',
              lots: 3 as Lots,
              pricing: { kind: 'limit', priceTicks: 100 as PriceTicks, isPostOnly: true },
            },
          },
        ]
      : noIntents,
}

/** An engine whose one order stands accepted. */
function engineWithOrder(): Engine {
  const engine = newEngine({
    instruments: [madeUpInstrument('one', 'BTC-USDT')],
    strategies: [patient],
    reporting: { currency: 'USDT', rates: new Map() },
    capital: 1_000,
    limits: {},
    seed: 1,
    answerWithin,
    watchEvery: answerWithin,
  })
  process(engine, { kind: 'begin', time: at(0) })
  const told = { clientOrderId: 1, instrument: 0, exchangeTime: at(1), localTime: at(2) }
  process(engine, { kind: 'answer', event: { ...told, kind: 'accepted' } })
  return engine
}

/** Commands that were left in the outbox; it is empty then. */
function posted(engine: Engine): readonly OrderCommand['kind'][] {
  return engine.outbox.splice(0).map(({ kind }) => kind)
}

/** Lets every deadline pass. @returns what was sent meanwhile */
function waitForNothing(engine: Engine): readonly OrderCommand['kind'][] {
  const sent: OrderCommand['kind'][] = []
  for (let rounds = 0; engine.timers.nextAt() < Infinity; rounds++) {
    if (rounds > 100) throw new Error('it never ends')
    process(engine, { kind: 'timer', time: at(engine.timers.nextAt()) })
    sent.push(...posted(engine))
  }
  return sent
}

const stage = (engine: Engine): string => stageOf(engine.orders.of(1)!.state)

function findOpen(engine: Engine): void {
  const result = { kind: 'found', isOpen: true, filledLots: 0 as Lots } as const
  process(engine, { kind: 'searched', time: engine.time, clientOrderId: 1, result })
}

test('a cancel that nobody answers, asked as often as it is, leaves an order of unknown fate', () => {
  const engine = engineWithOrder()
  process(engine, { kind: 'kill', time: at(10) })
  expect(posted(engine)).toEqual(['place', 'cancel'])
  expect(stage(engine)).toBe('pending-cancel')
  const told = { kind: 'accepted', clientOrderId: 1, instrument: 0, exchangeTime: at(1) } as const
  for (let round = 0; round < 6 && engine.timers.nextAt() < Infinity; round++) {
    // Heard of once more, so that it waits when the next deadline passes.
    process(engine, { kind: 'answer', event: { ...told, localTime: engine.time } })
    process(engine, { kind: 'timer', time: at(engine.timers.nextAt()) })
  }
  waitForNothing(engine)
  expect(stage(engine)).toBe('unknown')
  expect(engine.orders.unknown().size).toBe(1)
})

test('an order that is found open though it was to be cancelled is asked to be cancelled again', () => {
  const engine = engineWithOrder()
  process(engine, { kind: 'kill', time: at(10) })
  waitForNothing(engine)
  posted(engine)
  for (let round = 0; round < 3; round++) {
    expect(stage(engine)).toBe('unknown')
    findOpen(engine)
    expect(posted(engine)).toEqual(['cancel'])
    expect(stage(engine)).toBe('pending-cancel')
    waitForNothing(engine)
  }
})

test('however often it is found meanwhile, one cancel at a time is waited for', () => {
  const engine = engineWithOrder()
  process(engine, { kind: 'kill', time: at(10) })
  posted(engine)
  let sent = 0
  for (let second = 0; second < 30; second++) {
    const until = engine.time + answerWithin
    while (engine.timers.nextAt() <= until)
      process(engine, { kind: 'timer', time: at(engine.timers.nextAt()) })
    if (stage(engine) === 'unknown') findOpen(engine)
    sent += posted(engine).length
  }
  // One when its answer did not come, one when it was found.
  expect(sent).toBeGreaterThan(20)
  expect(sent).toBeLessThanOrEqual(60)
})

test('what is heard of after all its deadlines have passed is waited for again', () => {
  const engine = engineWithOrder()
  process(engine, { kind: 'kill', time: at(10) })
  waitForNothing(engine)
  expect(stage(engine)).toBe('unknown')
  const told = { clientOrderId: 1, instrument: 0, exchangeTime: at(1), localTime: engine.time }
  process(engine, { kind: 'answer', event: { ...told, kind: 'accepted' } })
  expect(stage(engine)).toBe('pending-cancel')
  expect(waitForNothing(engine)).toContain('cancel')
  expect(stage(engine)).toBe('unknown')
})

test('an order that nobody wanted cancelled and that is found open stays', () => {
  const engine = engineWithOrder()
  posted(engine)
  const result = { kind: 'timed-out' } as const
  process(engine, { kind: 'searched', time: at(5), clientOrderId: 1, result })
  findOpen(engine)
  expect(posted(engine)).toEqual([])
  expect(stage(engine)).toBe('accepted')
})

test('a cancellation that is out when the time of an order that was answered is over has its own time', () => {
  const engine = engineWithOrder()
  process(engine, { kind: 'kill', time: at(answerWithin - 10) })
  expect(posted(engine)).toEqual(['place', 'cancel'])
  process(engine, { kind: 'timer', time: at(engine.timers.nextAt()) })
  expect([engine.time, stage(engine), posted(engine)]).toEqual([answerWithin, 'pending-cancel', []])
  process(engine, { kind: 'timer', time: at(engine.timers.nextAt()) })
  expect([engine.time, stage(engine)]).toEqual([2 * answerWithin - 10, 'unknown'])
})

test('an amendment that nobody answers is waited for no longer because others follow it', () => {
  const engine = engineWithOrder()
  const amend = (time: number, lots: number): void => {
    engine.time = at(time)
    const changed = { clientOrderId: 1, lots: lots as Lots, priceTicks: 100 as PriceTicks }
    act(engine, 0, [{ kind: 'amend', ...changed }])
  }
  amend(answerWithin - 10, 4)
  process(engine, { kind: 'timer', time: at(engine.timers.nextAt()) })
  expect([engine.time, stage(engine)]).toEqual([answerWithin, 'pending-amend'])
  amend(answerWithin + 500, 5)
  process(engine, { kind: 'timer', time: at(engine.timers.nextAt()) })
  expect([engine.time, stage(engine)]).toEqual([2 * answerWithin - 10, 'unknown'])
})
