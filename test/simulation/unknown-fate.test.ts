import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventSide } from '../../src/core/events/event-codes.ts'
import type { Intent } from '../../src/core/strategy/intent.ts'
import type { Lots, PriceTicks } from '../../src/core/price.ts'
import type { Strategy } from '../../src/core/strategy/strategy.ts'
import type { Duration } from '../../src/core/time.ts'
import { Replay } from '../../src/engine/replay.ts'
import { noFaults } from '../../src/simulation/venue/faults/fault-terms.ts'
import { constantLatency } from '../../src/simulation/venue/latency/order-latency.ts'
import type { SimulatedVenue } from '../../src/simulation/venue/simulated-venue.ts'
import { newVenue, perpetual, Tape, tradedPerpetual } from './venue-fixture.ts'

// Orders whose answers are lost: looked for at the venue until it is known what became of them, as live.

const second = 1_000_000

/** A book that moves by a tick and is traded into until `tradedFor`, ten messages a second. */
function market(seconds: number, tradedFor = seconds): Tape {
  const tape = new Tape()
  for (let tenth = 1; tenth <= seconds * 10; tenth++) {
    const at = tenth * 100_000
    const mid = 1_000 + (Math.floor((tenth - 1) / 40) % 5)
    // A book told anew puts our orders behind everyone.
    if (tenth % 40 === 1) tape.book(at, [[mid - 1, 5]], [[mid + 1, 5]])
    else tape.ask(at, mid + 1, 5 + (tenth % 3))
    if (tenth % 9 === 0 && tenth <= tradedFor * 10) tape.trade(at + 1, 'sell', mid - 1, 6)
  }
  return tape
}

/** A bid at the touch whenever there is none; whatever it hears of an order, it cancels all that is not at the touch. */
const restless: Strategy<undefined> = {
  name: 'restless',
  begin: () => undefined,
  decide(_state, _event, desk): readonly Intent[] {
    const best = desk.book(0).best(eventSide.bid) as PriceTicks
    if (Number.isNaN(best)) return []
    const open = desk.orders()
    const strays = open.filter(({ priceTicks }) => priceTicks !== best)
    if (open.length > 0)
      return strays.map(({ request }) => ({ kind: 'cancel', clientOrderId: request.clientOrderId }))
    const pricing = { kind: 'limit', priceTicks: best, isPostOnly: true } as const
    return [{ kind: 'place', order: { instrument: 0, side: 'buy', lots: 2 as Lots, pricing } }]
  },
}

/** A bid at the touch whenever there is none in the first minute; left alone, whatever it hears of it. */
const patient: Strategy<undefined> = {
  name: 'patient',
  begin: () => undefined,
  decide(_state, _event, desk): readonly Intent[] {
    const priceTicks = desk.book(0).best(eventSide.bid) as PriceTicks
    if (desk.time > 60 * second || desk.orders().length > 0 || Number.isNaN(priceTicks)) return []
    const pricing = { kind: 'limit', priceTicks, isPostOnly: true } as const
    return [{ kind: 'place', order: { instrument: 0, side: 'buy', lots: 2 as Lots, pricing } }]
  },
}

function run(
  seed: number,
  { lostCommand = 0, lostAnswer = 0 }: { lostCommand?: number; lostAnswer?: number },
  tape: Tape,
  strategy = restless,
): { replay: Replay; venue: SimulatedVenue } {
  const venue = newVenue({
    seed,
    instruments: [tradedPerpetual()],
    orderLatency: constantLatency(20_000),
    answerLatency: constantLatency(20_000),
    faults: { ...noFaults, lostCommand, lostAnswer },
  })
  const replay = new Replay({
    instruments: [perpetual],
    strategies: [strategy],
    reporting: { currency: 'USDT', rates: new Map() },
    capital: 1_000_000,
    limits: {},
    seed,
    answerWithin: second as Duration,
    watchEvery: (10 * second) as Duration,
    venues: [venue],
    venueOf: [0],
    flightMost: second as Duration,
  })
  replay.runWhole(tape.rows)
  return { replay, venue }
}

const runs = fc.record({
  seed: fc.integer({ min: 0, max: 1e9 }),
  lost: fc.constantFrom(0.05, 0.2, 0.5),
})

test('what is lost is found or proven absent, and answers do not breed answers', () => {
  let absent = 0
  let lookups = 0
  let fills = 0
  fc.assert(
    fc.property(runs, ({ seed, lost }) => {
      const faults = { lostCommand: lost, lostAnswer: lost }
      const { replay, venue } = run(seed, faults, market(300))
      const { orders, account, messages } = replay.engine
      let short = 0
      // One order at a time, at most a few commands of each: nothing grows with what was lost.
      expect(replay.counts.commands).toBeLessThan(messages)
      for (let id = 1; id < orders.nextId(); id++) {
        const { end, fate, filledLots, claimedLots } = orders.of(id)!.state
        if (end?.kind === 'never-arrived') absent++
        if (fate === 'ended' && filledLots < claimedLots) short++
      }
      // Only what became of the last ones may still be looked for when the tape ends.
      expect(orders.openCount() + short).toBeLessThanOrEqual(2)
      const { lots } = venue.tradedOf(0).position
      expect(orders.openCount() + short === 0 ? account.holdings[0]!.lots : lots).toBe(lots)
      lookups += replay.counts.lookups
      fills += account.holdings[0]!.fills
    }),
    { numRuns: 25, seed: 20 },
  )
  expect(absent).toBeGreaterThan(20)
  expect(lookups).toBeGreaterThan(100)
  expect(fills).toBeGreaterThan(300)
})

test('a fill or an end that nobody told of is known within a few looks, though nothing is asked of its order', () => {
  let untold = 0
  fc.assert(
    fc.property(runs, ({ seed, lost }) => {
      // No trade in the second half: what was pushed has been heard by its end, or never will be.
      const { replay, venue } = run(seed, { lostAnswer: lost / 2 }, market(240, 90), patient)
      const { orders, account } = replay.engine
      const there = venue.tradedOf(0)
      expect(account.holdings[0]!.lots).toBe(there.position.lots)
      const open = [...orders.openOf(0)].map(({ state }) => state.request.clientOrderId)
      expect(open).toEqual([...there.open.keys()])
      untold += replay.counts.lookups
    }),
    { numRuns: 25, seed: 21 },
  )
  expect(untold).toBeGreaterThan(100)
})
