import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FakeVenue } from '../../test/engine/fake-venue.ts'
import { madeUpInstrument, randomTape } from '../../test/engine/random-tape.ts'
import { eventKind, eventSide } from '../core/events/event-codes.ts'
import { EventColumns } from '../core/events/event-columns.ts'
import { messageEnd } from '../core/events/message-end.ts'
import type { ReplayVenue } from '../core/orders/replay-venue.ts'
import type { Lots, PriceTicks } from '../core/price.ts'
import { noIntents, type Intent } from '../core/strategy/intent.ts'
import type { Strategy, StrategyDesk, StrategyEvent } from '../core/strategy/strategy.ts'
import type { Duration, Instant } from '../core/time.ts'
import { Replay } from './replay.ts'
import { equityOf } from './valuation.ts'

const instruments = [madeUpInstrument('one', 'BTC-USDT'), madeUpInstrument('two', 'BTC-USDT')]

/** Does anything that can be done, as its seeded numbers have it, and checks what it sees. */
function restless(heard: string[]): Strategy<{ last: number; legs: number }> {
  return {
    name: 'restless',
    begin: () => ({ last: -Infinity, legs: 0 }),
    decide(state, event, desk) {
      if (desk.time < state.last) throw new Error('time runs backwards')
      state.last = desk.time
      if (event.kind === 'market' && event.rows.localTime[event.end - 1] !== event.time)
        throw new Error('not heard yet')
      heard.push(`${event.kind} ${event.time}`)
      if (desk.uniform() > 0.2) return noIntents
      return [wish(state, desk, event)]
    },
  }
}

function wish(state: { legs: number }, desk: StrategyDesk, { time }: StrategyEvent): Intent {
  const instrument = desk.uniform() < 0.5 ? 0 : 1
  const side = desk.uniform() < 0.5 ? 'buy' : 'sell'
  const orders = desk.orders()
  const order = orders[Math.floor(desk.uniform() * orders.length)]
  const what = desk.uniform()
  if (order !== undefined && what < 0.3)
    return { kind: 'cancel', clientOrderId: order.request.clientOrderId }
  const priceTicks = (Math.floor(desk.midTicks(instrument) || 10_000) +
    Math.floor(desk.uniform() * 7) -
    3) as PriceTicks
  const lots = (1 + Math.floor(desk.uniform() * 5)) as Lots
  if (order?.priceTicks !== undefined && what < 0.4) {
    return { kind: 'amend', clientOrderId: order.request.clientOrderId, lots, priceTicks }
  }
  if (what < 0.5)
    return { kind: 'wake', at: (time + Math.floor(desk.uniform() * 1e6)) as Instant, key: 1 }
  if (what < 0.6) {
    const legs = [0, 1].map((leg) => ({
      instrument: leg,
      side: leg === 0 ? ('buy' as const) : ('sell' as const),
      lotsPerUnit: (leg + 1) as Lots,
    }))
    return { kind: 'enter-legs', wish: { label: ++state.legs, legs, units: 3, unitsAtOnce: 2 } }
  }
  const pricing =
    what < 0.8
      ? ({ kind: 'limit', priceTicks, isPostOnly: false } as const)
      : ({ kind: 'market' } as const)
  return { kind: 'place', order: { instrument, side, lots, pricing } }
}

/** The same, woken at random and deaf to markets: because it says so, or because it does not listen. */
function deaf(
  heard: string[],
  hearsMarkets: false | undefined,
): Strategy<{ last: number; legs: number }> {
  const inner = restless(heard)
  return {
    ...inner,
    ...(hearsMarkets === undefined ? {} : { hearsMarkets }),
    decide(state, event, desk) {
      if (event.kind === 'market') return noIntents
      const wished = inner.decide(state, event, desk)
      if (event.kind !== 'begun' && event.kind !== 'woken') return wished
      const at = (event.time + Math.floor(desk.uniform() * 3e5)) as Instant
      return [...wished, wish(state, desk, event), { kind: 'wake', at, key: 2 }]
    },
  }
}

function newRun(
  seed: number,
  faults: number,
  strategyOf: (heard: string[]) => ReturnType<typeof restless> = restless,
  drawdownMost = Infinity,
): { replay: Replay; venues: FakeVenue[]; heard: string[] } {
  const heard: string[] = []
  const venues = [0, 1].map(
    (k) =>
      new FakeVenue({
        instruments,
        feedUs: 3_000 + 40_000 * k,
        orderUs: 5_000 + k,
        faults,
        seed: seed + k,
      }),
  )
  const replay = new Replay({
    instruments,
    strategies: [strategyOf(heard), strategyOf(heard)],
    reporting: { currency: 'USDT', rates: new Map() },
    capital: 10_000,
    limits: { openOrdersMost: 50, ordersPerSecondMost: 500, drawdownMost },
    seed,
    answerWithin: 200_000 as Duration,
    watchEvery: 1_000_000 as Duration,
    venues,
    venueOf: [0, 1],
    flightMost: 100_000 as Duration,
  })
  return { replay, venues, heard }
}

/** The same rows in batches of whole messages, each in the same columns, as a recording hands them out. */
function* batches(rows: EventColumns, size: number): Generator<EventColumns> {
  const batch = new EventColumns(size)
  for (let at = 0; at < rows.length;) {
    batch.empty()
    while (at < rows.length && batch.length < size) {
      const end = messageEnd(rows, at)
      for (; at < end; at++) batch.addRow(rows, at)
    }
    yield batch
  }
}

// The long version: ISOBAR_RUNS=200 npx vitest run src/engine/replay.test.ts
const asked = process.env['ISOBAR_RUNS']
const long = asked === undefined ? undefined : Number(asked)

const runs = fc.record({
  seed: fc.integer({ min: 0, max: 1e9 }),
  faults: fc.constantFrom(0, 0.05, 0.2),
  batchRows: fc.integer({ min: 1, max: 500 }),
})

test('the same tape and seed twice, whole or in batches of any size: the same events, the same hash', () => {
  fc.assert(
    fc.property(runs, ({ seed, faults, batchRows }) => {
      const tape = randomTape(seed, 400, 2)
      const [one, other, batched] = [
        newRun(seed, faults),
        newRun(seed, faults),
        newRun(seed, faults),
      ]
      one.replay.runWhole(tape)
      other.replay.runWhole(tape)
      for (const batch of batches(tape, batchRows)) batched.replay.feed(batch)
      batched.replay.end()
      for (const again of [other, batched]) {
        expect(again.replay.engine.audit.hash()).toBe(one.replay.engine.audit.hash())
        expect(again.heard).toEqual(one.heard)
      }
      expect(one.replay.counts.lateRows).toBe(0)
      expect(one.replay.engine.messages).toBe(400)
    }),
    { numRuns: long ?? 8 },
  )
})

test('whatever goes wrong, the books balance to the atom and no fill is made up, counted twice or forgotten', () => {
  let fills = 0
  fc.assert(
    fc.property(runs, ({ seed, faults }) => {
      const { replay, venues } = newRun(seed, faults)
      replay.runWhole(randomTape(seed, 600, 2))
      const { account, orders, runners } = replay.engine
      for (const currency of ['BTC', 'USDT']) expect(account.ledger.total(currency)).toBe(0n)
      for (const [index, holding] of account.holdings.entries()) {
        expect(runners.reduce((sum, { lots }) => sum + lots[index]!, 0)).toBe(holding.lots)
        const { name, base } = holding.instrument
        expect(account.ledger.balance('position', name, base)).toBe(
          BigInt(holding.lots) * 10n ** 15n,
        )
        fills += holding.fills
      }
      for (const filled of venues.map((venue) => venue.filled)) {
        for (const [id, lots] of filled) {
          const known = orders.of(id)!.state
          expect(known.filledLots).toBeLessThanOrEqual(lots)
          expect(new Set(known.tradeIds).size).toBe(known.tradeIds.length)
        }
      }
      expect(equityOf(replay.engine)).not.toBeNaN()
    }),
    { numRuns: long ?? 60 },
  )
  expect(fills).toBeGreaterThan(1_000)
})

test('where nobody hears of markets the run is the same, gone through message by message or from timer to timer', () => {
  let fills = 0
  let kills = 0
  fc.assert(
    fc.property(runs, ({ seed, faults, batchRows }) => {
      const tape = randomTape(seed, 300, 2)
      const listening = newRun(seed, faults, (heard) => deaf(heard, undefined), 0.01)
      listening.replay.runWhole(tape)
      const [whole, batched] = [0, 1].map(() =>
        newRun(seed, faults, (heard) => deaf(heard, false), 0.01),
      )
      whole!.replay.runWhole(tape)
      for (const batch of batches(tape, batchRows)) batched!.replay.feed(batch)
      batched!.replay.end()
      const { engine, counts } = listening.replay
      for (const quiet of [whole!, batched!]) {
        expect(quiet.replay.engine.audit.hash()).toBe(engine.audit.hash())
        expect(quiet.replay.counts).toEqual(counts)
        expect(quiet.replay.engine.equity).toEqual(engine.equity)
        expect(quiet.heard).toEqual(listening.heard)
      }
      fills += engine.account.holdings.reduce((sum, holding) => sum + holding.fills, 0)
      if (engine.risk.kill !== undefined) kills++
    }),
    { numRuns: long ?? 12 },
  )
  expect(fills).toBeGreaterThan(100)
  expect(kills).toBeGreaterThan(0)
})

/** A venue that writes down what happens at it: rows by its own times, and one thing of its own. */
function noting(happened: string[], dueAt = Infinity): ReplayVenue {
  let due = dueAt
  return {
    venueInstant: (rows, row) => rows.exchangeTime[row]!,
    laneOf: (rows, row) => (rows.kind[row] === eventKind.trade ? 1 : 0),
    market: (rows, row) => void happened.push(`row ${rows.exchangeTime[row]}`),
    send: () => undefined,
    advanceTo: (instant) => {
      happened.push(`due ${instant}`)
      due = Infinity
    },
    nextDueAt: () => due,
    nextAnswerAt: () => Infinity,
    takeAnswer: () => {
      throw new Error('nothing was asked')
    },
  }
}

/** A tape of one instrument, fed two messages at a time: when each was heard, when it was, and whether it is a trade. */
function fedTo(
  venue: ReplayVenue,
  told: readonly (readonly [local: number, exchange: number, isTrade: boolean])[],
): Replay {
  const rows = new EventColumns()
  for (const [local, exchange, isTrade] of told) {
    rows.begin(0, local as Instant, exchange, Number.NaN)
    if (isTrade) rows.addTrade(eventSide.buy, 10_000, 1, Number.NaN)
    else rows.addLevel(eventSide.bid, 9_999, 1)
    rows.end()
  }
  const replay = new Replay({
    instruments: [instruments[0]!],
    strategies: [restless([])],
    reporting: { currency: 'USDT', rates: new Map() },
    capital: 10_000,
    limits: {},
    seed: 1,
    answerWithin: 200_000 as Duration,
    watchEvery: 1_000_000 as Duration,
    venues: [venue],
    venueOf: [0],
    flightMost: 100 as Duration,
  })
  for (const batch of batches(rows, 2)) replay.feed(batch)
  replay.end()
  return replay
}

test('what a venue displayed before a trade that was heard sooner happens there before it, heard late or not', () => {
  const happened: string[] = []
  const { counts } = fedTo(noting(happened), [
    [1_010, 1_000, true],
    [1_025, 1_020, true],
    [1_030, 1_005, false],
    [1_060, 1_020, false],
    [1_070, 1_055, true],
  ])
  // At one instant, in the order of hearing.
  const instants = [1_000, 1_005, 1_020, 1_020, 1_055]
  expect(happened).toEqual(instants.map((instant) => `row ${instant}`))
  expect(counts.lateRows).toBe(0)
})

test('at one instant the market is first and what a venue does of its own, as with an order that comes then, follows', () => {
  const happened: string[] = []
  fedTo(noting(happened, 1_020), [
    [1_010, 1_000, true],
    [1_030, 1_020, false],
    [1_040, 1_035, true],
  ])
  expect(happened).toEqual(['row 1000', 'row 1020', 'due 1020', 'row 1035'])
})

test('another seed is another run', () => {
  const [one, other] = [newRun(1, 0), newRun(2, 0)]
  one.replay.runWhole(randomTape(1, 300, 2))
  other.replay.runWhole(randomTape(1, 300, 2))
  expect(one.replay.engine.audit.hash()).not.toBe(other.replay.engine.audit.hash())
})

test('a wish to be woken at no instant is refused, and the run ends', () => {
  const heard: string[] = []
  const { replay } = newRun(1, 0, () => ({
    ...restless(heard),
    decide(_state, event) {
      if (event.kind === 'refused') heard.push(event.refusal.kind)
      return event.kind === 'begun' ? [{ kind: 'wake', at: NaN as Instant, key: 1 }] : noIntents
    },
  }))
  replay.runWhole(randomTape(1, 50, 2))
  expect(heard).toEqual(['malformed', 'malformed'])
  expect(replay.engine.messages).toBe(50)
})
